package tandem.core.status;

import java.util.List;

/**
 * All that one node knows of the installation: what command line, dashboard, API and metrics show. Immutable.
 *
 * @param node the node that says it
 * @param version Tandem's version
 * @param cluster the cluster's name; empty without a cluster
 * @param atEpochMillis when it was put together, wall clock
 * @param nodes every configured node, this one included, in configuration order
 * @param vips every virtual address
 * @param guarantee what stands behind the claim that one node alone holds them; the lease is the first group's
 * @param groups every group of virtual addresses, in configuration order; empty without a cluster
 * @param balancers every balancer, in configuration order
 * @param events the newest last; at most 100
 * @param warnings what somebody should look at, as sentences; may be empty
 * @param orders the certificates that are ordered automatically, in configuration order; may be empty
 */
public record PairStatus(
        String node,
        String version,
        String cluster,
        long atEpochMillis,
        List<NodeStatus> nodes,
        List<VipStatus> vips,
        GuaranteeStatus guarantee,
        List<GroupStatus> groups,
        List<BalancerStatus> balancers,
        SharingStatus sharing,
        List<Event> events,
        List<String> warnings,
        List<OrderStatus> orders) {

    public PairStatus {
        nodes = List.copyOf(nodes);
        vips = List.copyOf(vips);
        groups = List.copyOf(groups);
        balancers = List.copyOf(balancers);
        events = List.copyOf(events);
        warnings = List.copyOf(warnings);
        orders = List.copyOf(orders);
    }

    /** A status without ordered certificates. */
    public PairStatus(
            String node,
            String version,
            String cluster,
            long atEpochMillis,
            List<NodeStatus> nodes,
            List<VipStatus> vips,
            GuaranteeStatus guarantee,
            List<GroupStatus> groups,
            List<BalancerStatus> balancers,
            SharingStatus sharing,
            List<Event> events,
            List<String> warnings) {
        this(
                node,
                version,
                cluster,
                atEpochMillis,
                nodes,
                vips,
                guarantee,
                groups,
                balancers,
                sharing,
                events,
                warnings,
                List.of());
    }

    /** A status without a cluster's guarantee. */
    public PairStatus(
            String node,
            String version,
            String cluster,
            long atEpochMillis,
            List<NodeStatus> nodes,
            List<VipStatus> vips,
            List<BalancerStatus> balancers,
            SharingStatus sharing,
            List<Event> events,
            List<String> warnings) {
        this(
                node,
                version,
                cluster,
                atEpochMillis,
                nodes,
                vips,
                GuaranteeStatus.NONE,
                List.of(),
                balancers,
                sharing,
                events,
                warnings);
    }
}
