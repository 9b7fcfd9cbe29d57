package tandem.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What to do about the lines of an haproxy.cfg that are not carried over; and which are. */
final class HaproxyAdvice {
    /** Lines of proxies that become part of the configuration, or that say what is so in any case. */
    static final Set<String> CARRIED = Set.of(
            "mode",
            "bind",
            "acl",
            "use_backend",
            "default_backend",
            "balance",
            "hash-balance-factor",
            "cookie",
            "server",
            "default-server",
            "redirect",
            "http-request set-header",
            "http-request add-header",
            "http-request del-header",
            "http-request redirect",
            "http-response set-header",
            "http-response add-header",
            "http-response del-header",
            "http-check expect",
            "http-check send",
            "option httpchk",
            "option tcp-check",
            "option forwardfor",
            "option redispatch",
            "option http-keep-alive",
            "option dontlognull",
            "timeout connect",
            "timeout server",
            "timeout client",
            "timeout queue",
            "timeout http-request",
            "timeout http-keep-alive",
            "hash-type");

    private static final Map<String, String> PROXY = new HashMap<>();
    private static final Map<String, String> GLOBAL = new HashMap<>();

    static {
        put(PROXY, "access-log says where a line for each request goes (docs/access-log.md)", "log", "option httplog");
        put(PROXY, "access-log says what a line holds (docs/access-log.md)", "log-format", "option tcplog", "capture");
        put(PROXY, "the status is at admin.listen, and for Prometheus at metrics.listen", "stats enable", "stats uri");
        put(PROXY, "the status is at admin.listen; admin.users says who may see it", "stats auth", "stats admin");
        put(PROXY, "the status is at admin.listen", "stats refresh", "stats realm", "stats hide-version");
        put(PROXY, "client-limits.connections holds for the whole node", "maxconn");
        put(PROXY, "a member's limit.connections does not grow with load", "fullconn");
        put(PROXY, "write error-pages", "errorfile", "errorloc", "errorloc302", "errorloc303");
        put(PROXY, "write listeners.NAME.compression", "compression", "filter compression");
        put(PROXY, "a request goes to the next member where the first saw nothing of it", "retries", "retry-on");
        put(PROXY, "use sticky with a cookie, or policy hash with hash.by source", "stick-table", "stick on");
        put(
                PROXY,
                "use sticky with a cookie, or policy hash with hash.by source",
                "stick match",
                "stick store-request");
        put(PROXY, "connections to members are kept; reuse: false of a member stops that", "option http-server-close");
        put(PROXY, "connections are kept on both sides", "option httpclose", "option forceclose", "http-reuse");
        put(PROXY, "client-timeouts.idle and a member's timeout hold for tunnels too", "timeout tunnel");
        put(PROXY, "nothing to do: closing connections have no limits of their own", "timeout client-fin");
        put(PROXY, "nothing to do: closing connections have no limits of their own", "timeout server-fin");
        put(PROXY, "write health.timeout", "timeout check");
        put(PROXY, "write guards with access.deny, or access of a route", "http-request deny", "http-request allow");
        put(PROXY, "write guards with access.deny for networks", "tcp-request", "block", "http-request tarpit");
        put(PROXY, "users of applications are the members' business", "http-request auth");
        put(
                PROXY,
                "write a route with `to`, or sites[].rewrites",
                "http-request replace-path",
                "http-request set-path");
        put(PROXY, "write a route with `to`, or sites[].rewrites", "http-request set-uri", "reqrep", "reqirep");
        put(PROXY, "write an `edit` in sites[].rules[].request-fields", "http-request replace-header");
        put(PROXY, "write an `edit` in sites[].rules[].response-fields", "http-response replace-header");
        put(PROXY, "write a route with an answer", "http-request return", "monitor-uri", "monitor fail");
        put(PROXY, "write a route to a balancer with this one member", "use-server");
        put(PROXY, "write setting: standby on all of them, which share the load", "option allbackups");
        put(PROXY, "members are probed by TCP or HTTP (health.method)", "option ssl-hello-chk", "option mysql-check");
        put(PROXY, "members are probed by TCP or HTTP (health.method)", "option pgsql-check", "option redis-check");
        put(PROXY, "members are probed by TCP or HTTP (health.method)", "option smtpchk", "tcp-check connect");
        put(PROXY, "write health.expect", "http-check disable-on-404", "http-check connect", "tcp-check expect");
        put(PROXY, "write each member with its name and url", "server-template", "dispatch");
        put(PROXY, "names are resolved by the machine's resolver, each member's every resolve-every", "resolvers");
        put(PROXY, "nothing to do: it is about HAProxy's own work", "option splice-auto", "option tcpka");
        put(PROXY, "nothing to do: it is about HAProxy's own work", "option abortonclose", "option contstats");
        put(PROXY, "nothing to do: it is about HAProxy's own work", "option clitcpka", "option srvtcpka", "backlog");
        put(
                PROXY,
                "nothing to do: it is about HAProxy's own work",
                "option http-use-htx",
                "load-server-state-from-file");
        put(PROXY, "nothing to do: it is about HAProxy's own work", "description", "id", "option log-health-checks");
        put(PROXY, "nothing to do: it is about HAProxy's own work", "option http-buffer-request", "option nolinger");

        put(GLOBAL, "the service's unit says who runs it (docs/deploy/systemd.md)", "user", "group", "uid", "gid");
        put(
                GLOBAL,
                "the service's unit confines it (docs/deploy/systemd.md)",
                "daemon",
                "chroot",
                "pidfile",
                "ulimit-n");
        put(GLOBAL, "there is a thread for each core", "nbproc", "nbthread", "cpu-map", "thread-groups");
        put(GLOBAL, "the command line uses admin.socket", "stats");
        put(
                GLOBAL,
                "messages go to the journal; access-log has a line for each request",
                "log",
                "log-tag",
                "log-send-hostname");
        put(
                GLOBAL,
                "write listeners.NAME.tls.ciphers, by IANA names; the default is Mozilla's intermediate",
                "ssl-default-bind-ciphers");
        put(GLOBAL, "write listeners.NAME.tls.ciphers, by IANA names", "ssl-default-bind-ciphersuites");
        put(
                GLOBAL,
                "write listeners.NAME.tls.protocols; the default is TLSv1.2 and TLSv1.3",
                "ssl-default-bind-options");
        put(GLOBAL, "write balancers.NAME.tls", "ssl-default-server-ciphers", "ssl-default-server-options");
        put(GLOBAL, "write balancers.NAME.tls", "ssl-default-server-ciphersuites", "ssl-server-verify");
        put(GLOBAL, "keys are agreed on by elliptic curves", "ssl-dh-param-file");
        put(GLOBAL, "no scripts are run", "lua-load", "lua-load-per-thread", "external-check", "insecure-fork-wanted");
    }

    private HaproxyAdvice() {}

    private static void put(Map<String, String> advice, String text, String... keys) {
        for (String key : keys) {
            if (advice.put(key, text) != null) {
                throw new IllegalStateException(key + " has two rows");
            }
        }
    }

    /** What to do about a line of {@code global}. */
    static String global(String key) {
        return key.startsWith("tune.")
                ? "buffers are sized by what is under way; client-limits has the limits"
                : GLOBAL.getOrDefault(key, "see whether what clients get depends on it");
    }

    /** What to do about a line of a proxy; empty if it is carried over. */
    static Optional<String> proxy(String key) {
        String bare = key.startsWith("no ") ? key.substring(3) : key;
        if (CARRIED.contains(bare)) {
            return Optional.empty();
        }
        String first = bare.indexOf(' ') < 0 ? bare : bare.substring(0, bare.indexOf(' '));
        String advice = PROXY.getOrDefault(bare, PROXY.getOrDefault(first, ""));
        if (advice.isEmpty() && List.of("http-request", "http-response").contains(first)) {
            advice = "see sites[].rules (fields, variables, error pages) and sites[].rewrites for what it did";
        }
        return Optional.of(advice.isEmpty() ? "see whether what clients get depends on it" : advice);
    }

    /** What to do about a section of another kind. */
    static String section(String kind) {
        return switch (kind) {
            case "peers" ->
                "cookies name the member, so there are no tables to copy; operators' settings are shared anyway";
            case "resolvers" -> "names are resolved by the machine's resolver, each member's every resolve-every";
            case "userlist" -> "users of applications are the members' business";
            case "mailers" -> "Prometheus and its rules tell people (docs/deploy/prometheus.md)";
            case "cache" -> "responses are passed on as members send them";
            default -> "it has nothing to do with what this balances; see whether what clients get depends on it";
        };
    }
}
