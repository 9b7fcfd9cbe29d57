package tandem.admin.json;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import tandem.core.count.Count;

/** How counts are called: in the status record, in JSON, and what follows from them. */
public final class CountNames {
    /** Those that have a field of their own in JSON. */
    static final List<Count> NAMED = Count.ALL.stream()
            .filter(count -> !Count.ANSWER_TIMES.contains(count))
            .toList();

    /** The field that has all of {@link Count#ANSWER_TIMES}, as an array. */
    static final String ANSWERED = "answered";

    private CountNames() {}

    /** The key in {@link tandem.core.status.MemberStatus#counts}, such as {@code responses_2xx}. */
    public static String key(Count count) {
        return count.name().toLowerCase(Locale.ROOT);
    }

    /** The field in JSON, such as {@code responses2xx} or {@code bytesTo}. */
    static String json(Count count) {
        StringBuilder name = new StringBuilder();
        boolean upper = false;
        for (char c : key(count).toCharArray()) {
            if (c == '_') {
                upper = true;
                continue;
            }
            name.append(upper ? Character.toUpperCase(c) : c);
            upper = false;
        }
        return name.toString();
    }

    /** A member's count; 0 if it is not there. */
    public static long value(Map<String, Long> counts, Count count) {
        return counts.getOrDefault(key(count), 0L);
    }

    /** Attempts that have not ended; never below 0, though rows of several nodes are read one after the other. */
    public static long inFlight(Map<String, Long> counts) {
        return Math.max(0, value(counts, Count.REQUESTS) - value(counts, Count.SETTLED));
    }
}
