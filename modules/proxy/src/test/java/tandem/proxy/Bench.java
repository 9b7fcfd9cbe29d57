package tandem.proxy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.RouteSeals;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.HashConfig;
import tandem.core.config.IssuedCookieConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.ManagerEdits;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PolicyName;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.RuleConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.SourceAddress;
import tandem.core.config.StickyConfig;
import tandem.core.config.StickyConfig.Separator;
import tandem.core.config.TandemConfig;
import tandem.core.config.Weight;
import tandem.core.count.Counters;
import tandem.core.port.ChallengeAnswers;
import tandem.core.port.NodeClock;
import tandem.core.port.OperatorPages;
import tandem.core.port.OrderedCertificates;
import tandem.core.port.Outcome;
import tandem.core.port.Traces;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.proxy.log.AccessLog;
import tandem.proxy.tls.Certificates;

/** A running proxy with one listener, one balancer {@code app} and one route, for tests to vary. */
final class Bench implements AutoCloseable {
    final LiveTable table;
    final Counters counters = new Counters();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<String> events = new CopyOnWriteArrayList<>();
    final Certificates certificates;
    final AccessLog accessLog;
    final ProxyServer server;
    final int port;

    private Bench(Builder builder) {
        TandemConfig config = builder.config();
        Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
        builder.members.forEach(member -> addresses.put(
                "app/" + member.name(),
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), member.url().port())));
        builder.unresolved.forEach(name -> addresses.remove("app/" + name));
        table = new LiveTable(
                RoutingTable.of(config, Settings.NONE, addresses, RoutingTable.first(config, builder.seals)));
        ProxySettings settings = new ProxySettings(
                "lb1",
                "www.example.com",
                builder.ioThreads,
                builder.timeouts,
                builder.limits,
                ProxySettings.Front.chosen(),
                "1.0");
        certificates = new Certificates(builder.ordered, builder.challenges);
        demand(certificates.load(config));
        accessLog = new AccessLog(meters);
        demand(accessLog.open(config));
        ProxyServer.Parts parts = new ProxyServer.Parts(certificates, builder.pages, accessLog, builder.traces);
        server = new ProxyServer(settings, table, counters, builder.clock, recording(), meters, parts);
        demand(server.start(config.listeners(), Optional.of(InetAddress.getLoopbackAddress())));
        port = server.port("web");
        if (config.listeners().get("web").tls().isPresent()) {
            Wire.securePort(port);
        } else {
            Wire.clearPort(port);
        }
    }

    private static void demand(Outcome outcome) {
        if (outcome instanceof Outcome.Refused refused) {
            throw new IllegalStateException(refused.sentence());
        }
    }

    private ProxyEvents recording() {
        return new ProxyEvents() {
            @Override
            public void memberFailed(String memberId, String sentence) {
                events.add(sentence);
            }

            @Override
            public void memberRecovered(String memberId, String sentence) {
                events.add(sentence);
            }

            @Override
            public void memberUnresolved(String memberId, String sentence) {
                events.add(sentence);
            }
        };
    }

    static Builder with(StubMember... members) {
        Builder builder = new Builder();
        char name = 'a';
        for (StubMember member : members) {
            builder.member(String.valueOf(name++), member.port());
        }
        return builder;
    }

    RawClient client() throws java.io.IOException {
        return new RawClient(port);
    }

    @Override
    public void close() {
        server.close();
        accessLog.close();
        Wire.clearPort(port);
    }

    /** Varies the bench. */
    static final class Builder {
        private final List<MemberConfig> members = new ArrayList<>();
        private final List<String> unresolved = new ArrayList<>();
        private NodeClock clock = NodeClock.SYSTEM;
        private ClientTimeouts timeouts = ClientTimeouts.DEFAULT;
        private ClientLimits limits = ClientLimits.DEFAULT;
        private Optional<StickyConfig> sticky = Optional.empty();
        private boolean nofailover;
        private boolean forceRecovery = true;
        private int ioThreads = 1;
        private int listen;
        private boolean http2;
        private List<ReverseConfig> reverse = List.of();
        private boolean preserveHost = true;
        private UnaryOperator<TandemConfig> change = config -> config;
        private String path = "/";
        private Optional<String> to = Optional.empty();
        private RouteConfig.Via via = RouteConfig.Via.OFF;
        private UnaryOperator<BalancerConfig> rules = balancer -> balancer;
        private Optional<ListenerTlsConfig> tls =
                Wire.isSecure() ? Optional.of(Wire.listener("shop-ec")) : Optional.empty();
        private boolean memberTls = Wire.isSecure();
        private MemberTlsConfig memberRules = Wire.members();
        private Optional<SourceAddress> source = Optional.empty();
        private List<SiteConfig> sites = List.of();
        private List<AccessLogConfig> logs = List.of();
        private OperatorPages pages = (page, ask) -> PageVisit.said(404, "");
        private RouteSeals seals = RouteSeals.NONE;
        private @Nullable Traces traces;
        private OrderedCertificates ordered = OrderedCertificates.NONE;
        private ChallengeAnswers challenges = ChallengeAnswers.NONE;

        /** Certificates are ordered. */
        Builder acme(OrderedCertificates certificates, ChallengeAnswers answers) {
            ordered = certificates;
            challenges = answers;
            return this;
        }

        /** Clients speak TLS. */
        Builder tls(ListenerTlsConfig rules) {
            tls = Optional.of(rules);
            return this;
        }

        /** Members that are added from now on are spoken to by TLS. */
        Builder memberTls(MemberTlsConfig rules) {
            memberTls = true;
            memberRules = rules;
            return this;
        }

        Builder member(String name, int port) {
            return member(name, (memberTls ? "https" : "http") + "://127.0.0.1:" + port, member -> member);
        }

        Builder member(String name, String url, UnaryOperator<MemberConfig> change) {
            members.add(change.apply(new MemberConfig(
                    name,
                    MemberUrl.parse(url),
                    name,
                    Weight.ONE,
                    Set.of(),
                    0,
                    Duration.ofSeconds(60),
                    "",
                    // a bound that no test is about: handshakes are slow on a busy machine
                    Duration.ofSeconds(memberTls ? 30 : 3),
                    Duration.ofSeconds(60),
                    true,
                    Duration.ofSeconds(60))));
            return this;
        }

        /** All members so far: how long they may be silent. */
        Builder timeout(Duration timeout) {
            members.replaceAll(member -> member.edit().timeout(timeout).done());
            return this;
        }

        /** All members so far: whether connections serve several requests, and how long they wait for one. */
        Builder reuse(boolean reuse, Duration keepIdle) {
            members.replaceAll(m -> m.edit().reuse(reuse).keepIdle(keepIdle).done());
            return this;
        }

        Builder flag(String name, MemberFlag flag) {
            members.replaceAll(
                    m -> m.name().equals(name) ? m.edit().setting(Set.of(flag)).done() : m);
            return this;
        }

        /** For {@link #member(String, String, UnaryOperator)}. */
        static UnaryOperator<MemberConfig> connectTimeout(Duration patience) {
            return member -> member.edit().connectTimeout(patience).done();
        }

        Builder unresolved(String name) {
            unresolved.add(name);
            return this;
        }

        /** Requests are traced. */
        Builder traced(Traces to) {
            traces = to;
            return this;
        }

        Builder listenOn(int newPort) {
            listen = newPort;
            return this;
        }

        /** Clients may speak HTTP/2. */
        Builder http2() {
            http2 = true;
            return this;
        }

        Builder clock(NodeClock newClock) {
            clock = newClock;
            return this;
        }

        Builder clientTimeouts(Duration requestHead, Duration keepAlive, Duration idle) {
            timeouts = new ClientTimeouts(requestHead, keepAlive, idle);
            return this;
        }

        Builder limits(ClientLimits newLimits) {
            limits = newLimits;
            return this;
        }

        Builder sticky(String cookie, String parameter) {
            sticky = Optional.of(new StickyConfig(Optional.of(cookie), Optional.of(parameter), Separator.DOT, false));
            return this;
        }

        /** What connections to members leave by. */
        Builder source(String address) {
            source = Optional.of(SourceAddress.parse(address));
            return this;
        }

        /** No request is forwarded: this makes every answer. */
        Builder pages(OperatorPages made) {
            pages = made;
            path = "/nowhere";
            sites = List.of(site(List.of(), List.of(new ManagerPageConfig("/", Optional.empty(), List.of()))));
            return this;
        }

        private static SiteConfig site(List<RuleConfig> rules, List<ManagerPageConfig> pages) {
            SiteConfig none = SiteConfig.NONE;
            return new SiteConfig(
                    "all",
                    none.listeners(),
                    none.hosts(),
                    none.serverName(),
                    none.encodedSlashes(),
                    none.trace(),
                    none.rewrites(),
                    rules,
                    none.guards(),
                    none.routes(),
                    pages,
                    none.accessLog());
        }

        /** Requests are logged. */
        Builder logged(AccessLogConfig... configs) {
            logs = List.of(configs);
            return this;
        }

        /** A rule of the one site. */
        Builder rule(RuleConfig rule) {
            sites = List.of(site(List.of(rule), List.of()));
            return this;
        }

        /** Clients are given a cookie. */
        Builder issuing(String cookie, IssuedCookieConfig issue, RouteSeals keys) {
            sticky = Optional.of(
                    new StickyConfig(Optional.of(cookie), Optional.empty(), Separator.DOT, false, Optional.of(issue)));
            seals = keys;
            return this;
        }

        Builder nofailover() {
            nofailover = true;
            return this;
        }

        Builder noForceRecovery() {
            forceRecovery = false;
            return this;
        }

        /** What the balancer does when members fail. */
        Builder rules(UnaryOperator<BalancerConfig> change) {
            rules = change;
            return this;
        }

        Builder ioThreads(int threads) {
            ioThreads = threads;
            return this;
        }

        Builder memberHost() {
            preserveHost = false;
            return this;
        }

        Builder replacing(String prefix, String with) {
            path = prefix;
            to = Optional.of(with);
            return this;
        }

        Builder via(RouteConfig.Via newVia) {
            via = newVia;
            return this;
        }

        Builder reverse(String path, String url) {
            reverse = List.of(new ReverseConfig(path, url));
            return this;
        }

        /** Changes the configuration as a whole, last of all. */
        Builder change(UnaryOperator<TandemConfig> how) {
            change = how;
            return this;
        }

        private TandemConfig config() {
            BalancerConfig balancer = new BalancerConfig(
                    PolicyName.values()[0],
                    HashConfig.SOURCE,
                    sticky,
                    nofailover,
                    OptionalInt.empty(),
                    forceRecovery,
                    Duration.ZERO,
                    Set.of(),
                    false,
                    Optional.empty(),
                    members,
                    memberRules,
                    ManagerEdits.DEFAULT,
                    source,
                    Optional.empty(),
                    Optional.empty());
            RouteConfig only = new RouteConfig(
                    "*", "*", path, Optional.of("app"), to, preserveHost, true, via, AccessConfig.EVERYBODY, reverse);
            return change.apply(TandemConfig.empty()
                    .edit()
                    .listeners(
                            Map.of("web", new ListenerConfig(ListenAddress.parse("*:" + listen), tls).withHttp2(http2)))
                    .balancers(Map.of("app", rules.apply(balancer)))
                    .routes(List.of(only))
                    .sites(sites)
                    .accessLog(logs)
                    .clientTimeouts(timeouts)
                    .done());
        }

        Bench start() {
            return new Bench(this);
        }
    }
}
