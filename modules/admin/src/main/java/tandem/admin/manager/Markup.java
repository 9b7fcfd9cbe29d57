package tandem.admin.manager;

import java.nio.charset.StandardCharsets;

/** Texts as they may stand in HTML, XML and URLs, and sizes as Apache writes them. */
final class Markup {
    private static final String UNITS = "KMGTPE";
    private static final int NEXT_UNIT = 973;

    private Markup() {}

    /** For the content of elements and of quoted attributes; ASCII alone. */
    static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '&') {
                out.append("&amp;");
            } else if (c == '<') {
                out.append("&lt;");
            } else if (c == '>') {
                out.append("&gt;");
            } else if (c == '"') {
                out.append("&quot;");
            } else if (c >= 0x20 && c < 0x7f && c != '\'') {
                out.append((char) c);
            } else {
                out.append("&#").append(c).append(';');
            }
        });
        return out.toString();
    }

    /** The value of a parameter in a query; slashes and colons stay, because scripts look for them. */
    static String inQuery(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (plain || ":/._~-".indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }

    /** Four characters, as APR's apr_strfsize writes a size: {@code "  0 "}, {@code " 47K"}, {@code "1.5M"}. */
    static String size(long bytes) {
        if (bytes < NEXT_UNIT) {
            return padded(bytes) + " ";
        }
        long size = bytes;
        for (int unit = 0; ; unit++) {
            long rest = size & 1023;
            size >>= 10;
            if (size >= NEXT_UNIT) {
                continue;
            }
            if (size < 9 || size == 9 && rest < NEXT_UNIT) {
                long tenths = (rest * 5 + 256) / 512;
                long whole = tenths >= 10 ? size + 1 : size;
                return whole + "." + (tenths >= 10 ? 0 : tenths) + UNITS.charAt(unit);
            }
            return padded(rest >= 512 ? size + 1 : size) + UNITS.charAt(unit);
        }
    }

    private static String padded(long number) {
        String digits = String.valueOf(number);
        return " ".repeat(Math.max(0, 3 - digits.length())) + digits;
    }
}
