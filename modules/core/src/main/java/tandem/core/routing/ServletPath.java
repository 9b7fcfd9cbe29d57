package tandem.core.routing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A path as servlet containers read it: dot segments are resolved though they carry {@code ;parameters}, and parameters count for
 * nothing where paths are compared (mapping=servlet). Immutable.
 */
final class ServletPath {
    private final String whole;
    private final String compared;

    private ServletPath(String whole, String compared) {
        this.whole = whole;
        this.compared = compared;
    }

    /** @param decoded begins with a slash */
    static ServletPath of(String decoded) {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = decoded.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            String name = bare(segments[i]);
            boolean dots = name.equals("..") || name.equals(".");
            if (name.equals("..")) {
                kept.pollLast();
            }
            if (!dots) {
                kept.addLast(segments[i]);
            } else if (i == segments.length - 1) {
                kept.addLast("");
            }
        }
        List<String> names = new ArrayList<>();
        kept.forEach(segment -> names.add(bare(segment)));
        return new ServletPath("/" + String.join("/", kept), "/" + String.join("/", names));
    }

    private static String bare(String segment) {
        int semicolon = segment.indexOf(';');
        return semicolon < 0 ? segment : segment.substring(0, semicolon);
    }

    /** Without parameters. */
    String compared() {
        return compared;
    }

    /** What is left of it, with parameters, when so many characters of {@link #compared} are taken away. */
    String after(int matched) {
        int at = 0;
        boolean parameter = false;
        for (int seen = 0; seen < matched; at++) {
            char c = whole.charAt(at);
            parameter = c != '/' && (parameter || c == ';');
            seen += parameter ? 0 : 1;
        }
        return whole.substring(at);
    }
}
