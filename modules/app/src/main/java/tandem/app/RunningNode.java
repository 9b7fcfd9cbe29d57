package tandem.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tandem.core.apply.ApplyStatus;
import tandem.core.config.TandemConfig;
import tandem.core.count.Counters;
import tandem.core.health.HealthTracker;
import tandem.core.history.History;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.Ownership.Switchover;
import tandem.core.port.SharedState;
import tandem.core.routing.Explanation;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.SettingKey;
import tandem.core.share.NodeReport;
import tandem.core.status.BalancerStatus;
import tandem.core.status.ConfigComparison;
import tandem.core.status.GroupStatus;
import tandem.core.status.GroupStatus.Standing;
import tandem.core.status.NodeStatus;
import tandem.core.status.OrderStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;
import tandem.core.status.TakeoverReport;

/** Answers the admin's questions and commands from the parts of a running node. Any thread. */
final class RunningNode implements NodeControl {
    private final String node;
    private final LiveTable table;
    private final Counters counters;
    private final EventLog events;
    private final OperatorCommands commands;
    private final Reload reload;
    private final Applying applying;
    private final NodeClock clock;
    private final SharedState shared;
    private final Ownership ownership;
    private final ConfigHash hash;
    private final Extras extras;
    private volatile boolean ready;

    /** What only a node with peers has something to say of. */
    record Extras(
            Supplier<List<ReadinessCheck>> readiness,
            TakeoverReports reports,
            Drills drills,
            Maintenance maintenance,
            Function<String, Optional<HealthTracker>> checks,
            Supplier<List<String>> warnings,
            Supplier<List<OrderStatus>> orders) {}

    RunningNode(
            Foundation base,
            OperatorCommands commands,
            Reload reload,
            Applying applying,
            SharedState shared,
            Ownership ownership,
            Extras extras) {
        this.extras = extras;
        this.node = base.node();
        this.table = base.table();
        this.counters = base.counters();
        this.events = base.events();
        this.clock = base.clock();
        this.hash = base.hash();
        this.commands = commands;
        this.reload = reload;
        this.applying = applying;
        this.shared = shared;
        this.ownership = ownership;
    }

    void becameReady(boolean now) {
        ready = now;
    }

    @Override
    public PairStatus status() {
        RoutingTable now = table.current();
        TandemConfig config = now.config();
        List<NodeReport> peers = shared.peers();
        SharingStatus sharing = shared.status();
        Ownership.OwnershipStatus owner = ownership.status();
        List<NodeStatus> nodes = owner.nodes().stream()
                .map(status -> withReport(status, peers, hash.of(config)))
                .toList();
        Set<String> reachable = nodes.stream()
                .filter(NodeStatus::reachable)
                .map(NodeStatus::name)
                .collect(Collectors.toSet());
        List<BalancerStatus> balancers = StatusAssembly.balancers(
                now,
                counters.totals(),
                peers,
                reachable,
                new StatusAssembly.Checks(node, extras.checks()),
                clock.nanos());
        return new PairStatus(
                node,
                BuildVersion.text(),
                config.cluster().map(c -> c.name()).orElse(""),
                clock.epochMillis(),
                nodes,
                owner.vips(),
                owner.guarantee(),
                owner.groups(),
                balancers,
                sharing,
                events.newest(),
                warnings(now, StatusWarnings.of(now, nodes, owner.vips(), sharing, balancers)),
                extras.orders().get());
    }

    private List<String> warnings(RoutingTable now, List<String> common) {
        List<String> all = new ArrayList<>(common);
        all.addAll(StatusWarnings.panics(now, clock.nanos()));
        all.addAll(extras.maintenance().sentences());
        all.addAll(extras.warnings().get());
        return all;
    }

    private NodeStatus withReport(NodeStatus status, List<NodeReport> peers, String ownHash) {
        Optional<NodeReport> report =
                peers.stream().filter(r -> r.node().equals(status.name())).findFirst();
        String version = status.self()
                ? BuildVersion.text()
                : report.map(NodeReport::version).orElse("");
        String hash =
                status.self() ? ownHash : report.map(NodeReport::configHash).orElse("");
        List<ReadinessCheck> checks = new ArrayList<>(
                status.self()
                        ? extras.readiness().get()
                        : report.map(known -> Readiness.told(
                                        known.readiness(),
                                        shared.ageMillis(known.node()).orElse(0)))
                                .orElse(List.of()));
        if (!checks.isEmpty() && !status.self()) {
            checks.addFirst(Readiness.configuration(hash, ownHash, node));
        }
        return new NodeStatus(
                status.name(),
                status.self(),
                status.reachable(),
                status.role(),
                status.reason(),
                status.sinceEpochMillis(),
                status.term(),
                status.unfit(),
                version,
                hash,
                status.self()
                        ? applying.status().revision()
                        : report.map(NodeReport::configRevision).orElse(0L),
                checks);
    }

    @Override
    public Outcome member(SettingKey key, MemberCommand command, Order by) {
        return commands.change(key, command, by, shared);
    }

    @Override
    public Outcome balancer(String name, Map<String, String> values, Order by) {
        return commands.changeBalancer(name, values, by, shared);
    }

    @Override
    public History.Page events(String after) {
        return events.history().after(after);
    }

    @Override
    public void whenSomethingHappens(Runnable listener) {
        events.whenSomethingHappens(listener);
    }

    @Override
    public RoutingTable table() {
        return table.current();
    }

    @Override
    public Explanation explain(Explanation.Question question) {
        return table.current().explain(question, clock.nanos());
    }

    @Override
    public CompletionStage<Outcome> switchover(Switchover asked) {
        return switch (Preflight.of(status(), asked)) {
            case Preflight.Result.Blocked(Outcome.Refused refused) -> CompletableFuture.completedFuture(refused);
            case Preflight.Result.Clear(Optional<String> to) ->
                ownership.switchover(new Switchover(asked.group(), to, asked.force()));
        };
    }

    @Override
    public CompletionStage<Outcome> switchover(Switchover asked, String author) {
        events.info(
                "switchover",
                author + " asks for a switchover"
                        + asked.group().map(group -> " of " + group).orElse("")
                        + asked.to().map(to -> " to " + to).orElse("") + (asked.force() ? ", by force" : ""),
                Map.of("outcome", "asked", "author", author));
        return switchover(asked);
    }

    @Override
    public Outcome preflight(Switchover asked) {
        return Preflight.answer(status(), asked);
    }

    @Override
    public CompletionStage<Outcome> maintenance(boolean on, String author, String comment) {
        return extras.maintenance().ask(on, author, comment, ownership);
    }

    @Override
    public List<TakeoverReport> reports() {
        return extras.reports().newest();
    }

    @Override
    public Outcome drill(Drill drill, String author) {
        return extras.drills().start(drill, author, status());
    }

    @Override
    public ConfigComparison configuration() {
        return reload.comparison();
    }

    @Override
    public Outcome reload(String author) {
        return applying.reload(() -> reload.now(author));
    }

    @Override
    public Outcome apply(Apply asked) {
        return applying.apply(asked);
    }

    @Override
    public Outcome endTrial(boolean keep, String author) {
        return applying.end(keep, author);
    }

    @Override
    public Outcome clearApplied(String author) {
        return applying.clear(author);
    }

    @Override
    public ApplyStatus applied() {
        return applying.status();
    }

    @Override
    public boolean ready() {
        List<Role> roles = ownership.status().groups().stream()
                .map(group -> standing(group).map(Standing::role).orElse(Role.STARTING))
                .toList();
        return ready && !roles.contains(Role.STARTING) && !roles.contains(Role.STOPPING);
    }

    @Override
    public boolean active() {
        Role role = ownership.role();
        return ready && (role == Role.ACTIVE || role == Role.SINGLE);
    }

    @Override
    public boolean active(String group) {
        boolean holds = ownership.status().groups().stream()
                .filter(known -> known.name().equals(group))
                .anyMatch(known ->
                        standing(known).filter(s -> s.role() == Role.ACTIVE).isPresent());
        return ready && (holds || ownership.role() == Role.SINGLE);
    }

    private Optional<Standing> standing(GroupStatus group) {
        return group.nodes().stream()
                .filter(standing -> standing.node().equals(node))
                .findFirst();
    }
}
