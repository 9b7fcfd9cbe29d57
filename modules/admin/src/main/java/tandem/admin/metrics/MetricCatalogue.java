package tandem.admin.metrics;

import static tandem.admin.metrics.MetricDoc.counter;
import static tandem.admin.metrics.MetricDoc.gauge;
import static tandem.admin.metrics.MetricDoc.info;

import java.util.ArrayList;
import java.util.List;

/**
 * Every metric of Tandem's own, by area; {@code docs/reference/metrics.md} is made from it. A module that registers a metric
 * of its own lists it here under its area, in the same commit.
 */
public final class MetricCatalogue {
    static final MetricDoc BUILD_INFO = info("tandem_build_info", "Version that runs.", "version");
    static final MetricDoc CONFIG_INFO = info(
            "tandem_config_info", "Hash of the balancing configuration in force; equal on nodes that agree.", "hash");
    static final MetricDoc WARNINGS =
            gauge("tandem_warnings", "Sentences under warnings in the status: what somebody should look at.");
    static final MetricDoc NODE_ROLE = gauge(
            "tandem_node_role", "1 for the role the node has as this node knows it, 0 for the others.", "node", "role");
    static final MetricDoc NODE_ROLE_SINCE = gauge(
            "tandem_node_role_since_timestamp_seconds",
            "When the node took its role, in seconds since 1970; absent if unknown.",
            "node");
    static final MetricDoc NODE_REACHABLE =
            gauge("tandem_node_reachable", "1 if this node hears the node; always 1 for itself.", "node");
    static final MetricDoc NODE_TERM = gauge(
            "tandem_node_term", "How often the virtual addresses have been taken, as far as the node knows.", "node");
    static final MetricDoc VIP_HELD = gauge("tandem_vip_held", "1 if this node holds the virtual address.", "address");
    static final MetricDoc MEMBER_UP =
            gauge("tandem_member_up", "0 if this node's checks and traffic found the member down, else 1.", "member");
    static final MetricDoc MEMBER_VERDICT = gauge(
            "tandem_member_verdict",
            "1 for what this node's checks and traffic conclude, 0 for the others; unknown until something was tried.",
            "member",
            "verdict");
    static final MetricDoc MEMBER_SETTING = gauge(
            "tandem_member_setting",
            "1 for each setting in force on the member, 0 for the others.",
            "member",
            "setting");
    static final MetricDoc MEMBER_WEIGHT = gauge("tandem_member_weight", "Weight in force.", "member");
    static final MetricDoc MEMBER_IN_FLIGHT =
            gauge("tandem_member_in_flight", "Attempts that have not ended, over all nodes.", "member");
    static final MetricDoc MEMBER_REQUESTS =
            counter("tandem_member_requests_total", "Attempts that chose the member, over all nodes.", "member");
    static final MetricDoc MEMBER_FAILURES = counter(
            "tandem_member_failures_total",
            "Attempts that ended without a response from it, over all nodes.",
            "member");
    static final MetricDoc MEMBER_RESPONSES = counter(
            "tandem_member_responses_total", "Its responses by class (1xx to 5xx), over all nodes.", "member", "class");
    static final MetricDoc MEMBER_SENT = counter(
            "tandem_member_sent_bytes_total", "Bytes written to it, heads and bodies, over all nodes.", "member");
    static final MetricDoc MEMBER_RECEIVED = counter(
            "tandem_member_received_bytes_total", "Bytes read from it, heads and bodies, over all nodes.", "member");

    /** Made from the status. */
    static final Area STATUS = new Area(
            "Node, virtual addresses and members",
            "Counts of members are sums over all nodes, so every node reports the same: take `max by (member)` over the"
                    + " nodes, not `sum`.",
            List.of(
                    BUILD_INFO,
                    CONFIG_INFO,
                    WARNINGS,
                    NODE_ROLE,
                    NODE_ROLE_SINCE,
                    NODE_REACHABLE,
                    NODE_TERM,
                    VIP_HELD,
                    MEMBER_UP,
                    MEMBER_VERDICT,
                    MEMBER_SETTING,
                    MEMBER_WEIGHT,
                    MEMBER_IN_FLIGHT,
                    MEMBER_REQUESTS,
                    MEMBER_FAILURES,
                    MEMBER_RESPONSES,
                    MEMBER_SENT,
                    MEMBER_RECEIVED));

    /** Every area, in the reference's order. */
    public static final List<Area> AREAS = List.of(STATUS);

    private MetricCatalogue() {}

    /** All metrics of all areas. */
    public static List<MetricDoc> all() {
        List<MetricDoc> all = new ArrayList<>();
        AREAS.forEach(area -> all.addAll(area.metrics()));
        return List.copyOf(all);
    }

    /**
     * Metrics that belong together.
     *
     * @param note what to know when using them; may be empty
     */
    public record Area(String title, String note, List<MetricDoc> metrics) {
        public Area {
            metrics = List.copyOf(metrics);
        }
    }
}
