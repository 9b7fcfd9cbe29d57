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
    static final MetricDoc BUILD_INFO =
            info("tandem_build_info", "Version that runs, and the Java that runs it.", "version", "java");
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
    static final MetricDoc NODE_FIT = gauge(
            "tandem_node_fit",
            "1 if nothing speaks against the node holding the virtual addresses, as far as this node knows.",
            "node");
    static final MetricDoc NODE_CONFIG_REVISION = gauge(
            "tandem_node_config_revision",
            "Revision of the configuration that an operator applied to the node, as far as this node knows; 0 if its files are"
                    + " in force.",
            "node");
    static final MetricDoc NODE_TERM = gauge(
            "tandem_node_term", "How often the virtual addresses have been taken, as far as the node knows.", "node");
    static final MetricDoc VIP_HELD =
            gauge("tandem_vip_held", "1 if this node holds the virtual address.", "group", "address");
    static final MetricDoc VIP_HOLDER = gauge(
            "tandem_vip_holder",
            "1 if the node holds the virtual address as far as this node knows, 0 for the others.",
            "group",
            "address",
            "node");
    static final MetricDoc VIP_WIRE_MISMATCH = gauge(
            "tandem_vip_wire_mismatch",
            "1 if this node, a standby, saw that another than the holder answers for the virtual address, or nobody.",
            "address");
    static final MetricDoc VOTER_REACHABLE = gauge(
            "tandem_voter_reachable",
            "1 if this node has heard the voter within the lease's time, else 0; kind is node or witness.",
            "voter",
            "kind");
    static final MetricDoc VOTER_AGE = gauge(
            "tandem_voter_age_seconds",
            "How long ago the voter was last heard by each path to it, 1 being the main one; absent if never.",
            "voter",
            "path");
    static final MetricDoc MEMBER_UP = gauge(
            "tandem_member_up",
            "0 if this node's checks and traffic found the member down, else 1.",
            "balancer",
            "member");
    static final MetricDoc MEMBER_VERDICT = gauge(
            "tandem_member_verdict",
            "1 for what this node's checks and traffic conclude, 0 for the others; unknown until something was tried.",
            "balancer",
            "member",
            "verdict");
    static final MetricDoc MEMBER_DISPUTED = gauge(
            "tandem_member_checks_disputed",
            "1 if the nodes' health checks of the member come to different verdicts, else 0.",
            "balancer",
            "member");
    static final MetricDoc MEMBER_SETTING = gauge(
            "tandem_member_setting",
            "1 for each setting in force on the member, 0 for the others.",
            "balancer",
            "member",
            "setting");
    static final MetricDoc MEMBER_WEIGHT = gauge("tandem_member_weight", "Weight in force.", "balancer", "member");
    static final MetricDoc MEMBER_IN_FLIGHT =
            gauge("tandem_member_in_flight", "Attempts that have not ended, by this node.", "balancer", "member");
    static final MetricDoc MEMBER_REQUESTS = counter(
            "tandem_member_requests_total", "Attempts that chose the member, by this node.", "balancer", "member");
    static final MetricDoc MEMBER_FAILURES = counter(
            "tandem_member_failures_total",
            "Attempts that ended without a response from it, by this node.",
            "balancer",
            "member");
    static final MetricDoc MEMBER_EJECTIONS = counter(
            "tandem_member_ejections_total",
            "Times that this node left it out for what it answered (outliers).",
            "balancer",
            "member");
    static final MetricDoc MEMBER_RESPONSES = counter(
            "tandem_member_responses_total",
            "Its responses by class (1xx to 5xx), by this node.",
            "balancer",
            "member",
            "class");
    static final MetricDoc MEMBER_SENT = counter(
            "tandem_member_sent_bytes_total",
            "Bytes written to it, heads and bodies, by this node.",
            "balancer",
            "member");
    static final MetricDoc MEMBER_RECEIVED = counter(
            "tandem_member_received_bytes_total",
            "Bytes read from it, heads and bodies, by this node.",
            "balancer",
            "member");
    static final MetricDoc MEMBER_ANSWERS = new MetricDoc(
            "tandem_member_answer_duration_seconds",
            MetricDoc.Type.HISTOGRAM,
            List.of("balancer", "member"),
            "From the begin of an attempt to the head of its response, by this node; without a sum. Absent of members that have"
                    + " not answered yet, and with more than 200 of them.");

    /** Made from the status. */
    static final Area STATUS = new Area(
            "Node, virtual addresses, voters and members",
            "Counts of members are what this node itself did: take `sum by (member)` over the nodes. `member` is\n"
                    + "BALANCER/NAME. What has several states (role, verdict, setting) is a series for each of them, 0 or 1.",
            List.of(
                    BUILD_INFO,
                    CONFIG_INFO,
                    WARNINGS,
                    NODE_ROLE,
                    NODE_ROLE_SINCE,
                    NODE_REACHABLE,
                    NODE_FIT,
                    NODE_CONFIG_REVISION,
                    NODE_TERM,
                    VIP_HELD,
                    VIP_HOLDER,
                    VIP_WIRE_MISMATCH,
                    VOTER_REACHABLE,
                    VOTER_AGE,
                    MEMBER_UP,
                    MEMBER_VERDICT,
                    MEMBER_DISPUTED,
                    MEMBER_SETTING,
                    MEMBER_WEIGHT,
                    MEMBER_IN_FLIGHT,
                    MEMBER_REQUESTS,
                    MEMBER_FAILURES,
                    MEMBER_EJECTIONS,
                    MEMBER_RESPONSES,
                    MEMBER_SENT,
                    MEMBER_RECEIVED,
                    MEMBER_ANSWERS));

    private static final Area HEALTH = new Area(
            "Health checks",
            "Of members that have a rule; what they conclude is `tandem_member_verdict`.",
            List.of(
                    gauge("tandem_health_members", "Members that this node probes."),
                    counter(
                            "tandem_health_checks_total",
                            "Probes of members by this node, by their result: passed or failed.",
                            "result")));

    private static final Area CONFIG = new Area(
            "Reload and certificates",
            "",
            List.of(
                    gauge(
                            "tandem_config_last_reload_successful",
                            "0 if the configuration in force is not the file's, because the last reload was refused."),
                    gauge(
                            "tandem_config_last_reload_timestamp_seconds",
                            "When the configuration was last read, refused or not, in seconds since 1970."),
                    gauge(
                            "tandem_tls_certificates_current",
                            "0 if the files hold certificates that cannot be used, so that older ones stay in force.")));

    private static final Area FAILOVER = new Area(
            "Failover",
            "One series of each for every group of virtual addresses; `main` is the group of addresses that name none.",
            List.of(
                    gauge(
                            "tandem_failover_role",
                            "1 for the role that this node has to the group of addresses, 0 for the others.",
                            "group",
                            "role"),
                    gauge(
                            "tandem_failover_term",
                            "How often the group's addresses have been taken, as far as this node knows.",
                            "group"),
                    gauge("tandem_failover_peers", "Other nodes in this node's view."),
                    gauge(
                            "tandem_failover_last_takeover_seconds",
                            "How long the last takeover by this node took; 0 before the first.",
                            "group"),
                    gauge(
                            "tandem_failover_parked_connections",
                            "Connections that go on at this node after it has given the addresses away.",
                            "group"),
                    gauge(
                            "tandem_failover_passing",
                            "1 while this node passes packets of connections on to who had the addresses before, else 0.",
                            "group"),
                    counter(
                            "tandem_failover_handover_connections_total",
                            "Connections that this node had when it handed the addresses over: `kept` or `broken`.",
                            "group",
                            "outcome"),
                    counter(
                            "tandem_failover_takeovers_total",
                            "Takeovers by this node, by their cause.",
                            "group",
                            "cause"),
                    new MetricDoc(
                            "tandem_failover_takeover_duration_seconds",
                            MetricDoc.Type.HISTOGRAM,
                            List.of("group", "cause"),
                            "From nobody holding the addresses to this node holding them."),
                    gauge(
                            "tandem_failover_takeover_duration_seconds_max",
                            "The longest of them within the last minutes.",
                            "group",
                            "cause")));

    private static final Area VOTES = new Area(
            "Votes",
            "Only of nodes that vote.",
            List.of(
                    counter("tandem_failover_datagrams_total", "Datagrams from other voters that were accepted."),
                    counter(
                            "tandem_failover_datagrams_dropped_total",
                            "Datagrams on the voters' port that were not accepted, by reason.",
                            "reason")));

    private static final Area CERTIFICATES = new Area(
            "Certificates",
            "Only of nodes with a listener that speaks TLS; the admin listener is `admin`.",
            List.of(
                    gauge(
                            "tandem_tls_certificate_expiry_timestamp_seconds",
                            "When a listener's certificate, or the first to expire of its chain, expires, in seconds since"
                                    + " 1970.",
                            "listener",
                            "certificate"),
                    gauge(
                            "tandem_tls_ocsp_staple_expiry_timestamp_seconds",
                            "Until when the OCSP response counts that clients are handed, in seconds since 1970; 0 if there"
                                    + " is none. Only of listeners with `ocsp-stapling`.",
                            "listener",
                            "certificate"),
                    gauge(
                            "tandem_tls_ticket_secrets",
                            "Secrets of this node and its peers by which session tickets are opened; the listeners that BoringSSL"
                                    + " speaks for use them."),
                    counter(
                            "tandem_tls_ocsp_fetches_total",
                            "Questions to OCSP responders by what came of them: `good` or `failed`.",
                            "outcome")));

    private static final Area DISCOVERY = new Area(
            "Discovery",
            "Only of nodes whose configuration has `discovery`.",
            List.of(
                    gauge(
                            "tandem_discovery_members",
                            "Members of a balancer that were found by file or DNS and are in force.",
                            "balancer"),
                    gauge(
                            "tandem_discovery_success_timestamp_seconds",
                            "When the file or DNS was last read with success, in seconds since 1970; 0: not yet.",
                            "balancer"),
                    counter(
                            "tandem_discovery_failures_total",
                            "Looks that found a broken, empty or missing file, or no answer of DNS; the members of before"
                                    + " stay.",
                            "balancer")));

    private static final Area SHARING = new Area(
            "Sharing",
            "",
            List.of(
                    gauge(
                            "tandem_sharing_lag_seconds",
                            "Age of the oldest peer report or of the last complete publication; negative if unknown."),
                    gauge("tandem_sharing_joined", "1 if this node shares state with at least one peer."),
                    gauge("tandem_sharing_peers", "Peers that this node shares state with."),
                    gauge(
                            "tandem_sharing_bridged",
                            "1 while a peer's state comes over the election link, because Hazelcast does not carry it."),
                    counter(
                            "tandem_sharing_rejected_total",
                            "Shared values that were ignored because of their seal or their form.")));

    private static final Area ADMIN = new Area(
            "Admin",
            "",
            List.of(
                    gauge("tandem_admin_streams", "Clients that follow the status and the event history."),
                    counter(
                            "tandem_admin_streams_dropped_total",
                            "Clients of the stream that were closed because they took nothing for ten seconds."),
                    gauge("tandem_admin_sessions", "Who is logged in on the admin listener's page."),
                    counter(
                            "tandem_admin_logins_total",
                            "Attempts to log in on the admin listener's page, by what came of them: done, wrong, locked, busy.",
                            "outcome"),
                    counter(
                            "tandem_admin_refusals_total",
                            "Requests that the admin listener refused for who asked: unknown, role, or a change without the session's"
                                    + " token.",
                            "reason")));

    /** Every area, in the reference's order. */
    public static final List<Area> AREAS = List.of(
            STATUS,
            CONFIG,
            RequestMetrics.AREA,
            RequestMetrics.LIMITS,
            HEALTH,
            FAILOVER,
            VOTES,
            CERTIFICATES,
            DISCOVERY,
            SHARING,
            ADMIN);

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
