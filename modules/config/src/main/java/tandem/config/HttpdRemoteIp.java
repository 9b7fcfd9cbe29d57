package tandem.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.core.config.ClientAddressConfig;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.text.Network;

/** Makes rules of what an httpd.conf says of those who connect on behalf of clients. One use. */
final class HttpdRemoteIp {
    private static final List<Network> EVERYBODY = List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0"));

    private final HttpdDraft draft;
    private final Places places;
    private final Report report;

    HttpdRemoteIp(HttpdDraft draft, Places places, Report report) {
        this.draft = draft;
        this.places = places;
        this.report = report;
    }

    /**
     * Who sends the PROXY protocol to a listener, if somebody does: as in httpd everybody once one server of its address says so.
     *
     * @param key the listener's, such as {@code listeners.port-443}
     * @param hosts the virtual hosts that it serves
     */
    Optional<ProxyProtocolConfig> listener(String key, List<ServerDraft> hosts) {
        List<ServerDraft> servers = new ArrayList<>(List.of(draft.main));
        servers.addAll(hosts);
        List<Network> from = proxies(servers);
        Optional<ServerDraft> on = servers.stream()
                .filter(server -> server.remoteIp.proxyProtocol.orElse(false))
                .findFirst();
        if (on.isEmpty()) {
            return Optional.empty();
        }
        List<Network> exceptions = new ArrayList<>();
        for (ServerDraft server : servers) {
            exceptions.addAll(server.remoteIp.exceptions);
            if (!server.remoteIp.proxyProtocol.orElse(true)) {
                place(server)
                        .ifPresent(place -> report.warning(
                                place,
                                "RemoteIPProxyProtocol",
                                "Off has no effect: another server of the same address says On, and connections do not tell them"
                                        + " apart before their header"));
            }
        }
        place(on.get()).ifPresent(place -> places.put(key + ".proxy-protocol", place));
        return Optional.of(new ProxyProtocolConfig(
                from.isEmpty() ? EVERYBODY : from,
                exceptions.stream().distinct().toList(),
                ProxyProtocolConfig.TIMEOUT));
    }

    /** Every proxy that one of these servers names. */
    private static List<Network> proxies(List<ServerDraft> servers) {
        return servers.stream()
                .flatMap(server -> Stream.concat(server.remoteIp.internal.stream(), server.remoteIp.trusted.stream()))
                .distinct()
                .toList();
    }

    /** Which proxies a server believes; empty where that is what the main server does, or nobody. */
    Optional<ClientAddressConfig> client(ServerDraft server) {
        RemoteIpDraft own = server.remoteIp;
        RemoteIpDraft main = draft.main.remoteIp;
        boolean says = own.header.isPresent() || own.proxiesHeader.isPresent() || own.namesProxies();
        Optional<String> header = own.header.or(() -> main.header);
        if (!says || header.isEmpty()) {
            return Optional.empty();
        }
        RemoteIpDraft named = own.namesProxies() ? own : main;
        if (!named.namesProxies()) {
            own.headerPlace.ifPresent(place -> report.warning(
                    place,
                    "RemoteIPHeader",
                    "has no effect: nobody is believed who is not named, while httpd believes everybody; write the networks"
                            + " of the proxies in front to RemoteIPInternalProxy or RemoteIPTrustedProxy"));
            return Optional.empty();
        }
        return Optional.of(new ClientAddressConfig(
                header.get(), named.internal, named.trusted, own.proxiesHeader.or(() -> main.proxiesHeader)));
    }

    private static Optional<Place> place(ServerDraft server) {
        return server.remoteIp.proxyProtocolPlace;
    }
}
