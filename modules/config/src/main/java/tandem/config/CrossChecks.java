package tandem.config;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ClientAddressConfig;
import tandem.core.config.HeartbeatConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.MemberConfig;
import tandem.core.config.PolicyName;
import tandem.core.config.TandemConfig;
import tandem.core.text.IpAddress;
import tandem.core.text.NearestName;

/** What no single value shows: names that lead nowhere, names twice, addresses that cannot be. Cluster and VIPs are next door. */
final class CrossChecks {
    private static final int LONGEST_ROUTE = 63;

    private final TandemConfig config;
    private final Places places;
    private final Report report;

    private CrossChecks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    /** @param here whether the configuration is to run on this machine */
    static void check(TandemConfig config, Places places, Report report, boolean here) {
        CrossChecks checks = new CrossChecks(config, places, report);
        checks.listeners();
        config.balancers().forEach(checks::balancer);
        config.clientAddress().ifPresent(believed -> checks.believed("client-address", believed));
        for (int i = 0; i < config.sites().size(); i++) {
            String key = "sites[" + i + "].client-address";
            config.sites().get(i).clientAddress().ifPresent(believed -> checks.believed(key, believed));
        }
        new RouteChecks(config, places, report).check();
        checks.heartbeats();
        new ForwardChecks(config, places, report).check();
        new RateLimitChecks(config, places, report).check();
        new DiscoveryChecks(config, places, report).check();
        new RegistrationChecks(config, places, report).check();
        new ClusterChecks(config, places, report).check();
        new VipChecks(config, places, report).check();
        new PortChecks(config, places, report).check();
        new CertificateChecks(config, places, report, Instant.now()).check();
        new AcmeChecks(config, places, report).check();
        new Http2Checks(config, places, report).check();
        new FtpChecks(config, places, report).check();
        new AdminChecks(config.admin(), places, report, here).check();
        new AccessLogChecks(config, places, report, here).check();
        config.tracing().ifPresent(tracing -> new TracingChecks(tracing, places, report, here).check());
    }

    private void error(String key, String message) {
        report.error(places.of(key), key, message);
    }

    private void listeners() {
        if (config.listeners().isEmpty()) {
            error(
                    "listeners",
                    "no listener is given, so nothing could be reached; for example web: {listen: \"*:80\"}");
        }
        config.listeners().forEach((name, listener) -> {
            String key = "listeners." + name;
            new ListenerChecks(key, listener, places, report).check();
            name(key, name);
            address(key + ".listen", listener.listen());
            if (listener.listen().port() == 0) {
                report.warning(
                        places.of(key + ".listen"),
                        key + ".listen",
                        "port 0: the kernel chooses another port at every start");
            }
        });
        address("admin.listen", config.admin().listen());
        config.metrics().listen().ifPresent(listen -> address("metrics.listen", listen));
    }

    private void heartbeats() {
        config.balancers().forEach((name, balancer) -> {
            if (balancer.policy() == PolicyName.HEARTBEAT && config.heartbeats().isEmpty()) {
                error(
                        "balancers." + name + ".policy",
                        "heartbeat: no member is ever heard of; write heartbeats: {listen: \"239.0.0.1:27999\"} (in an httpd.conf"
                                + " HeartbeatListen 239.0.0.1:27999) with the address that members announce to");
            }
        });
        config.heartbeats().flatMap(HeartbeatConfig::listen).ifPresent(listen -> {
            address("heartbeats.listen", listen);
            if (listen.port() == 0) {
                error("heartbeats.listen", "names no port; members announce to one, such as 27999");
            }
        });
    }

    private void believed(String key, ClientAddressConfig believed) {
        boolean everybody = Stream.concat(believed.internalProxies().stream(), believed.trustedProxies().stream())
                .anyMatch(network -> network.prefix() == 0);
        if (everybody) {
            report.warning(
                    places.of(key),
                    key,
                    "believes everybody, so any client can say that it is another; name the networks of the proxies in front");
        }
    }

    private void address(String key, ListenAddress listen) {
        if (!listen.everyAddress() && !IpAddress.valid(listen.host())) {
            error(
                    key,
                    "'" + listen.host() + "' is not an IP address; write one, or * for every address of the machine");
        }
    }

    private void name(String key, String name) {
        if (!name.matches("[^\\s/\\p{Cntrl}]{1,200}")) {
            error(key, "a name has 1 to 200 characters, none of them blank or a slash");
        }
    }

    private void balancer(String name, BalancerConfig balancer) {
        String key = "balancers." + name;
        name(key, name);
        boolean found =
                config.discovery().containsKey(name) || config.registration().isPresent();
        if (balancer.members().isEmpty() && !found) {
            report.warning(places.of(key), key, "has no members: every request to it is answered with 503");
        }
        balancer.sticky()
                .ifPresent(sticky -> new StickyChecks(key + ".sticky", sticky, balancer, places, report).check());
        balancer.manager().nonce().ifPresent(nonce -> {
            if (!nonce.matches("[\\w.~-]{1,36}")) {
                error(key + ".manager.nonce", "has 1 to 36 letters, digits, or . _ ~ -");
            }
        });
        balancer.shift()
                .ifPresent(shift -> shifted(
                        key + ".shift",
                        shift.to(),
                        name,
                        "balancer",
                        config.balancers().keySet()));
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < balancer.members().size(); i++) {
            MemberConfig member = balancer.members().get(i);
            String at = key + ".members[" + i + "]";
            Integer earlier = names.putIfAbsent(member.name(), i);
            if (earlier != null) {
                error(at + ".name", "'" + member.name() + "' is already the name of members[" + earlier + "]");
            }
            member(at, member, balancer);
        }
    }

    private void member(String key, MemberConfig member, BalancerConfig balancer) {
        name(key + ".name", member.name());
        positive(key + ".connect-timeout", member.connectTimeout());
        positive(key + ".timeout", member.timeout());
        if (member.route().length() > LONGEST_ROUTE) {
            error(key + ".route", "has " + member.route().length() + " characters; at most 63 are allowed");
        }
        Set<String> names = new HashSet<>();
        balancer.members().forEach(m -> names.add(m.name()));
        member.shift().ifPresent(shift -> shifted(key + ".shift", shift.to(), member.name(), "member", names));
        Set<String> routes = new HashSet<>();
        balancer.members().forEach(m -> routes.add(m.route()));
        if (!member.redirect().isEmpty() && !routes.contains(member.redirect())) {
            error(
                    key + ".redirect",
                    "'" + member.redirect() + "' is no member's route" + near(member.redirect(), routes));
        }
    }

    /** A part goes to another one that there is. */
    private void shifted(String key, String to, String own, String what, Set<String> known) {
        if (to.equals(own)) {
            error(key, "leads to itself; name another " + what);
        } else if (!known.contains(to)) {
            error(key, "there is no " + what + " named '" + to + "'" + near(to, known));
        }
    }

    private void positive(String key, Duration duration) {
        if (duration.isZero()) {
            error(key, "0 is not allowed; a time limit is at least 1ms");
        }
    }

    private static String near(String name, Collection<String> names) {
        return NearestName.to(name, names)
                .filter(near -> !near.isEmpty())
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }
}
