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
import java.util.Collection;
import java.util.List;
import java.util.zip.CRC32C;
import tandem.core.port.Outcome;
import tandem.core.setting.Setting;
import tandem.core.share.ShareCodec;
import tandem.core.share.ShareCodec.MalformedShare;

/**
 * The operator settings on this node's disk, so that they outlive a restart of every node at once. Each save writes a new file
 * and renames it into place: a crash at any moment leaves the old content or the new one. Any thread; one call at a time.
 */
public final class SettingsFile {
    // Layout: header line, number of records, for each its length and bytes of ShareCodec, CRC32C of all that precedes.
    private static final byte[] HEADER = "tandem settings 1\n".getBytes(StandardCharsets.US_ASCII);

    private final Path directory;
    private final Path file;
    private final Path fresh;
    private final Path corrupt;

    /**
     * Names the file; touches nothing yet.
     *
     * @param stateDirectory made when something is saved, if it does not exist
     */
    public SettingsFile(Path stateDirectory) {
        this.directory = stateDirectory;
        this.file = stateDirectory.resolve("settings");
        this.fresh = stateDirectory.resolve("settings.new");
        this.corrupt = stateDirectory.resolve("settings.corrupt");
    }

    /** What was on disk. */
    public sealed interface Loaded {
        /**
         * To go on with; empty if nothing was saved or nothing could be read.
         */
        List<Setting> settings();

        /** The file was read, or there was none. */
        record Read(List<Setting> settings) implements Loaded {
            public Read {
                settings = List.copyOf(settings);
            }
        }

        /**
         * The file is there and of no use; the node starts without it.
         *
         * @param sentence which file, what is wrong, where it is kept and what to do
         */
        record Unusable(String sentence) implements Loaded {
            @Override
            public List<Setting> settings() {
                return List.of();
            }
        }
    }

    /** Reads the file; one that cannot be understood is renamed, so that nothing is lost. Never throws. */
    public synchronized Loaded load() {
        if (!Files.exists(file)) {
            return new Loaded.Read(List.of());
        }
        try {
            return new Loaded.Read(parse(Files.readAllBytes(file)));
        } catch (MalformedShare e) {
            return setAside(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return new Loaded.Unusable("operator settings in " + file + " cannot be read (" + e
                    + "); this node starts without them, its peers may still have them");
        }
    }

    private Loaded setAside(String why) {
        String kept;
        try {
            Files.move(file, corrupt, StandardCopyOption.REPLACE_EXISTING);
            kept = "the file is kept as " + corrupt;
        } catch (IOException e) {
            kept = "the file could not be renamed to " + corrupt + " (" + e + ")";
        }
        return new Loaded.Unusable("operator settings in " + file + " are damaged: " + why + "; " + kept
                + "; this node starts without them, its peers may still have them; see `tandem status`");
    }

    /**
     * Replaces the file's content and waits until it is on the disk.
     *
     * @param settings every record, cleared ones included
     * @return refused if it could not be written; then the old content stands
     */
    public synchronized Outcome save(Collection<Setting> settings) {
        try {
            Files.createDirectories(directory);
            write(format(settings));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            syncDirectory();
            return new Outcome.Done(settings.size() + " settings are stored in " + file);
        } catch (IOException e) {
            return new Outcome.Refused("settings could not be stored in " + file + " (" + e
                    + "); they are in force but would not outlive a restart of every node; see that the directory"
                    + " exists, has room and belongs to the user that runs Tandem");
        }
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

    private static byte[] format(Collection<Setting> settings) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(HEADER);
        out.writeInt(settings.size());
        for (Setting setting : settings) {
            byte[] record = ShareCodec.encode(setting);
            out.writeInt(record.length);
            out.write(record);
        }
        out.writeLong(checksum(bytes.toByteArray(), bytes.size()));
        return bytes.toByteArray();
    }

    private static List<Setting> parse(byte[] content) throws MalformedShare {
        int end = content.length - Long.BYTES;
        if (end < HEADER.length || !Arrays.equals(HEADER, Arrays.copyOf(content, HEADER.length))) {
            throw new MalformedShare("it does not begin with '" + new String(HEADER, StandardCharsets.US_ASCII).strip()
                    + "' and may be of a newer version");
        }
        if (ByteBuffer.wrap(content).getLong(end) != checksum(content, end)) {
            throw new MalformedShare("its checksum does not fit");
        }
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(content, HEADER.length, end - HEADER.length))) {
            List<Setting> settings = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                settings.add(ShareCodec.decodeSetting(in.readNBytes(in.readInt())));
            }
            return settings;
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
