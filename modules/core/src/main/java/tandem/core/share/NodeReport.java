package tandem.core.share;

import java.util.Map;
import tandem.core.status.Role;

/**
 * What a node tells its peers of itself, four times a second.
 *
 * @param node its name
 * @param incarnation greater after every restart of the node
 * @param sequence counts the reports of an incarnation, from 1
 * @param writtenAtEpochMillis by the writer's wall clock
 * @param version Tandem's version
 * @param role what the node was
 * @param configHash equal on nodes with the same balancing configuration
 * @param counters its own counts by member id, in the order of {@link tandem.core.count.Count}; only ever growing
 * @param schedules its schedules' vectors: balancer name to member name to status
 */
public record NodeReport(
        String node,
        long incarnation,
        long sequence,
        long writtenAtEpochMillis,
        String version,
        Role role,
        String configHash,
        Map<String, long[]> counters,
        Map<String, Map<String, Integer>> schedules) {

    /** Whether this report is newer than another of the same node. */
    public boolean newerThan(NodeReport other) {
        return incarnation != other.incarnation ? incarnation > other.incarnation : sequence > other.sequence;
    }
}
