package tandem.core.routing;

import java.util.ArrayDeque;
import java.util.Deque;
import tandem.core.rule.Escapes;

/**
 * A request's path in the two forms that matter: as the client wrote it, to be forwarded, and decoded with dot segments
 * resolved, to be matched, so that no spelling slips past a rule. Characters stand for bytes (0..255). {@code %2F} stays
 * encoded in both: it is never a segment border.
 */
public final class RequestPath {
    private final String forwarded;
    private final String decoded;
    private final String query;
    private final String whole;

    private RequestPath(String forwarded, String decoded, String query, String whole) {
        this.forwarded = forwarded;
        this.decoded = decoded;
        this.query = query;
        this.whole = whole;
    }

    /**
     * Reads an origin-form target.
     *
     * @param target begins with a slash; no blanks, control characters or fragment
     * @throws BadPath if it cannot be meant honestly: the client gets 400
     */
    public static RequestPath parse(String target) throws BadPath {
        int question = target.indexOf('?');
        String raw = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question);
        if (!raw.startsWith("/")) {
            throw new BadPath("the request target does not begin with a slash");
        }
        if (raw.indexOf('#') >= 0) {
            throw new BadPath("the request target has a fragment");
        }
        String decoded = decode(raw);
        if (!hasDotSegment(decoded)) {
            return new RequestPath(raw, decoded, query, target);
        }
        String resolved = resolveDots(raw);
        return new RequestPath(resolved, decode(resolved), query, resolved + query);
    }

    /**
     * A path that rewriting made.
     *
     * @param decoded one character a byte, without dot segments
     * @param query without the question mark; empty for none
     * @throws BadPath if it does not begin with a slash, or has what no path may have
     */
    public static RequestPath rewritten(String decoded, String query) throws BadPath {
        if (!decoded.startsWith("/")) {
            throw new BadPath("rewriting made a path that does not begin with a slash");
        }
        return parse(Escapes.path(decoded) + (query.isEmpty() ? "" : "?" + Escapes.noControls(query)));
    }

    /** The same with every encoded slash a segment border. */
    public RequestPath withSlashes() throws BadPath {
        String raw = forwarded.replace("%2F", "/").replace("%2f", "/");
        return parse(raw + query);
    }

    /** Whether a slash is written as {@code %2F}. */
    public boolean hasEncodedSlash() {
        return decoded.contains("%2F");
    }

    /** As the client wrote it, dot segments resolved, without the query. */
    public String encoded() {
        return forwarded;
    }

    /** Without the question mark; empty for none. */
    public String query() {
        return query.isEmpty() ? "" : query.substring(1);
    }

    /** What the path is matched as. */
    public String decoded() {
        return decoded;
    }

    /** Path and query as they go to a member when nothing is replaced. */
    public String forwarded() {
        return whole;
    }

    /** Path and query as they go on when the first {@code decodedLength} characters were matched and are cut off. */
    public String forwardedAfter(int decodedLength) {
        int at = 0;
        for (int seen = 0; seen < decodedLength; seen++) {
            boolean escape = forwarded.charAt(at) == '%';
            if (escape && isSlashEscape(forwarded, at)) {
                seen += 2;
            }
            at += escape ? 3 : 1;
        }
        return forwarded.substring(at) + query;
    }

    private static String decode(String raw) throws BadPath {
        if (raw.indexOf('%') < 0) {
            return raw;
        }
        StringBuilder plain = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                plain.append(c);
                continue;
            }
            int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
            if (low < 0) {
                throw new BadPath("the path has a % that is not followed by two hexadecimal digits");
            }
            int value = high * 16 + low;
            if (value < 0x20 || value == 0x7f) {
                throw new BadPath("the path has an encoded control character");
            }
            if (value == '/') {
                plain.append("%2F");
            } else {
                plain.append((char) value);
            }
            i += 2;
        }
        return plain.toString();
    }

    private static boolean isSlashEscape(String text, int at) {
        return text.charAt(at + 1) == '2' && Character.toUpperCase(text.charAt(at + 2)) == 'F';
    }

    private static boolean hasDotSegment(String path) {
        int at = path.indexOf("/.");
        while (at >= 0) {
            int end = at + 2;
            if (end < path.length() && path.charAt(end) == '.') {
                end++;
            }
            if (end == path.length() || path.charAt(end) == '/') {
                return true;
            }
            at = path.indexOf("/.", at + 1);
        }
        return false;
    }

    /** Resolves dot segments, however they are spelled, and leaves every other segment as the client wrote it. */
    private static String resolveDots(String raw) throws BadPath {
        Deque<String> kept = new ArrayDeque<>();
        String[] segments = raw.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            String plain = decode(segments[i]);
            if (plain.equals("..")) {
                if (kept.isEmpty()) {
                    throw new BadPath("the path leads above its root");
                }
                kept.removeLast();
            } else if (!plain.equals(".")) {
                kept.addLast(segments[i]);
                continue;
            }
            if (last) {
                kept.addLast("");
            }
        }
        return "/" + String.join("/", kept);
    }

    /** A path that is answered with 400. */
    public static final class BadPath extends Exception {
        private static final long serialVersionUID = 1;

        BadPath(String reason) {
            super(reason, null, false, false);
        }

        /** What is wrong with it, as a sentence without the path itself. */
        public String reason() {
            return String.valueOf(getMessage());
        }
    }
}
