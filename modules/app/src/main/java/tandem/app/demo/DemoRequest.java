package tandem.app.demo;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A request as the demo's application reads it; lenient, because a balancer stands before it.
 *
 * @param fields header lines in order, names as they came
 */
record DemoRequest(String method, String target, List<Field> fields, byte[] body) {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_BODY = 64 * 1024 * 1024;

    record Field(String name, String value) {}

    /**
     * Reads the next request of a connection.
     *
     * @return empty if the client closed the connection between two requests
     */
    static Optional<DemoRequest> read(BufferedInputStream in) throws IOException {
        Optional<String> first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = first.get().split(" ", 3);
        if (parts.length < 3) {
            throw new IOException("not a request line: " + first.get());
        }
        List<Field> fields = new ArrayList<>();
        for (String line = next(in); !line.isEmpty(); line = next(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.add(new Field(
                        line.substring(0, colon), line.substring(colon + 1).strip()));
            }
        }
        return Optional.of(new DemoRequest(parts[0], parts[1], List.copyOf(fields), body(in, fields)));
    }

    /** The values of a field, joined by a comma; empty if it is absent. */
    Optional<String> field(String name) {
        return field(fields, name);
    }

    /** The path without its query. */
    String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /** A number in the query. */
    long query(String name, long fallback, long most) {
        int question = target.indexOf('?');
        if (question >= 0) {
            for (String pair : target.substring(question + 1).split("&")) {
                if (pair.matches(name + "=\\d{1,12}")) {
                    return Math.min(most, Long.parseLong(pair.substring(name.length() + 1)));
                }
            }
        }
        return fallback;
    }

    boolean wantsClose() {
        return field("Connection").orElse("").toLowerCase(java.util.Locale.ROOT).contains("close");
    }

    private static Optional<String> field(List<Field> fields, String name) {
        List<String> values = fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    private static byte[] body(InputStream in, List<Field> fields) throws IOException {
        if (field(fields, "Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
            return chunks(in);
        }
        int length = Integer.parseInt(field(fields, "Content-Length").orElse("0"));
        return exactly(in, length);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size = chunkSize(in);
        while (size > 0) {
            body.write(exactly(in, size));
            next(in);
            size = chunkSize(in);
        }
        while (!next(in).isEmpty()) {
            continue;
        }
        return body.toByteArray();
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(next(in).split(";", 2)[0].strip(), 16);
    }

    private static byte[] exactly(InputStream in, int length) throws IOException {
        if (length > MAX_BODY) {
            throw new IOException("a body of " + length + " bytes is more than the demo takes (" + MAX_BODY + ")");
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static String next(InputStream in) throws IOException {
        return line(in).orElseThrow(() -> new EOFException("the request ended early"));
    }

    private static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        if (octet < 0) {
            return Optional.empty();
        }
        while (octet != '\n') {
            if (octet < 0 || line.size() > MAX_LINE) {
                throw new EOFException("a line ended early or is longer than " + MAX_LINE + " bytes");
            }
            line.write(octet);
            octet = in.read();
        }
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
    }
}
