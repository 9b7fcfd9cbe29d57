package tandem.failover.lease;

import java.util.Set;

/**
 * What a claimant knows of the voters beside their answers.
 *
 * @param silent not heard on any channel for as long as a promise lasts
 * @param dead certainly without the addresses: their guard released, or the fence command confirmed it; counts only until they
 *     are heard again
 * @param mayHold whether this node reaches what an isolated one does not
 */
public record Hearing(Set<String> silent, Set<String> dead, boolean mayHold) {
    public Hearing {
        silent = Set.copyOf(silent);
        dead = Set.copyOf(dead);
    }
}
