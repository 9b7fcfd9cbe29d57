package tandem.proxy.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.core.health.Heartbeat;
import tandem.core.text.IpAddress;

/** The file of Apache's mod_heartmonitor: a line for each server, {@code ADDRESS &ready=75&busy=0&lastseen=1&port=80}. */
final class HeartbeatFile {
    private static final int MOST_LINES = 100_000;

    private HeartbeatFile() {}

    /**
     * One line.
     *
     * @param age seconds between the announcement and the writing of the file
     */
    record Entry(Heartbeat said, int age) {}

    /** Writes it as a whole, beside it first, so that nobody reads half of it. */
    static void write(Path file, Map<InetAddress, Entry> entries) throws IOException {
        StringBuilder text = new StringBuilder();
        entries.forEach((address, entry) -> text.append(address.getHostAddress())
                .append(" &ready=")
                .append(entry.said().ready())
                .append("&busy=")
                .append(entry.said().busy())
                .append("&lastseen=")
                .append(entry.age())
                .append("&port=80\n"));
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text, StandardCharsets.US_ASCII);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads it; lines that say nothing are passed over. */
    static Map<InetAddress, Entry> read(Path file) throws IOException {
        Map<InetAddress, Entry> entries = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            lines.limit(MOST_LINES).forEach(line -> line(line, entries));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return entries;
    }

    private static void line(String line, Map<InetAddress, Entry> entries) {
        int blank = line.indexOf(' ');
        if (line.startsWith("#") || blank < 0 || !IpAddress.valid(line.substring(0, blank))) {
            return;
        }
        String values = line.substring(blank + 1).strip();
        int age = 0;
        for (String part : values.split("&", -1)) {
            if (part.matches("lastseen=\\d{1,6}")) {
                age = Integer.parseInt(part.substring("lastseen=".length()));
            }
        }
        Optional<Heartbeat> said = Heartbeat.parse("v=1" + (values.startsWith("&") ? "" : "&") + values);
        int seconds = age;
        said.ifPresent(beat -> entries.put(IpAddress.parse(line.substring(0, blank)), new Entry(beat, seconds)));
    }
}
