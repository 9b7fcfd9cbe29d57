package tandem.core.text;

import java.nio.charset.StandardCharsets;

/**
 * Matches decoded paths as Apache's ProxyPass and Location do: a run of slashes equals any other; a prefix without a final
 * slash ends at a segment border; case counts.
 */
public final class PathPrefix {
    private final String prefix;

    /** @param configured as a person writes it; compared byte by byte */
    public PathPrefix(String configured) {
        this.prefix = new String(configured.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** How many characters of the path the prefix covers, or -1 if it does not match. */
    public int match(String path) {
        int at = 0;
        int i = 0;
        while (i < prefix.length()) {
            if (at == path.length() || prefix.charAt(i) != path.charAt(at)) {
                return -1;
            }
            if (prefix.charAt(i) == '/') {
                i = afterSlashes(prefix, i);
                at = afterSlashes(path, at);
            } else {
                i++;
                at++;
            }
        }
        boolean border = prefix.endsWith("/") || at == path.length() || path.charAt(at) == '/';
        return border ? at : -1;
    }

    private static int afterSlashes(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '/') {
            at++;
        }
        return at;
    }
}
