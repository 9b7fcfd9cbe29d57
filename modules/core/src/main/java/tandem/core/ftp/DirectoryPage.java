package tandem.core.ftp;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * The page that shows a directory, piece by piece, so that one of any length is never held as a whole. Characters of names stand
 * for bytes and stay as they are; everything that HTML or a URL could take for its own is escaped. Pure.
 */
public final class DirectoryPage {
    private static final String UNRESERVED = "-._~";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    private DirectoryPage() {}

    /** One entry of a directory. */
    public record Entry(
            String name,
            boolean directory,
            long size,
            @Nullable Instant modified) {}

    /**
     * What stands before the entries.
     *
     * @param title the path as people read it
     * @param parent whether a link leads to the directory above
     */
    public static String begin(String title, boolean parent) {
        String shown = text(title);
        return "<!DOCTYPE html>\n<html><head><title>Directory " + shown + "</title></head>\n<body><h1>Directory "
                + shown
                + "</h1>\n<table>\n<tr><th>Name</th><th>Size</th><th>Changed</th></tr>\n"
                + (parent ? "<tr><td><a href=\"../\">../</a></td><td></td><td></td></tr>\n" : "");
    }

    /** The row of an entry. */
    public static String row(Entry entry) {
        String slash = entry.directory() ? "/" : "";
        String size = entry.directory() || entry.size() < 0 ? "" : String.valueOf(entry.size());
        Instant modified = entry.modified();
        return "<tr><td><a href=\"" + link(entry.name(), entry.directory()) + "\">" + text(entry.name()) + slash
                + "</a></td><td>" + size + "</td><td>" + (modified == null ? "" : TIME.format(modified))
                + "</td></tr>\n";
    }

    /** The row of what the server says in words of its own. */
    public static String row(String line) {
        return "<tr><td colspan=\"3\"><code>" + text(line) + "</code></td></tr>\n";
    }

    /** What stands behind the entries. */
    public static String end() {
        return "</table></body></html>\n";
    }

    /** A relative link to a name within the directory that is shown. */
    public static String link(String name, boolean directory) {
        StringBuilder link = new StringBuilder("./");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || UNRESERVED.indexOf(c) >= 0;
            if (plain) {
                link.append(c);
            } else {
                link.append('%').append(hex(c >> 4)).append(hex(c));
            }
        }
        return link.append(directory ? "/" : "").toString();
    }

    private static char hex(int value) {
        return "0123456789ABCDEF".charAt(value & 0xf);
    }

    /** Text within HTML. */
    public static String text(String plain) {
        StringBuilder text = new StringBuilder(plain.length() + 8);
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                case '\'' -> text.append("&#39;");
                default -> text.append(c < 0x20 || c == 0x7f ? '?' : c);
            }
        }
        return text.toString();
    }
}
