package tandem.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PolicyName;
import tandem.core.config.RouteConfig;
import tandem.core.config.StickyConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.Weight;

/** A configuration for {@link WarmUp}: one sticky balancer with one member on the loopback address, and a listener of each kind that the node has. */
final class WarmUpConfig {
    /** The listener in clear text. */
    static final String CLEAR = "clear";

    /** The listener by TLS, if the node has one. */
    static final String SECURE = "secure";

    private static final String NAME = "warm-up";

    private WarmUpConfig() {}

    /**
     * @param node whose time limits and certificates are used
     * @param port the member's
     */
    static TandemConfig of(TandemConfig node, int port) {
        StickyConfig sticky =
                new StickyConfig(Optional.of("BALANCEID"), Optional.of("BALANCEID"), StickyConfig.Separator.DOT, false);
        BalancerConfig balancer = new BalancerConfig(
                PolicyName.BYREQUESTS, Optional.of(sticky), true, OptionalInt.empty(), true, List.of(member(port)));
        RouteConfig route = new RouteConfig(
                "*",
                "*",
                "/",
                Optional.of(NAME),
                Optional.of("/"),
                true,
                true,
                RouteConfig.Via.OFF,
                AccessConfig.EVERYBODY,
                List.of(new RouteConfig.ReverseConfig("/", "balancer://" + NAME + "/")));
        return TandemConfig.empty()
                .edit()
                .stateDirectory(node.stateDirectory())
                .drain(node.drain())
                .listeners(listeners(node))
                .balancers(Map.of(NAME, balancer))
                .routes(List.of(route))
                .clientTimeouts(node.clientTimeouts())
                .done();
    }

    private static Map<String, ListenerConfig> listeners(TandemConfig node) {
        Map<String, ListenerConfig> own = new TreeMap<>();
        ListenAddress anyPort = new ListenAddress("127.0.0.1", 0);
        own.put(CLEAR, new ListenerConfig(anyPort).withHttp2(http2(node, false)));
        node.listeners().values().stream()
                .flatMap(listener -> listener.tls().stream())
                .findFirst()
                .ifPresent(tls ->
                        own.put(SECURE, new ListenerConfig(anyPort, Optional.of(tls)).withHttp2(http2(node, true))));
        return own;
    }

    private static boolean http2(TandemConfig node, boolean byTls) {
        return node.listeners().values().stream()
                .anyMatch(listener -> listener.http2() && listener.tls().isPresent() == byTls);
    }

    private static MemberConfig member(int port) {
        return new MemberConfig(
                NAME,
                new MemberUrl("127.0.0.1", port, ""),
                NAME,
                Weight.ONE,
                Set.of(),
                0,
                BalancerConfig.DEFAULT_RETRY,
                "",
                Duration.ofSeconds(3),
                Duration.ofSeconds(3),
                true,
                Duration.ofSeconds(3));
    }

    /** Where the member is, by member id. */
    static Map<String, InetSocketAddress> addresses(TandemConfig config) {
        int port = config.balancers()
                .values()
                .iterator()
                .next()
                .members()
                .getFirst()
                .url()
                .port();
        return Map.of(NAME + "/" + NAME, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }
}
