package tandem.failover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.VipConfig;
import tandem.failover.lease.Ballot;
import tandem.failover.vip.ThreadPriority;

/**
 * Keeps what a voter must remember of one group of addresses across a restart, in a file of the state directory ({@value #NAME}
 * for the main group, {@code terms-GROUP} for another): one line of highest term and longest promise. Writes happen on a thread of their own, since a disk may be slow. Some terms are written ahead, so that a takeover
 * need not wait for the disk; a restart leaves them out.
 *
 * <p>Deliberate: a voter whose disk refuses answers all the same and says so loudly. Exclusive promises do not depend on the file,
 * only the growth of terms does; and a full disk on the standby must not keep it from taking over. See ADR 12.
 */
final class TermFile implements AutoCloseable {
    static final String NAME = "terms";

    private static final int AHEAD = 8;
    private static final Duration CLOSING = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(TermFile.class);

    private final Path file;
    private final Path main;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("tandem-terms").daemon().factory());
    private volatile Ballot.Memory written = Ballot.Memory.NONE;
    private boolean failing;

    TermFile(Path stateDirectory, String group) {
        this.main = stateDirectory.resolve(NAME);
        this.file = group.equals(VipConfig.MAIN_GROUP) ? main : stateDirectory.resolve(NAME + "-" + group);
        writer.execute(ThreadPriority::raise);
    }

    /** What an earlier life remembered, and writes ahead of it; empty if there is nothing readable, which has been logged. */
    Optional<Ballot.Memory> load() {
        Optional<Ballot.Memory> kept = read(file);
        kept.ifPresent(memory -> save(memory, () -> {}));
        return kept;
    }

    /** What the terms of a group without a memory of its own begin above: what the main group remembers, 0 if nothing. */
    long floor() {
        return read(main).map(Ballot.Memory::highestTerm).orElse(0L);
    }

    private static Optional<Ballot.Memory> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String[] words = Files.readString(file).trim().split(" ", -1);
            if (words.length == 2) {
                return Optional.of(new Ballot.Memory(Long.parseLong(words[0]), Long.parseLong(words[1])));
            }
            LOG.warn("{} is not a line of two numbers; the terms begin anew", file);
        } catch (IOException | NumberFormatException e) {
            LOG.warn("could not read {}: {}; the terms begin anew", file, e.toString());
        }
        return Optional.empty();
    }

    /** Runs what waits for the memory to be on disk: at once if it was written ahead, else on the writer's thread. */
    void save(Ballot.Memory memory, Runnable then) {
        boolean ahead = covers(memory);
        if (ahead) {
            then.run();
        }
        try {
            writer.execute(() -> {
                if (!covers(memory) || written.highestTerm() - memory.highestTerm() < AHEAD / 2) {
                    write(new Ballot.Memory(memory.highestTerm() + AHEAD, memory.longestMillis()));
                }
                if (!ahead) {
                    then.run();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("term {} came after the end: {}", memory.highestTerm(), e.toString());
        }
    }

    private boolean covers(Ballot.Memory memory) {
        Ballot.Memory known = written;
        return memory.highestTerm() <= known.highestTerm() && memory.longestMillis() <= known.longestMillis();
    }

    /** Ends; a write that is under way is waited for, briefly. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} was still being written after {} s", file, CLOSING.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Ballot.Memory memory) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        String line = memory.highestTerm() + " " + memory.longestMillis() + "\n";
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                    fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            written = memory;
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.error(
                        "could not keep term {} in {}: {}; terms may repeat after a restart; make room or correct"
                                + " state-directory",
                        memory.highestTerm(),
                        file,
                        e.toString());
            }
            failing = true;
        }
    }
}
