package tandem.proxy.http;

import java.nio.charset.StandardCharsets;

/** The text of request methods, without a new String for those that are common. Any thread. */
public final class Methods {
    /** The longest that is taken, in bytes. */
    public static final int LONGEST = 32;

    private static final String[] COMMON = {"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

    private Methods() {}

    /** The method that stands there. */
    public static String text(byte[] bytes, int start, int end) {
        for (String known : COMMON) {
            if (Syntax.same(bytes, start, end, known)) {
                return known;
            }
        }
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
