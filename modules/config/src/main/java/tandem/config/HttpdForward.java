package tandem.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tandem.core.config.AccessConfig;
import tandem.core.config.ForwardGuardConfig;
import tandem.core.config.ForwardParentConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.PortRange;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/** Makes forward proxies of what an httpd.conf says of ProxyRequests and its companions, server by server. One use. */
final class HttpdForward {
    private static final List<PortRange> PORTS = List.of(new PortRange(443, 443), new PortRange(563, 563));
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final Duration TUNNEL = Duration.ofMinutes(5);
    private static final int TUNNELS = 1000;
    private static final Pattern NAMES_ADDRESS =
            Pattern.compile("(?i)(?:[a-z]+://)?(?:\\[([0-9a-f:.]+)]|(\\d{1,3}(?:\\.\\d{1,3}){3}))(?:[:/*?].*)?");

    private final Set<String> taken;
    private final Places places;
    private final Report report;
    private final Map<String, ForwardProxyConfig> proxies = new LinkedHashMap<>();

    /** @param taken names of balancers, which proxies may not have */
    HttpdForward(Set<String> taken, Places places, Report report) {
        this.taken = taken;
        this.places = places;
        this.report = report;
    }

    /**
     * Makes that of the server which listeners belong to.
     *
     * @param listeners empty: all
     */
    void add(ServerDraft server, List<String> listeners) {
        Place place = place(server);
        if (!on(server) || place == null) {
            without(server);
            return;
        }
        String name = "forward";
        for (int i = 2; proxies.containsKey(name) || taken.contains(name); i++) {
            name = "forward-" + i;
        }
        places.put("forward-proxies." + name, place);
        proxies.put(name, config(server, listeners));
        boolean parents = servers(server).stream().anyMatch(from -> !from.forward.parents.isEmpty());
        boolean passes = servers(server).stream().anyMatch(from -> !from.passes.isEmpty());
        if (parents && passes) {
            report.warning(
                    place,
                    "ProxyRemote",
                    "is for what clients ask the forward proxy for; members that ProxyPass leads to are asked directly");
        }
    }

    /** A virtual host that is not the first of its listeners, where the first decides. */
    void later(ServerDraft server, ServerDraft first) {
        Place place = place(server);
        if (on(server) != on(first) && place != null) {
            report.warning(
                    place,
                    "ProxyRequests",
                    "what goes out names other hosts than this one, so the first virtual host of the address decides, which says "
                            + (on(first) ? "On" : "Off"));
        }
    }

    /** All of them, by name. */
    Map<String, ForwardProxyConfig> all() {
        return proxies;
    }

    private static List<ServerDraft> servers(ServerDraft server) {
        return server.isMain() ? List.of(server) : List.of(server.main(), server);
    }

    private static boolean on(ServerDraft server) {
        return server.forward.requests.or(() -> server.main().forward.requests).orElse(false);
    }

    private static @Nullable Place place(ServerDraft server) {
        return server.forward.place == null ? server.main().forward.place : server.forward.place;
    }

    private void without(ServerDraft server) {
        for (ForwardDraft.Line line : server.forward.lines) {
            if (line.needed()) {
                report.error(
                        line.place(),
                        line.name(),
                        "is carried out for the forward proxy (ProxyRequests On), not for what ProxyPass leads to; remove it");
            } else {
                report.warning(line.place(), line.name(), "has no effect: ProxyRequests is Off");
            }
        }
    }

    private static ForwardProxyConfig config(ServerDraft server, List<String> listeners) {
        List<ForwardGuardConfig> guards = new ArrayList<>();
        List<Network> permit = new ArrayList<>();
        guards.add(new ForwardGuardConfig("*", Optional.empty(), AccessConfig.EVERYBODY));
        List<String> block = new ArrayList<>();
        List<String> direct = new ArrayList<>();
        List<ForwardParentConfig> parents = new ArrayList<>();
        List<PortRange> ports = PORTS;
        Optional<String> domain = Optional.empty();
        for (ServerDraft from : servers(server)) {
            from.proxySections.forEach(section -> guard(section, guards, permit));
            block.addAll(from.forward.block);
            direct.addAll(from.forward.direct);
            parents.addAll(from.forward.parents);
            ports = from.forward.ports.isEmpty() ? ports : from.forward.ports;
            domain = from.forward.domain.isPresent() ? from.forward.domain : domain;
        }
        Duration timeout = server.memberTimeout();
        return new ForwardProxyConfig(
                listeners,
                limited(guards),
                ports,
                block,
                parents,
                direct,
                domain,
                permit,
                server.via(),
                server.source(),
                CONNECT,
                timeout == null ? SILENCE : timeout,
                timeout == null ? TUNNEL : timeout,
                TUNNELS,
                FtpDraft.config(server, Optional.empty(), Optional.empty()));
    }

    private static void guard(HttpdScope.Proxy section, List<ForwardGuardConfig> guards, List<Network> permit) {
        Optional<AccessConfig> rule = section.access().rule();
        if (rule.isEmpty() || section.balancer().isPresent()) {
            return;
        }
        String target = section.pattern();
        guards.add(
                section.regex()
                        ? new ForwardGuardConfig("*", Optional.of(target), rule.get())
                        : new ForwardGuardConfig(target, Optional.empty(), rule.get()));
        Matcher named = NAMES_ADDRESS.matcher(target);
        if (!section.regex() && named.matches()) {
            String address = named.group(1) == null ? named.group(2) : named.group(1);
            if (IpAddress.valid(address)) {
                permit.add(Network.parse(address));
            }
        }
    }

    /** Without what a later rule for everything hides. */
    private static List<ForwardGuardConfig> limited(List<ForwardGuardConfig> guards) {
        int from = 0;
        for (int i = 0; i < guards.size(); i++) {
            boolean every =
                    guards.get(i).pattern().isEmpty() && guards.get(i).target().equals("*");
            from = every ? i : from;
        }
        return guards.subList(from, guards.size());
    }
}
