package tandem.core;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberUrl;
import tandem.core.config.PolicyName;
import tandem.core.config.RouteConfig;
import tandem.core.config.StickyConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.Weight;

/** Configurations for tests: small, complete, and changed in one place at a time. */
public final class Samples {
    private Samples() {}

    /** A member {@code name} with route {@code name} at 192.0.2.1, defaults otherwise. */
    public static MemberConfig member(String name) {
        return member(name, Weight.ONE, 0);
    }

    /** A member with these flags. */
    public static MemberConfig member(String name, Weight weight, int lbset, MemberFlag... flags) {
        return member(name, weight, lbset, Duration.ofSeconds(60), "", flags);
    }

    /** A member with all that tests vary. */
    public static MemberConfig member(
            String name, Weight weight, int lbset, Duration retry, String redirect, MemberFlag... flags) {
        return new MemberConfig(
                name,
                MemberUrl.parse("http://192.0.2.1"),
                name,
                weight,
                Set.of(flags),
                lbset,
                retry,
                redirect,
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                true,
                Duration.ofSeconds(60));
    }

    /** A byrequests balancer of these members, sticky by cookie BALANCEID. */
    public static BalancerConfig balancer(MemberConfig... members) {
        return balancer(false, true, members);
    }

    /** A balancer with the switches that tests vary. */
    public static BalancerConfig balancer(boolean nofailover, boolean forceRecovery, MemberConfig... members) {
        return new BalancerConfig(
                PolicyName.BYREQUESTS,
                Optional.of(sticky("BALANCEID", "jsessionid")),
                nofailover,
                OptionalInt.empty(),
                forceRecovery,
                List.of(members));
    }

    /** Stickiness by cookie and URL parameter with Apache's defaults. */
    public static StickyConfig sticky(String cookie, String parameter) {
        return new StickyConfig(Optional.of(cookie), Optional.of(parameter), StickyConfig.Separator.DOT, false);
    }

    /** A route of everything to a balancer. */
    public static RouteConfig route(String path, String balancer) {
        return route("*", path, Optional.of(balancer), Optional.empty());
    }

    /** A route with what tests vary. */
    public static RouteConfig route(String host, String path, Optional<String> balancer, Optional<String> to) {
        return new RouteConfig(
                "*",
                host,
                path,
                balancer,
                to,
                true,
                true,
                RouteConfig.Via.OFF,
                AccessConfig.EVERYBODY,
                new ArrayList<>());
    }

    /** A single-node configuration with one listener on a free port. */
    public static TandemConfig config(Map<String, BalancerConfig> balancers, List<RouteConfig> routes) {
        return config(balancers, routes, List.of());
    }

    /** The same with guards. */
    public static TandemConfig config(
            Map<String, BalancerConfig> balancers, List<RouteConfig> routes, List<GuardConfig> guards) {
        return TandemConfig.empty()
                .edit()
                .listeners(Map.of("web", new ListenerConfig(new ListenAddress("127.0.0.1", 0))))
                .balancers(balancers)
                .routes(routes)
                .guards(guards)
                .done();
    }

    /** An address for every member of a balancer, by member id. */
    public static Map<String, InetSocketAddress> addresses(String balancer, BalancerConfig config) {
        Map<String, InetSocketAddress> addresses = new HashMap<>();
        for (MemberConfig member : config.members()) {
            addresses.put(balancer + "/" + member.name(), new InetSocketAddress("192.0.2.1", 80));
        }
        return addresses;
    }
}
