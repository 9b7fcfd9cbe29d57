package tandem.proxy.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.log.LogLine;
import tandem.core.text.Paced;

/** One file that lines are appended to. Any thread; writing is the writer's. */
final class LogFile {
    private static final Logger LOG = LoggerFactory.getLogger(LogFile.class);
    private static final int BATCH = 2 * LogLine.MOST;

    private final int id;
    private final Path path;
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH);
    private final Paced complaints = new Paced();
    private @Nullable FileChannel channel;
    private @Nullable Object key;
    private int waiting;
    private boolean torn;
    private volatile boolean wanted = true;
    private volatile long lines;
    private volatile long lost;

    LogFile(int id, Path path) {
        this.id = id;
        this.path = path;
    }

    int id() {
        return id;
    }

    /** Whether the configuration names it; if not, it is closed once nothing is written any more. */
    void wanted(boolean now) {
        wanted = now;
    }

    /** Opens it unless it is open. */
    synchronized void open() throws IOException {
        if (channel != null) {
            return;
        }
        FileOutputStream own = own();
        if (own != null) {
            channel = own.getChannel();
            return;
        }
        channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
        key = regularKey();
    }

    /** This process's own output, which cannot be opened by its name where it is a socket. */
    private @Nullable FileOutputStream own() {
        return switch (path.toString()) {
            case "/dev/stdout", "/proc/self/fd/1" -> new FileOutputStream(FileDescriptor.out);
            case "/dev/stderr", "/proc/self/fd/2" -> new FileOutputStream(FileDescriptor.err);
            default -> null;
        };
    }

    private @Nullable Object regularKey() throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        return attributes.isRegularFile() ? attributes.fileKey() : null;
    }

    /** Adds a line in two pieces, the second from the beginning of the array. */
    synchronized void add(byte[] from, int at, int length, int rest) {
        if (batch.remaining() < length + rest + 1) {
            write();
        }
        if (torn && batch.position() == 0) {
            batch.put((byte) '\n');
        }
        batch.put(from, at, length).put(from, 0, rest);
        waiting++;
    }

    /** Hands what was added to the kernel; what cannot be written is lost and counted. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under this object's lock; volatile for who counts
    synchronized void write() {
        if (waiting == 0) {
            return;
        }
        batch.flip();
        try {
            open();
            FileChannel to = Objects.requireNonNull(channel);
            while (batch.hasRemaining()) {
                to.write(batch);
            }
            lines += waiting;
            torn = false;
        } catch (IOException e) {
            lost += waiting;
            torn |= batch.position() > 0;
            complain(e);
            close();
        }
        batch.clear();
        waiting = 0;
    }

    private void complain(IOException e) {
        if (complaints.pass(path.toString(), System.nanoTime())) {
            LOG.warn("lines for the access log {} are lost: {}; {} so far", path, reason(e), lost);
        }
    }

    /** Opens it anew if it was moved or removed, as log rotation does; closes it if the configuration names it no more. */
    synchronized void look() {
        if (!wanted) {
            close();
        } else if (key != null && moved()) {
            reopen();
        }
    }

    private boolean moved() {
        try {
            return !Objects.equals(key, regularKey());
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Closes it and opens it anew. */
    synchronized void reopen() {
        write();
        close();
        try {
            open();
        } catch (IOException e) {
            complain(e);
        }
    }

    synchronized void close() {
        FileChannel open = channel;
        channel = null;
        key = null;
        if (open != null && own() == null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("could not close the access log {}: {}", path, reason(e));
            }
        }
    }

    /** What went wrong, in words. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException none -> "its directory is not there";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other -> String.valueOf(other.getReason());
            default -> String.valueOf(e.getMessage());
        };
    }

    /** How many lines are with the kernel. */
    long lines() {
        return lines;
    }

    /** How many could not be written. */
    long lost() {
        return lost;
    }
}
