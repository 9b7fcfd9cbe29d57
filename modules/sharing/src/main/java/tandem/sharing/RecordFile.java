package tandem.sharing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import tandem.core.share.ShareCodec.MalformedShare;

/**
 * A file of records in the state directory. Each save writes a new file and renames it into place: a crash at any moment leaves the
 * old content or the new one. Any thread; one call at a time.
 *
 * @param <T> what a record holds
 */
final class RecordFile<T> {
    // Layout: header line, number of records, for each its length and bytes, CRC32C of all that precedes.
    private final byte[] header;
    private final Form<T> form;
    private final Path directory;
    private final Path file;
    private final Path fresh;
    private final Path corrupt;

    /** How a record becomes bytes and back. */
    interface Form<T> {
        byte[] encode(T value);

        T decode(byte[] bytes) throws MalformedShare;
    }

    /** What was on disk. */
    sealed interface Content<T> {
        /** The file was read, or there was none. */
        record Read<T>(List<T> records) implements Content<T> {}

        /**
         * The file is of no use.
         *
         * @param sentence how it is damaged and where it is kept, or why it cannot be read
         */
        record Unusable<T>(String sentence) implements Content<T> {}
    }

    /**
     * Names the file; touches nothing yet.
     *
     * @param name the file's name, and with {@code tandem} the first words of its header
     */
    RecordFile(Path directory, String name, Form<T> form) {
        this.header = ("tandem " + name + " 1\n").getBytes(StandardCharsets.US_ASCII);
        this.form = form;
        this.directory = directory;
        this.file = directory.resolve(name);
        this.fresh = directory.resolve(name + ".new");
        this.corrupt = directory.resolve(name + ".corrupt");
    }

    Path path() {
        return file;
    }

    /** Reads the file; one that cannot be understood is renamed, so that nothing is lost. Never throws. */
    synchronized Content<T> load() {
        if (!Files.exists(file)) {
            return new Content.Read<>(List.of());
        }
        try {
            return new Content.Read<>(parse(Files.readAllBytes(file)));
        } catch (MalformedShare e) {
            return new Content.Unusable<>(file + " is damaged: " + e.getMessage() + "; " + setAside());
        } catch (IOException e) {
            return new Content.Unusable<>(file + " cannot be read (" + e + ")");
        }
    }

    private String setAside() {
        try {
            Files.move(file, corrupt, StandardCopyOption.REPLACE_EXISTING);
            return "the file is kept as " + corrupt;
        } catch (IOException e) {
            return "the file could not be renamed to " + corrupt + " (" + e + ")";
        }
    }

    /**
     * Replaces the file's content and waits until it is on the disk.
     *
     * @throws IOException if it could not be written; then the old content stands
     */
    synchronized void save(Iterable<T> records) throws IOException {
        Files.createDirectories(directory);
        write(format(records));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory();
    }

    private void write(byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /** The rename itself has to reach the disk too. */
    private void syncDirectory() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private byte[] format(Iterable<T> records) throws IOException {
        List<byte[]> encoded = new ArrayList<>();
        records.forEach(value -> encoded.add(form.encode(value)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(header);
        out.writeInt(encoded.size());
        for (byte[] one : encoded) {
            out.writeInt(one.length);
            out.write(one);
        }
        out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    private List<T> parse(byte[] content) throws MalformedShare {
        int end = content.length - Long.BYTES;
        if (end < header.length || !Arrays.equals(header, Arrays.copyOf(content, header.length))) {
            throw new MalformedShare("it does not begin with '" + new String(header, StandardCharsets.US_ASCII).strip()
                    + "' and may be of a newer version");
        }
        if (ByteBuffer.wrap(content).getLong(end) != checksum(content, end)) {
            throw new MalformedShare("its checksum does not fit");
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(content, header.length, end - header.length))) {
            List<T> records = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                records.add(form.decode(in.readNBytes(in.readInt())));
            }
            return records;
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedShare("a record is cut short (" + e + ")");
        }
    }

    private static long checksum(byte[] content, int length) {
        CRC32C sum = new CRC32C();
        sum.update(content, 0, length);
        return sum.getValue();
    }
}
