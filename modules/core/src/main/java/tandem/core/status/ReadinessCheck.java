package tandem.core.status;

import java.util.List;

/**
 * One thing that a node needs in order to take the virtual addresses well.
 *
 * @param name one word: configuration, sharing, members, addresses, descriptors or warm
 * @param ok whether it is as it should be
 * @param sentence what was found
 * @param about the ids of members that do not answer, if it is that; at most {@value #MOST_ABOUT}
 */
public record ReadinessCheck(String name, boolean ok, String sentence, List<String> about) {
    /** How many things a check may be about. */
    public static final int MOST_ABOUT = 64;

    public ReadinessCheck {
        about = List.copyOf(about.subList(0, Math.min(about.size(), MOST_ABOUT)));
    }

    /** About the node itself. */
    public ReadinessCheck(String name, boolean ok, String sentence) {
        this(name, ok, sentence, List.of());
    }
}
