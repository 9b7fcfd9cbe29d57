package tandem.core.rule;

import org.jspecify.annotations.Nullable;

/** What rewriting makes of a request. */
public sealed interface Rewritten {
    /** Routed as it came. */
    record Unchanged() implements Rewritten {
        static final Unchanged ONE = new Unchanged();
    }

    /**
     * Routed by another path.
     *
     * @param path decoded
     * @param query without the question mark; empty for none
     */
    record Path(String path, String query) implements Rewritten {}

    /**
     * On to a balancer, past all routes.
     *
     * @param path decoded, or as it is if {@code raw}
     */
    record Proxied(String balancer, String path, String query, boolean raw) implements Rewritten {}

    /**
     * Answered here.
     *
     * @param location where a redirect leads: absolute, or a path; null for none
     */
    record Answer(int status, @Nullable String location) implements Rewritten {}
}
