package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.core.routing.RequestPath;

/** Remembers what targets that come often parse to; bounded, a newcomer takes the place of another. One I/O thread. */
final class Paths {
    private static final int PLACES = 1024;
    private static final int LONGEST = 128;

    private final @Nullable String[] targets = new @Nullable String[PLACES];
    private final @Nullable RequestPath[] paths = new @Nullable RequestPath[PLACES];

    /** The path of a target. */
    @SuppressWarnings(
            "ReferenceEquality") // the front remembers targets too: the same text is nearly always the same String
    RequestPath of(String target) throws RequestPath.BadPath {
        int hash = target.hashCode();
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        RequestPath known = paths[place];
        if (known != null && targets[place] == target) {
            return known;
        }
        RequestPath path = RequestPath.parse(target);
        if (target.length() <= LONGEST) {
            targets[place] = target;
            paths[place] = path;
        }
        return path;
    }
}
