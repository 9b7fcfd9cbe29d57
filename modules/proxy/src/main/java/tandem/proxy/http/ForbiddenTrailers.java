package tandem.proxy.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What must not stand behind a body: RFC 9110 section 6.5.1 forbids framing, routing, modifiers, authentication and control data.
 * Any thread.
 */
public final class ForbiddenTrailers {
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

    private ForbiddenTrailers() {}

    private static List<byte[]> names(String... names) {
        return Arrays.stream(names)
                .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                .toList();
    }

    /** Marks a trailer as dropped if it is one of them. */
    public static void drop(Fields fields, int index) {
        if (fields.known(index) != Field.OTHER || forbidden(fields, index)) {
            fields.drop(index);
        }
    }

    private static boolean forbidden(Fields fields, int index) {
        int start = fields.nameStart(index);
        int end = fields.nameEnd(index);
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
