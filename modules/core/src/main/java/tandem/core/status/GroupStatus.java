package tandem.core.status;

import java.util.List;

/**
 * A group of virtual addresses, which move together under one lease, as the reporting node sees it.
 *
 * @param prefer the node that is to hold it while it is fit to; empty if any may keep it
 * @param holder the node that holds it; empty if none is known
 * @param guarantee which guarantee is in force for it now, as a sentence
 * @param fence what takes its addresses from this machine if the node dies or stands still, as measured
 * @param nodes what each node is to it, in configuration order
 * @param handover the newest one by the reporting node
 */
public record GroupStatus(
        String name,
        String prefer,
        String holder,
        LeaseStatus lease,
        String guarantee,
        String fence,
        List<Standing> nodes,
        HandoverStatus handover) {
    public GroupStatus {
        nodes = List.copyOf(nodes);
    }

    /**
     * What a node is to the group.
     *
     * @param role what it says it is; its last known role while it is not reachable
     * @param reason why it is that, as a sentence
     * @param sinceEpochMillis since when, wall clock; 0 if unknown
     * @param unfit why it would not take the group, as a sentence; empty if it would
     */
    public record Standing(String node, Role role, String reason, long sinceEpochMillis, long term, String unfit) {}
}
