package tandem.app.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Texts for one archive, and what could not be had of them. One thread. */
public final class Bundle {
    private final String name;
    private final Instant at;
    private final Map<String, String> texts = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();

    /** @param name the directory that everything is in */
    public Bundle(String name, Instant at) {
        this.name = name;
        this.at = at;
    }

    /** Adds a text, masked already. */
    public void text(String path, String text) {
        texts.put(path, text);
    }

    /** Notes why something is not there. */
    public void missing(String path, String why) {
        missing.put(path, why);
    }

    /** A line for each text and for each that is missing. */
    public String contents() {
        StringBuilder list = new StringBuilder("collected at " + at + "\n");
        texts.forEach((path, text) -> list.append(path)
                .append("  ")
                .append(text.getBytes(StandardCharsets.UTF_8).length)
                .append(" bytes\n"));
        missing.forEach((path, why) ->
                list.append(path).append("  missing: ").append(why).append('\n'));
        return list.toString();
    }

    /**
     * Writes it to a new file with mode 0600.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there is such a file
     * @throws IOException if it could not be written
     */
    public void write(Path file) throws IOException {
        Set<StandardOpenOption> fresh = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (OutputStream bytes = Channels.newOutputStream(Files.newByteChannel(file, fresh, owner));
                TarWriter tar = new TarWriter(new GZIPOutputStream(new BufferedOutputStream(bytes)), at)) {
            tar.file(name + "/CONTENTS", contents());
            for (Map.Entry<String, String> text : texts.entrySet()) {
                tar.file(name + "/" + text.getKey(), text.getValue());
            }
        }
    }
}
