package tandem.core.port;

/** What came of a command. */
public sealed interface Outcome {
    /** A sentence for whoever asked. */
    String sentence();

    /** It was done. */
    record Done(String sentence) implements Outcome {}

    /** It was not done, and nothing was changed; the sentence says why and what to do. */
    record Refused(String sentence) implements Outcome {}
}
