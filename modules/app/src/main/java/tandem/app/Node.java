package tandem.app;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.AdminServer;
import tandem.admin.AdminSettings;
import tandem.admin.manager.BalancerManager;
import tandem.admin.manager.Nonces;
import tandem.app.discovery.Discovery;
import tandem.core.config.ListenAddress;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.TandemConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;
import tandem.core.port.OperatorPages;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.SharedState;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.status.NodeStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.failover.vip.ThreadPriority;
import tandem.proxy.MemberResolver;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;
import tandem.proxy.health.HealthChecks;
import tandem.proxy.health.HeartbeatMonitor;
import tandem.proxy.log.AccessLog;
import tandem.proxy.tls.Certificates;
import tandem.sharing.HistoryFile;
import tandem.sharing.SettingsFile;

/**
 * One running node: builds its parts in start order and closes them in reverse. Together with {@link ClusterParts} the one
 * place where the modules meet. Any thread.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final String REPORTS = "reports";

    private final TandemConfig config;
    private final String name;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Tracing tracing;
    private final PrometheusMeterRegistry meters;
    private final AccessLog accessLog;
    private volatile SharedState shared = new LoneState();
    private volatile Ownership ownership;
    private volatile @Nullable OperatorPages manager;
    private ProxyServer proxy;
    private AdminServer admin;
    private RunningNode control;

    @SuppressWarnings("NullAway.Init")
    private Node(TandemConfig config) {
        this.config = config;
        this.name = config.node().orElse("tandem");
        this.tracing = new Tracing(config, name);
        this.meters = tracing.meters();
        this.accessLog = closing(new AccessLog(meters));
        this.ownership = new LoneOwnership(name, NodeClock.SYSTEM.epochMillis());
    }

    /**
     * Starts a node; when this returns its listeners are bound and it takes part.
     *
     * @param source reads the configuration again, for a reload
     * @throws StartFailure if a port, a file or a privilege is missing; the message names it and the remedy
     */
    public static Node start(TandemConfig config, ConfigSource source) throws StartFailure {
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

    private void open(ConfigSource source) throws StartFailure {
        ThreadPriority.lowerCompilers();
        HistoryFile historyFile = new HistoryFile(config.stateDirectory());
        Foundation base = foundation(historyFile.load());
        closing(new HistoryKeeper(base.events(), historyFile::save)).start();
        String hash = base.hash().of(config);
        base.events()
                .note(
                        "config",
                        name + " starts version " + BuildVersion.text() + " with configuration " + hash,
                        Map.of("outcome", "applied", "hash", hash));
        OperatorCommands commands = new OperatorCommands(base, settingsFromDisk(base)::save);
        boolean paired = config.cluster().isPresent();
        NodeVoice voice = new NodeVoice(base, paired ? Role.STARTING : Role.SINGLE, commands);
        commands.expire(shared, true);
        ScheduleFollower follower = new ScheduleFollower(base.table(), base.clock());
        PeerNews news = new PeerNews(base, voice, follower, () -> ownership);
        Housekeeping housekeeping = housekeeping(voice, commands, news);
        TakeoverReports reports = new TakeoverReports(
                base,
                config.stateDirectory().resolve(REPORTS),
                () -> shared.peers(),
                group -> ownership.announcements(group));
        QuietVoice quiet = new QuietVoice(base, housekeeping, reports);

        MemberResolver resolver = closing(new MemberResolver(base.table(), quiet));
        Discovery discovery = closing(discovery(base, resolver));
        discovery.start();
        resolver.start();
        Optional<RegistrationDoor> door =
                RegistrationDoor.of(config, base, discovery, () -> shared, () -> ownership, meters);
        door.ifPresent(opening -> opening.meet(voice, news));
        commands.whenMembersChange(resolver::configChanged);
        CertificateOffice office = new CertificateOffice(base, config.stateDirectory(), meters);
        Certificates certificates = office.certificates();
        SessionTickets tickets = closing(new SessionTickets(certificates, base.clock(), meters));
        demand(ExitCode.UNAVAILABLE, certificates.load(config));
        demand(ExitCode.CONFIGURATION, accessLog.open(config));
        closing(tracing).start();
        proxy = closing(new ProxyServer(
                proxySettings(),
                base.table(),
                base.counters(),
                base.clock(),
                quiet,
                meters,
                new ProxyServer.Parts(certificates, this::page, accessLog, tracing.traces())));
        HealthChecks health = closing(health(base, quiet, certificates));
        health.start();
        HeartbeatMonitor heartbeats = closing(new HeartbeatMonitor(base.table(), base.clock(), meters));
        heartbeats.configChanged();
        news.checks(health);
        voice.checks(health::reports);
        demand(ExitCode.UNAVAILABLE, proxy.start(config.listeners(), Addresses.insteadOfWildcard(config, name)));
        Maintenance maintenance = new Maintenance(config.stateDirectory(), base.node(), base.clock(), base.events());
        Supplier<Outcome> secret = () -> new Outcome.Done("");
        Supplier<List<SecretKey>> nonceKeys = ClusterParts.ownKey();
        Optional<PeerTalk> talk = Optional.empty();
        if (config.cluster().isPresent()) {
            ClusterParts parts = new ClusterParts(config, config.cluster().get(), base, meters);
            secret = parts::reloadSecret;
            nonceKeys = parts::nonceKeys;
            shared = closing(parts.sharing(voice));
            Succession word = new Succession(voice, follower, () -> shared, quiet::noted);
            ownership = closing(parts.failover(quiet, proxy, maintenance.on(), word));
            voice.role(ownership::role);
            talk = parts.talk();
            talk.ifPresent(this::closing);
            talk.ifPresent(peers -> {
                peers.tickets(tickets::heard);
                tickets.share(peers);
            });
        }
        closing(office).start(talk, () -> ownership.status());
        ReloadMeters reloads = new ReloadMeters(meters, base.clock());
        Reload reload = new Reload(
                source,
                base.table(),
                new Reload.Keys(certificates, secret, accessLog),
                next -> proxy.change(next.listeners(), next.clientTimeouts(), next.clientLimits()),
                base.events(),
                reloads,
                () -> {
                    discovery.reloaded();
                    office.reloaded();
                    resolver.configChanged();
                    heartbeats.configChanged();
                });
        CertificateWatch watch = closing(new CertificateWatch(
                () -> base.table().current().config(), certificates, base.events(), base.clock(), meters));
        watch.start();
        OcspStapling stapling = closing(
                new OcspStapling(certificates, closing(new OcspResponders()), base.events(), base.clock(), meters));
        stapling.start();
        tickets.start();
        Applying applying = closing(Applying.of(base, talk, source, reload, () -> control.status()));
        voice.revision(() -> applying.status().revision());
        if (door.isPresent()) {
            demand(ExitCode.UNAVAILABLE, closing(door.get()).open());
        }
        Supplier<List<ReadinessCheck>> readiness = paired ? readiness(base, voice, discovery, office) : List::of;
        control = new RunningNode(
                base,
                commands,
                reload,
                applying,
                shared,
                ownership,
                new RunningNode.Extras(
                        readiness,
                        reports,
                        new Drills(config, base.events()),
                        maintenance,
                        health::tracker,
                        () -> applying.warnings(warnings(watch, stapling, discovery, office, door)),
                        office::orders));
        applying.start();
        BalancerManager pages = new BalancerManager(
                control, new Nonces(nonceKeys, base.clock()::epochMillis), base.clock(), BuildVersion.text());
        admin = closing(admin(control, pages));
        manager = pages;
        control.becameReady(true);
    }

    /** Warms this node up and looks at what else it needs to take over well. */
    private Readiness readiness(Foundation base, NodeVoice voice, Discovery discovery, CertificateOffice office) {
        WarmUp warmUp = closing(new WarmUp(config, office.shelf()));
        warmUp.start();
        MemberReach members =
                closing(new MemberReach(base.table(), () -> voice.role() != Role.ACTIVE, proxy::prepareConnections));
        members.start();
        Readiness readiness = new Readiness(
                base.clock(),
                ownership,
                shared,
                List.of(members::check, warmUp::check, () -> Readiness.found(discovery)));
        voice.readiness(readiness);
        return readiness;
    }

    private Discovery discovery(Foundation base, MemberResolver resolver) {
        Discovery.Voice voice = new Discovery.Voice() {
            @Override
            public void changed(String sentence) {
                base.events().info("discovery", sentence);
            }

            @Override
            public void failed(String sentence) {
                base.events().warn("discovery", sentence);
            }
        };
        return new Discovery(base.table(), voice, base.clock()::epochMillis, resolver::configChanged, meters);
    }

    private HealthChecks health(Foundation base, QuietVoice events, Certificates certificates) {
        String agent = "Tandem-health/" + BuildVersion.text() + " (" + name + ")";
        return new HealthChecks(
                base.table(), base.clock(), new SplittableRandom(), events, agent, meters, certificates);
    }

    private Foundation foundation(HistoryFile.Loaded history) throws StartFailure {
        NodeClock clock = NodeClock.SYSTEM;
        RoutingTable first = switch (CookieKeys.read(config)) {
            case CookieKeys.Reading.Read(CookieKeys keys) -> RoutingTable.first(config, keys);
            case CookieKeys.Reading.Unusable(String sentence) ->
                throw new StartFailure(ExitCode.CONFIGURATION, sentence);
        };
        EventLog events = new EventLog(name, clock, history.events());
        if (!history.problem().isEmpty()) {
            events.warn("history", history.problem());
        }
        return new Foundation(name, new LiveTable(first), new Counters(), events, clock, new ConfigHash());
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

    private Housekeeping housekeeping(NodeVoice voice, OperatorCommands commands, PeerNews news) {
        Housekeeping housekeeping = closing(new Housekeeping(() -> {
            commands.expire(shared, voice.role() == Role.ACTIVE || voice.role() == Role.SINGLE);
            news.take(shared.peers());
        }));
        housekeeping.start();
        return housekeeping;
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

    /** The balancer-manager on the listeners for clients. */
    private OperatorPages.Answer page(ManagerPageConfig page, OperatorPages.Ask ask) {
        OperatorPages made = manager;
        return made == null
                ? new OperatorPages.Answer(
                        503, "text/plain; charset=us-ascii", "This node is starting.\n".getBytes(US_ASCII), Map.of())
                : made.answer(page, ask);
    }

    private AdminServer admin(NodeControl control, BalancerManager pages) throws StartFailure {
        ListenAddress metrics = Addresses.metrics(config, name);
        AdminSettings settings = new AdminSettings(
                config.admin(), metrics, Addresses.metricsAllow(config, metrics), BuildVersion.text(), name);
        return switch (AdminServer.start(settings, control, meters, pages)) {
            case AdminServer.Start.Started(AdminServer server) -> server;
            case AdminServer.Start.Failed(String sentence) -> throw new StartFailure(ExitCode.UNAVAILABLE, sentence);
        };
    }

    private List<String> warnings(
            CertificateWatch watch,
            OcspStapling stapling,
            Discovery discovery,
            CertificateOffice office,
            Optional<RegistrationDoor> door) {
        AdminServer listening = admin;
        List<String> known = new ArrayList<>(watch.warnings());
        known.addAll(stapling.warnings());
        known.addAll(discovery.warnings());
        known.addAll(office.warnings());
        known.addAll(tracing.warnings());
        door.ifPresent(open -> known.addAll(open.warnings()));
        return listening == null
                ? known
                : Stream.concat(known.stream(), listening.warnings().stream()).toList();
    }

    private static void demand(int exitCode, Outcome outcome) throws StartFailure {
        if (outcome instanceof Outcome.Refused(String sentence, var _)) {
            throw new StartFailure(exitCode, sentence);
        }
    }

    private <T extends AutoCloseable> T closing(T part) {
        started.push(part);
        return part;
    }

    /** The line that tells a supervisor that this node serves. */
    public String readyLine() {
        String listeners = config.listeners().entrySet().stream()
                .map(e -> new ListenAddress(
                                Addresses.shownHost(config, name, e.getValue().listen()), proxy.port(e.getKey()))
                        .toString())
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

    /** Reads the configuration again; see {@link NodeControl#reload}. */
    public Outcome reload() {
        return control.reload("a signal");
    }

    /** Opens the files of the access log anew; somebody moved them. */
    public void reopenLogs() {
        accessLog.reopen();
    }

    /** Hands the virtual addresses over, lets requests in progress finish, then closes everything. Blocks meanwhile. */
    public void stop() {
        control.becameReady(false);
        new Departure(shared, ownership, proxy, config.drain()).run();
        close();
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
