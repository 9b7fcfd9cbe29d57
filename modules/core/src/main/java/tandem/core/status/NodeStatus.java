package tandem.core.status;

import java.util.List;

/**
 * A node as the reporting node sees it.
 *
 * @param self whether it is the reporting node
 * @param reachable whether it is in the reporting node's view
 * @param role what it says it is; its last known role while it is not reachable
 * @param reason why it is that, as a sentence
 * @param sinceEpochMillis since when, wall clock; 0 if unknown
 * @param term how often the virtual addresses have been taken, as far as it knows
 * @param unfit why it would not take the virtual addresses, as a sentence; empty if it would
 * @param version Tandem's version there; empty if unknown
 * @param configHash equal on nodes with the same balancing configuration; empty if unknown
 * @param configRevision of a configuration that an operator applied; 0 if the files are in force
 * @param readiness what it needs to take the virtual addresses well, each checked by the node itself; empty if unknown
 */
public record NodeStatus(
        String name,
        boolean self,
        boolean reachable,
        Role role,
        String reason,
        long sinceEpochMillis,
        long term,
        String unfit,
        String version,
        String configHash,
        long configRevision,
        List<ReadinessCheck> readiness) {

    public NodeStatus {
        readiness = List.copyOf(readiness);
    }

    /** A node whose files are in force. */
    public NodeStatus(
            String name,
            boolean self,
            boolean reachable,
            Role role,
            String reason,
            long sinceEpochMillis,
            long term,
            String unfit,
            String version,
            String configHash,
            List<ReadinessCheck> readiness) {
        this(name, self, reachable, role, reason, sinceEpochMillis, term, unfit, version, configHash, 0, readiness);
    }

    /** A node whose readiness is not known. */
    public NodeStatus(
            String name,
            boolean self,
            boolean reachable,
            Role role,
            String reason,
            long sinceEpochMillis,
            long term,
            String unfit,
            String version,
            String configHash) {
        this(name, self, reachable, role, reason, sinceEpochMillis, term, unfit, version, configHash, 0, List.of());
    }
}
