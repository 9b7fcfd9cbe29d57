package tandem.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Collects the fields behind a chunked body, line by line, and marks those as dropped that must not stand there: RFC 9110
 * section 6.5.1 forbids framing, routing, modifiers, authentication and control data. Reused; one thread.
 */
final class Trailers {
    private static final List<byte[]> FORBIDDEN = names(
            "age",
            "allow",
            "cache-control",
            "clear-site-data",
            "expires",
            "forwarded",
            "pragma",
            "range",
            "retry-after",
            "set-cookie",
            "vary",
            "warning",
            "x-real-ip",
            "strict-transport-security");
    private static final List<byte[]> FORBIDDEN_BEGINNINGS =
            names("access-control-", "content-", "if-", "proxy-", "x-forwarded-", "x-http-");

    private final Fields fields = new Fields();
    private int lineStart;

    private static List<byte[]> names(String... names) {
        return Arrays.stream(names)
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    void begin() {
        fields.clear();
        lineStart = 0;
    }

    /** Those of the last body; valid until the next begins. */
    Fields fields() {
        return fields;
    }

    void add(byte b) {
        int at = fields.reserve(1);
        fields.bytes()[at] = b;
        fields.use(1);
    }

    /** A line has ended, its line end is not among the bytes. */
    void endLine() throws BadMessage {
        int end = fields.length();
        int colon = Syntax.tokenEnd(fields.bytes(), lineStart, end);
        if (colon == lineStart || colon == end || fields.bytes()[colon] != ':') {
            throw new BadMessage("a trailer is not NAME: VALUE");
        }
        fields.addSpan(lineStart, colon, colon + 1, end);
        int index = fields.count() - 1;
        if (fields.known(index) != Field.OTHER || forbidden(lineStart, colon)) {
            fields.drop(index);
        }
        lineStart = end;
    }

    private boolean forbidden(int start, int end) {
        for (byte[] name : FORBIDDEN) {
            if (Syntax.equalsIgnoreCase(fields.bytes(), start, end, name)) {
                return true;
            }
        }
        for (byte[] beginning : FORBIDDEN_BEGINNINGS) {
            if (Syntax.startsWithIgnoreCase(fields.bytes(), start, end, beginning)) {
                return true;
            }
        }
        return false;
    }
}
