package tandem.config;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A server line with what default-server lines put before it. One use. */
final class HaproxyServer {
    static final Set<String> VALUED = Set.of(
            "weight",
            "maxconn",
            "inter",
            "fastinter",
            "downinter",
            "rise",
            "fall",
            "cookie",
            "slowstart",
            "port",
            "addr",
            "check-sni",
            "ca-file",
            "verify",
            "sni",
            "verifyhost",
            "crt",
            "alpn",
            "proto",
            "check-proto",
            "init-addr",
            "resolvers",
            "resolve-prefer",
            "resolve-net",
            "track",
            "on-error",
            "on-marked-down",
            "on-marked-up",
            "error-limit",
            "observe",
            "id",
            "maxqueue",
            "minconn",
            "source",
            "pool-max-conn",
            "pool-purge-delay",
            "pool-low-conn",
            "max-reuse",
            "namespace",
            "ciphers",
            "ciphersuites",
            "agent-port",
            "agent-inter",
            "agent-addr",
            "agent-send",
            "ssl-min-ver",
            "ssl-max-ver",
            "check-alpn",
            "tcp-ut",
            "ws",
            "log-proto",
            "crl-file",
            "socks4",
            "redir",
            "shard",
            "usesrc",
            "interface");
    private static final Set<String> CARRIED = Set.of(
            "weight",
            "maxconn",
            "inter",
            "rise",
            "fall",
            "cookie",
            "slowstart",
            "ca-file",
            "verify",
            "sni",
            "verifyhost",
            "crt",
            "check",
            "no-check",
            "backup",
            "disabled",
            "enabled",
            "ssl",
            "send-proxy",
            "send-proxy-v2",
            "check-ssl",
            "id",
            "non-stick",
            "check-send-proxy",
            "init-addr",
            "fastinter",
            "downinter",
            "resolvers",
            "resolve-prefer");

    private final ForeignLine line;
    private final ForeignParameters parameters;
    private final ForeignDraft draft;

    /**
     * What a server is put into.
     *
     * @param weighty whether some server has a weight beyond 100
     * @param sticky whether a cookie names the members
     * @param checked whether some server is checked
     * @param times fills in what holds for every member
     */
    record Balancer(TreeDraft draft, boolean weighty, boolean sticky, boolean checked, Consumer<TreeDraft> times) {}

    HaproxyServer(ForeignLine line, ForeignParameters parameters, ForeignDraft draft) {
        this.line = line;
        this.parameters = parameters;
        this.draft = draft;
    }

    Place place() {
        return line.place();
    }

    ForeignParameters parameters() {
        return parameters;
    }

    boolean secure() {
        return parameters.has("ssl");
    }

    boolean checked() {
        return parameters.has("check") && !parameters.has("no-check");
    }

    boolean backup() {
        return parameters.has("backup");
    }

    int weight() {
        String weight = parameters.value("weight").orElse("1");
        return weight.matches("\\d{1,4}") ? Integer.parseInt(weight) : 1;
    }

    void carry(Balancer balancer, HaproxyHealth health) {
        Optional<String> url = url();
        if (url.isEmpty()) {
            draft.notCarried(place(), "server", "'" + line.word(2) + "' is not HOST:PORT; members are reached by TCP");
            return;
        }
        TreeDraft member = balancer.draft().item(place(), "members");
        member.text(place(), "name", line.word(1)).text(place(), "url", url.get());
        String route = parameters.value("cookie").orElse("");
        if (balancer.sticky() && !route.isEmpty()) {
            member.text(place(), "route", route);
        }
        weight(member, balancer.weighty());
        setting(member);
        limits(member);
        if (checked()) {
            check(member.in(place(), "health"), health);
        }
        balancer.times().accept(member);
        parameters.forEach(word -> {
            if (!CARRIED.contains(word.text())) {
                draft.notCarried(word.place(), "server", advice(word.text()));
            }
        });
    }

    private static String advice(String word) {
        return switch (word) {
            case "observe", "error-limit", "on-error", "on-marked-down", "on-marked-up" ->
                "'" + word + "': a member that fails is left alone for retry, and comes back by its check";
            case "port", "addr", "check-sni", "check-alpn", "check-proto" ->
                "'" + word + "': a member is probed where it serves";
            case "track" -> "'" + word + "': every member is probed by itself";
            case "minconn", "maxqueue" ->
                "'" + word + "': limit.connections and limit.patience of a member are what there is";
            case "source", "usesrc", "interface" -> "'" + word + "': write source-address of the balancer";
            default -> "'" + word + "'; see balancers.NAME.members in the reference of keys";
        };
    }

    private Optional<String> url() {
        String address = line.word(2).replaceFirst("^(ipv4|ipv6)@", "");
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon).replaceAll("^\\[|\\]$", "");
        String port = colon < 0 ? "" : address.substring(colon + 1);
        if (host.isEmpty() || host.startsWith("/") || host.indexOf('@') >= 0 || !port.matches("\\d{0,5}")) {
            return Optional.empty();
        }
        if (port.isEmpty()) {
            draft.remark(
                    place(),
                    "server",
                    "HAProxy takes the port that the client came to; write the member's port into its url");
        }
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return Optional.of((secure() ? "https://" : "http://") + shown + (port.isEmpty() ? "" : ":" + port));
    }

    private void weight(TreeDraft member, boolean weighty) {
        Optional<HttpdWord> given = parameters.word("weight");
        if (given.isEmpty() || weight() == 0) {
            return;
        }
        String text = weighty
                ? String.format(Locale.ROOT, "%.2f", Math.max(1, weight() * 100 / 256.0))
                : String.valueOf(weight());
        member.text(given.get().place(), "weight", text);
    }

    private void setting(TreeDraft member) {
        if (parameters.has("disabled")) {
            member.text(place(), "setting", "disabled");
        } else if (weight() == 0) {
            member.text(place(), "setting", "draining");
        } else if (backup()) {
            member.text(place(), "setting", "standby");
        } else if (!checked()) {
            member.text(place(), "setting", "ignore-errors");
        }
    }

    private void limits(TreeDraft member) {
        parameters
                .word("maxconn")
                .ifPresent(word -> member.in(word.place(), "limit").text(word.place(), "connections", word.text()));
        parameters
                .word("slowstart")
                .ifPresent(word -> draft.time(word, ForeignTimes.haproxy(word.text()))
                        .ifPresent(millis -> member.text(word.place(), "slow-start", millis + "ms")));
        if (parameters.has("send-proxy-v2")) {
            member.text(place(), "proxy-protocol", "v2");
        } else if (parameters.has("send-proxy")) {
            member.text(place(), "proxy-protocol", "v1");
        }
    }

    private void check(TreeDraft health, HaproxyHealth common) {
        common.carry(health);
        health.text(place(), "interval", "2s");
        parameters
                .word("inter")
                .ifPresent(word -> draft.time(word, ForeignTimes.haproxy(word.text()))
                        .ifPresent(millis -> health.text(word.place(), "interval", millis + "ms")));
        parameters.word("rise").ifPresent(word -> health.text(word.place(), "rise", word.text()));
        parameters.word("fall").ifPresent(word -> health.text(word.place(), "fall", word.text()));
    }
}
