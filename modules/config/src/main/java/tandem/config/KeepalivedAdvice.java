package tandem.config;

/** What to do about the statements of a keepalived.conf that are not carried over. */
final class KeepalivedAdvice {
    private static final String OTHER = "see whether what the addresses do depends on it";

    private KeepalivedAdvice() {}

    static String top(String name) {
        return name.startsWith("$")
                ? "definitions are not filled in; write the file as it is to be read"
                : switch (name) {
                    case "vrrp_script", "vrrp_track_process", "vrrp_track_file", "track_file" ->
                        "a node watches itself and is unfit by named reasons (docs/failover.md); scripts are not run";
                    case "virtual_server_group" -> "write a listener and a balancer";
                    case "include" -> "give the included file beside this one";
                    case "static_ipaddress", "static_routes", "static_rules" ->
                        "addresses and routes of the node itself are the system's";
                    case "garp_group" -> "announcements are sent in bursts and repeated by themselves";
                    default -> OTHER;
                };
    }

    static String global(String name) {
        return switch (name) {
            case "notification_email", "notification_email_from", "smtp_server", "smtp_connect_timeout", "smtp_alert" ->
                "Prometheus and its rules tell people (docs/deploy/prometheus.md)";
            case "enable_script_security", "script_user", "vrrp_version", "vrrp_strict", "vrrp_skip_check_adv_addr" ->
                "it is about VRRP and its scripts, which are not used";
            case "vrrp_garp_interval", "vrrp_gna_interval", "vrrp_garp_master_refresh" ->
                "announcements are sent in bursts and repeated by themselves";
            default -> OTHER;
        };
    }

    static String instance(String name) {
        return switch (name) {
            case "advert_int" -> "cluster.profile (fast, normal, calm) says how soon a silent node is given up";
            case "authentication" -> "nodes know each other by the secret in cluster.secret-file";
            case "track_script", "track_interface", "track_process", "track_file", "track_bfd" ->
                "a node watches itself and is unfit by named reasons (docs/failover.md)";
            case "notify", "notify_master", "notify_backup", "notify_fault", "notify_stop", "smtp_alert" ->
                "events are in the API and metrics; an address of provider exec calls a command";
            case "preempt_delay", "preempt" ->
                "a preferred node gets its addresses back by a planned switchover when it is fit";
            case "virtual_routes", "virtual_rules" -> "routes are the system's";
            case "use_vmac",
                    "vmac_xmit_base",
                    "lvs_sync_daemon_interface",
                    "mcast_src_ip",
                    "dont_track_primary",
                    "version" -> "it is about VRRP, which is not used";
            case "garp_master_delay", "garp_master_repeat", "garp_master_refresh", "garp_lower_prio_delay" ->
                "announcements are sent in bursts and repeated by themselves";
            default -> OTHER;
        };
    }
}
