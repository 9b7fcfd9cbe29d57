package tandem.core.rule;

/** Writes decoded text as it stands in URLs. */
public final class Escapes {
    private static final String UNRESERVED = "-._~!$&'()*+,;=:@/";

    private Escapes() {}

    /** A decoded path, one character a byte, for a request line or Location. */
    public static String path(String decoded) {
        StringBuilder text = null;
        for (int i = 0; i < decoded.length(); i++) {
            char c = decoded.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED.indexOf(c) >= 0;
            boolean slash = c == '%' && decoded.regionMatches(true, i, "%2F", 0, 3);
            if (!plain && !slash && text == null) {
                text = new StringBuilder(decoded.length() + 16).append(decoded, 0, i);
            }
            if (text != null && (plain || slash)) {
                text.append(c);
            } else if (text != null) {
                text.append('%').append(hex(c >> 4)).append(hex(c));
            }
        }
        return text == null ? decoded : text.toString();
    }

    private static char hex(int value) {
        return "0123456789ABCDEF".charAt(value & 0xf);
    }

    /** Blanks and control characters, which no URL has, encoded; everything else as it is. */
    public static String noControls(String url) {
        StringBuilder text = new StringBuilder(url.length());
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                text.append('%').append(hex(c >> 4)).append(hex(c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
