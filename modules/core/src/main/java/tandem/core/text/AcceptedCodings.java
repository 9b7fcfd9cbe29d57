package tandem.core.text;

import java.util.Locale;

/** What a client says of content codings in Accept-Encoding; RFC 9110 section 12.5.3. Pure. */
public final class AcceptedCodings {
    private static final int ABSENT = -1;
    private static final int MOST = 1000;

    private AcceptedCodings() {}

    /**
     * Whether gzip (also called x-gzip) is named and wanted no less than the plain content. An asterisk alone does not ask for it:
     * some write that who cannot unpack anything, and nobody is hurt by the plain content.
     *
     * @param field the values of Accept-Encoding with commas between them; empty if there are none
     */
    public static boolean preferGzip(String field) {
        int gzip = ABSENT;
        int identity = ABSENT;
        int from = 0;
        while (from < field.length()) {
            int comma = field.indexOf(',', from);
            int end = comma < 0 ? field.length() : comma;
            int semicolon = field.indexOf(';', from);
            int nameEnd = semicolon < 0 || semicolon > end ? end : semicolon;
            switch (field.substring(from, nameEnd).strip().toLowerCase(Locale.ROOT)) {
                case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight(field, nameEnd, end));
                case "identity" -> identity = weight(field, nameEnd, end);
                default -> {
                    // another coding, which is not made here
                }
            }
            from = end + 1;
        }
        return gzip > 0 && gzip >= identity;
    }

    /** In thousandths; what is no weight counts as none is wanted. */
    private static int weight(String field, int from, int end) {
        String text = from >= end ? "" : field.substring(from + 1, end).strip().toLowerCase(Locale.ROOT);
        if (text.isEmpty()) {
            return MOST;
        }
        String number = text.startsWith("q") ? text.substring(1).stripLeading() : "";
        number = number.startsWith("=") ? number.substring(1).stripLeading() : "";
        if (!number.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")) {
            return 0;
        }
        return number.startsWith("1") ? MOST : thousandths(number);
    }

    private static int thousandths(String number) {
        String digits = number.length() > 2 ? number.substring(2) : "";
        return Integer.parseInt((digits + "000").substring(0, 3));
    }
}
