package tandem.core.port;

import java.util.List;

/** What came of a command. */
public sealed interface Outcome {
    /** A sentence for whoever asked. */
    String sentence();

    /** It was done. */
    record Done(String sentence) implements Outcome {}

    /**
     * It was not done, and nothing was changed; the sentence says why and what to do.
     *
     * @param objections the same for machines, where single facts speak against it; may be empty
     */
    record Refused(String sentence, List<Objection> objections) implements Outcome {
        public Refused {
            objections = List.copyOf(objections);
        }

        /** For a reason that the sentence alone tells. */
        public Refused(String sentence) {
            this(sentence, List.of());
        }
    }

    /**
     * One fact that speaks against moving virtual addresses to a node.
     *
     * @param node which node it is about
     * @param check one word, the name of the {@link tandem.core.status.ReadinessCheck} that failed
     * @param sentence what was found
     */
    record Objection(String node, String check, String sentence) {}
}
