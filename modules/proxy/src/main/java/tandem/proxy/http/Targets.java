package tandem.proxy.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the text of request targets that come often, so that asking for the same thing again makes no new String. Bounded
 * in number and length; a newcomer takes the place of another. One thread.
 */
public final class Targets {
    private static final int PLACES = 1024;
    private static final int LONGEST = 128;

    private final @Nullable String[] texts = new @Nullable String[PLACES];

    /** The text that stands there. */
    public String text(byte[] bytes, int start, int end) {
        if (end - start > LONGEST) {
            return made(bytes, start, end);
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 16) & PLACES - 1;
        String known = texts[place];
        if (known == null || !Syntax.same(bytes, start, end, known)) {
            known = made(bytes, start, end);
            texts[place] = known;
        }
        return known;
    }

    private static String made(byte[] bytes, int start, int end) {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }
}
