package tandem.proxy.http;

/** HTTP's character classes (RFC 9110 section 5.6, RFC 3986) as table look-ups over bytes. */
public final class Syntax {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;
    private static final byte[] CLASSES = classes();

    private Syntax() {}

    private static byte[] classes() {
        byte[] classes = new byte[256];
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (alphanumeric || c < 128 && "!#$%&'*+-.^_`|~".indexOf(c) >= 0) {
                classes[c] |= TOKEN;
            }
            if (c == '\t' || c >= 0x20 && c != 0x7f) {
                classes[c] |= VALUE;
            }
            if (c > 0x20 && c < 0x7f && "\"<>#".indexOf(c) < 0) {
                classes[c] |= TARGET;
            }
            if (alphanumeric || c < 128 && "-._~!$&'()*+,;=%".indexOf(c) >= 0) {
                classes[c] |= HOST;
            }
        }
        return classes;
    }

    private static boolean all(byte[] bytes, int start, int end, byte wanted) {
        for (int i = start; i < end; i++) {
            if ((CLASSES[bytes[i] & 0xff] & wanted) == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean all(String text, int start, int end, byte wanted) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c > 0xff || (CLASSES[c] & wanted) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Where the token characters that begin at start end. */
    static int tokenEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && (CLASSES[bytes[at] & 0xff] & TOKEN) != 0) {
            at++;
        }
        return at;
    }

    /** Where the characters of a request target that begin at start end. */
    public static int targetEnd(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && (CLASSES[bytes[at] & 0xff] & TARGET) != 0) {
            at++;
        }
        return at;
    }

    /** Whether it is a token: not empty, only token characters. */
    public static boolean token(byte[] bytes, int start, int end) {
        return end > start && all(bytes, start, end, TOKEN);
    }

    /** Whether it is a token: not empty, only token characters. */
    public static boolean token(String text) {
        return !text.isEmpty() && all(text, 0, text.length(), TOKEN);
    }

    /** Whether it may stand in a field value: no control characters but tab. */
    public static boolean value(byte[] bytes, int start, int end) {
        return all(bytes, start, end, VALUE);
    }

    /** Whether it may be a request target: visible ASCII without quotes, angle brackets and fragment. */
    public static boolean target(String text) {
        return !text.isEmpty() && all(text, 0, text.length(), TARGET);
    }

    /** Whether it is {@code HOST[:PORT]} as a Host field has it; an empty one is not. */
    public static boolean authority(String text) {
        int hostEnd;
        if (text.startsWith("[")) {
            hostEnd = text.indexOf(']') + 1;
            if (hostEnd < 4 || !ipv6Characters(text, hostEnd - 1)) {
                return false;
            }
        } else {
            int colon = text.indexOf(':');
            hostEnd = colon < 0 ? text.length() : colon;
            if (hostEnd == 0 || !all(text, 0, hostEnd, HOST)) {
                return false;
            }
        }
        return hostEnd == text.length() || text.charAt(hostEnd) == ':' && port(text, hostEnd + 1);
    }

    private static boolean ipv6Characters(String text, int end) {
        for (int i = 1; i < end; i++) {
            if (Character.digit(text.charAt(i), 16) < 0 && text.charAt(i) != ':' && text.charAt(i) != '.') {
                return false;
            }
        }
        return true;
    }

    private static boolean port(String text, int start) {
        if (text.length() - start > 5) {
            return false;
        }
        int port = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
            port = port * 10 + c - '0';
        }
        return port <= 65_535;
    }

    /** A length: 1 to 18 digits and nothing else; -1 if it is anything else. */
    public static long length(byte[] bytes, int start, int end) {
        if (end == start || end - start > 18) {
            return -1;
        }
        long length = 0;
        for (int i = start; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            length = length * 10 + bytes[i] - '0';
        }
        return length;
    }

    /** Whether it is this text, one character a byte. */
    public static boolean same(byte[] bytes, int start, int end, String text) {
        if (end - start != text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[start + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    public static boolean startsWithIgnoreCase(byte[] bytes, int start, int end, byte[] lowerCase) {
        return end - start >= lowerCase.length && equalsIgnoreCase(bytes, start, start + lowerCase.length, lowerCase);
    }

    public static boolean equalsIgnoreCase(byte[] bytes, int start, int end, byte[] lowerCase) {
        if (end - start != lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            if (lower(bytes[start + i]) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }
}
