package tandem.admin.client;

/**
 * What came of a call to a node's admin API.
 *
 * @param <T> what is answered when all went well
 */
public sealed interface Reply<T> {
    /** The node did it or told it. */
    record Answer<T>(T value) implements Reply<T> {}

    /**
     * The node refused.
     *
     * @param status the HTTP status, such as 409
     * @param sentence why and what to do, in the node's words
     */
    record Problem<T>(int status, String sentence) implements Reply<T> {}

    /** The node could not be asked, or what answers there is no Tandem; the sentence says why and what to do. */
    record Unreachable<T>(String sentence) implements Reply<T> {}
}
