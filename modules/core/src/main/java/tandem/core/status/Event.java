package tandem.core.status;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Something that happened on a node. Node, incarnation and sequence together name it, the same on every node that knows it.
 *
 * @param node where it happened
 * @param incarnation greater after every start of the node; 0 from a node of an older version
 * @param sequence counts the events of an incarnation, from 1
 * @param atEpochMillis by that node's wall clock
 * @param kind such as {@code takeover}, {@code switchover}, {@code ownership}, {@code member}, {@code setting}, {@code config},
 *     {@code sharing}; new ones may come
 * @param text what happened, as a sentence of at most {@value #LONGEST_TEXT} characters; a longer one is cut
 * @param facts the same for programs, by names such as {@code from} and {@code tookMillis}; at most {@value #MOST_FACTS}, may be
 *     empty
 */
public record Event(
        String node,
        long incarnation,
        long sequence,
        long atEpochMillis,
        String kind,
        String text,
        Map<String, String> facts) {
    public static final int LONGEST_TEXT = 1_000;
    public static final int MOST_FACTS = 16;

    private static final String CUT = "…";

    /** Cuts what is too long. */
    public Event {
        text = cut(text);
        Map<String, String> kept = new LinkedHashMap<>();
        facts.forEach((name, value) -> {
            if (kept.size() < MOST_FACTS) {
                kept.put(name, cut(value));
            }
        });
        facts = Collections.unmodifiableMap(kept);
    }

    /** Names the event on every node; without blanks, commas and slashes. */
    public String id() {
        return node + "-" + incarnation + "-" + sequence;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - CUT.length()) + CUT;
    }
}
