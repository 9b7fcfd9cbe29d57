package tandem.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.AdminServer;
import tandem.admin.AdminSettings;
import tandem.admin.manager.BalancerManager;
import tandem.admin.manager.Nonces;
import tandem.config.Loaded;
import tandem.core.config.ListenAddress;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;
import tandem.core.port.OperatorPages;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.SharedState;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.share.NodeReport;
import tandem.core.status.NodeStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.text.IpAddress;
import tandem.proxy.MemberResolver;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;
import tandem.proxy.health.HealthChecks;
import tandem.proxy.tls.Certificates;
import tandem.sharing.SettingsFile;

/**
 * One running node: builds its parts in start order and closes them in reverse. Together with {@link ClusterParts} the one
 * place where the modules meet. Any thread.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration HAND_OVER = Duration.ofSeconds(10);
    private static final long FLUSH_MILLIS = 500;
    private static final String REPORTS = "reports";

    private final TandemConfig config;
    private final String name;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private volatile SharedState shared = new LoneState();
    private volatile Ownership ownership;
    private volatile @Nullable HealthChecks checks;
    private volatile @Nullable OperatorPages manager;
    private ProxyServer proxy;
    private AdminServer admin;
    private RunningNode control;

    @SuppressWarnings("NullAway.Init")
    private Node(TandemConfig config) {
        this.config = config;
        this.name = config.node().orElse("tandem");
        this.ownership = new LoneOwnership(name, NodeClock.SYSTEM.epochMillis());
    }

    /**
     * Starts a node; when this returns its listeners are bound and it takes part.
     *
     * @param source reads the configuration again, for a reload
     * @throws StartFailure if a port, a file or a privilege is missing; the message names it and the remedy
     */
    public static Node start(TandemConfig config, Supplier<Loaded> source) throws StartFailure {
        Node node = new Node(config);
        boolean done = false;
        try {
            node.open(source);
            done = true;
            return node;
        } finally {
            if (!done) {
                node.closeParts();
            }
        }
    }

    private void open(Supplier<Loaded> source) throws StartFailure {
        Foundation base = foundation();
        OperatorCommands commands = new OperatorCommands(base, settingsFromDisk(base)::save);
        boolean paired = config.cluster().isPresent();
        NodeVoice voice = new NodeVoice(base, paired ? Role.STARTING : Role.SINGLE, commands);
        Housekeeping housekeeping = follow(base, voice);
        TakeoverReports reports =
                new TakeoverReports(base, config.stateDirectory().resolve(REPORTS), () -> shared.peers());
        QuietVoice quiet = new QuietVoice(base, housekeeping, reports);

        MemberResolver resolver = closing(new MemberResolver(base.table(), quiet));
        resolver.start();
        commands.whenMembersChange(resolver::configChanged);
        Certificates certificates = new Certificates();
        demand(certificates.load(config));
        proxy = closing(new ProxyServer(
                proxySettings(), base.table(), base.counters(), base.clock(), quiet, meters, certificates, this::page));
        HealthChecks health = closing(health(base, quiet, certificates));
        health.start();
        checks = health;
        voice.checks(health::reports);
        demand(proxy.start(config.listeners(), insteadOfWildcard()));
        Maintenance maintenance = new Maintenance(config.stateDirectory(), base.node(), base.clock(), base.events());
        Supplier<Outcome> secret = () -> new Outcome.Done("");
        Supplier<List<SecretKey>> nonceKeys = ownKey();
        if (config.cluster().isPresent()) {
            ClusterParts parts = new ClusterParts(config, config.cluster().get(), base, meters);
            secret = parts::reloadSecret;
            nonceKeys = parts::nonceKeys;
            shared = closing(parts.sharing(voice));
            ownership = closing(parts.failover(quiet, proxy, maintenance.on()));
            voice.role(ownership::role);
        }
        ReloadMeters reloads = new ReloadMeters(meters, base.clock());
        Reload reload = new Reload(
                source,
                base.table(),
                new Reload.Keys(certificates, secret),
                base.events(),
                reloads,
                resolver::configChanged);
        CertificateWatch watch = closing(new CertificateWatch(
                () -> base.table().current().config(), certificates, base.events(), base.clock(), meters));
        watch.start();
        Supplier<List<ReadinessCheck>> readiness = paired ? readiness(base, voice) : List::of;
        control = new RunningNode(
                base,
                commands,
                reload,
                shared,
                ownership,
                new RunningNode.Extras(
                        readiness,
                        reports,
                        new Drills(config, base.events()),
                        maintenance,
                        health::tracker,
                        watch::warnings));
        BalancerManager pages = new BalancerManager(
                control, new Nonces(nonceKeys, base.clock()::epochMillis), base.clock(), BuildVersion.text());
        admin = closing(admin(control, pages));
        manager = pages;
        control.becameReady(true);
    }

    /** Warms this node up and looks at what else it needs to take over well. */
    private Readiness readiness(Foundation base, NodeVoice voice) {
        WarmUp warmUp = closing(new WarmUp(config));
        warmUp.start();
        MemberReach members =
                closing(new MemberReach(base.table(), () -> voice.role() != Role.ACTIVE, proxy::prepareConnections));
        members.start();
        Readiness readiness = new Readiness(base.clock(), ownership, shared, members::check, warmUp::check);
        voice.readiness(readiness);
        return readiness;
    }

    private HealthChecks health(Foundation base, QuietVoice events, Certificates certificates) {
        String agent = "Tandem-health/" + BuildVersion.text() + " (" + name + ")";
        return new HealthChecks(
                base.table(), base.clock(), new SplittableRandom(), events, agent, meters, certificates);
    }

    private Foundation foundation() throws StartFailure {
        NodeClock clock = NodeClock.SYSTEM;
        RoutingTable first = switch (CookieKeys.read(config)) {
            case CookieKeys.Reading.Read(CookieKeys keys) -> RoutingTable.first(config, keys);
            case CookieKeys.Reading.Unusable(String sentence) ->
                throw new StartFailure(ExitCode.CONFIGURATION, sentence);
        };
        return new Foundation(name, new LiveTable(first), new Counters(), new EventLog(clock), clock, new ConfigHash());
    }

    private SettingsFile settingsFromDisk(Foundation base) {
        SettingsFile file = new SettingsFile(config.stateDirectory());
        SettingsFile.Loaded loaded = file.load();
        if (loaded instanceof SettingsFile.Loaded.Unusable(String sentence)) {
            base.events().warn("setting", sentence);
        }
        base.table().settingsArrived(loaded.settings());
        return file;
    }

    private Housekeeping follow(Foundation base, NodeVoice voice) {
        ScheduleFollower follower = new ScheduleFollower(base.table());
        PeerLoads loads = new PeerLoads(base.table());
        Housekeeping housekeeping = closing(new Housekeeping(() -> {
            List<NodeReport> peers = shared.peers();
            if (voice.role() != Role.ACTIVE) {
                follower.follow(peers);
            }
            if (!peers.isEmpty()) {
                Set<String> running = reachable();
                loads.show(peers, running);
                adoptChecks(peers, running);
            }
        }));
        housekeeping.start();
        return housekeeping;
    }

    private void adoptChecks(List<NodeReport> peers, Set<String> running) {
        HealthChecks own = checks;
        if (own != null) {
            peers.stream()
                    .filter(report ->
                            running.contains(report.node()) && !report.checks().isEmpty())
                    .forEach(report -> own.adopt(report.node(), report.checks()));
        }
    }

    private Set<String> reachable() {
        return ownership.status().nodes().stream()
                .filter(NodeStatus::reachable)
                .map(NodeStatus::name)
                .collect(Collectors.toSet());
    }

    private ProxySettings proxySettings() {
        return new ProxySettings(
                name,
                config.serverName().orElse(name),
                Runtime.getRuntime().availableProcessors(),
                config.clientTimeouts(),
                config.clientLimits(),
                ProxySettings.Front.chosen(),
                BuildVersion.text());
    }

    /** With provider bind several nodes share one machine, so each listens on its own address rather than on all. */
    private Optional<InetAddress> insteadOfWildcard() {
        boolean bind = config.vips().stream().anyMatch(vip -> vip.provider() == VipProviderKind.BIND);
        return bind ? config.cluster().flatMap(c -> c.address(name)).map(IpAddress::parse) : Optional.empty();
    }

    /** The balancer-manager on the listeners for clients. */
    private OperatorPages.Answer page(ManagerPageConfig page, OperatorPages.Ask ask) {
        OperatorPages made = manager;
        return made == null
                ? new OperatorPages.Answer(
                        503, "text/plain; charset=us-ascii", "This node is starting.\n".getBytes(US_ASCII), Map.of())
                : made.answer(page, ask);
    }

    /** For a node that shares its nonces with nobody: they end with it. */
    private static Supplier<List<SecretKey>> ownKey() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        List<SecretKey> keys = List.of(new SecretKeySpec(key, "HmacSHA256"));
        return () -> keys;
    }

    private AdminServer admin(NodeControl control, BalancerManager pages) throws StartFailure {
        ListenAddress metrics = Addresses.metrics(config, name);
        AdminSettings settings = new AdminSettings(
                config.admin().listen(), metrics, Addresses.metricsAllow(config, metrics), BuildVersion.text(), name);
        return switch (AdminServer.start(settings, control, meters, pages)) {
            case AdminServer.Start.Started(AdminServer server) -> server;
            case AdminServer.Start.Failed(String sentence) -> throw new StartFailure(ExitCode.UNAVAILABLE, sentence);
        };
    }

    private static void demand(Outcome outcome) throws StartFailure {
        if (outcome instanceof Outcome.Refused(String sentence)) {
            throw new StartFailure(ExitCode.UNAVAILABLE, sentence);
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        started.push(part);
        return part;
    }

    /** The line that tells a supervisor that this node serves. */
    public String readyLine() {
        String listeners = config.listeners().entrySet().stream()
                .map(e -> new ListenAddress(shownHost(e.getValue().listen()), proxy.port(e.getKey())).toString())
                .collect(Collectors.joining(","));
        ListenAddress adminAddress = new ListenAddress(config.admin().listen().host(), admin.adminPort());
        return "ready node=" + name + " listeners=" + listeners + " admin=" + adminAddress;
    }

    /** What this node is and why, for a supervisor. */
    public String statusLine() {
        return control.status().nodes().stream()
                .filter(NodeStatus::self)
                .findFirst()
                .map(self -> self.role().word() + ": " + self.reason())
                .orElse("running");
    }

    private String shownHost(ListenAddress listen) {
        if (!listen.everyAddress()) {
            return listen.host();
        }
        return insteadOfWildcard().map(InetAddress::getHostAddress).orElse("0.0.0.0");
    }

    /** Reads the configuration again; see {@link NodeControl#reload}. */
    public Outcome reload() {
        return control.reload();
    }

    /** Hands the virtual addresses over, lets requests in progress finish, then closes everything. Blocks meanwhile. */
    public void stop() {
        control.becameReady(false);
        shared.flush(FLUSH_MILLIS);
        LOG.info("stopping: {}", await(ownership.stepDown()).sentence());
        awaitConnections();
        proxy.drain(config.drain());
        close();
    }

    /** Those that go on here although the addresses have moved end by themselves, or with the drain. */
    private void awaitConnections() {
        long end = System.nanoTime() + config.drain().plus(HAND_OVER).toNanos();
        while (ownership.keepsConnections() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Outcome await(CompletionStage<Outcome> stage) {
        try {
            return stage.toCompletableFuture().get(HAND_OVER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new Outcome.Refused("the hand-over did not end within " + HAND_OVER.toSeconds() + " s; going on");
        } catch (ExecutionException e) {
            return new Outcome.Refused("the hand-over failed: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Refused("interrupted while handing over");
        }
    }

    @Override
    public void close() {
        closeParts();
    }

    private void closeParts() {
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn(
                        "could not close {}; going on with the rest",
                        part.getClass().getSimpleName(),
                        e);
            }
        }
    }
}
