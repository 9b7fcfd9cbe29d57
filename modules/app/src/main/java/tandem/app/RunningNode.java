package tandem.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.TandemConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.SharedState;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.SettingKey;
import tandem.core.share.NodeReport;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Role;
import tandem.core.status.VipStatus;

/** Answers the admin's questions and commands from the parts of a running node. Any thread. */
final class RunningNode implements NodeControl {
    private final String node;
    private final LiveTable table;
    private final Counters counters;
    private final EventLog events;
    private final OperatorCommands commands;
    private final Reload reload;
    private final NodeClock clock;
    private final SharedState shared;
    private final Ownership ownership;
    private final ConfigHash hash;
    private volatile boolean ready;

    RunningNode(Foundation base, OperatorCommands commands, Reload reload, SharedState shared, Ownership ownership) {
        this.node = base.node();
        this.table = base.table();
        this.counters = base.counters();
        this.events = base.events();
        this.clock = base.clock();
        this.hash = base.hash();
        this.commands = commands;
        this.reload = reload;
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
        Ownership.OwnershipStatus owner = ownership.status();
        List<NodeStatus> nodes = owner.nodes().stream()
                .map(status -> withReport(status, peers, hash.of(config)))
                .toList();
        Set<String> reachable = nodes.stream()
                .filter(NodeStatus::reachable)
                .map(NodeStatus::name)
                .collect(Collectors.toSet());
        return new PairStatus(
                node,
                BuildVersion.text(),
                config.cluster().map(c -> c.name()).orElse(""),
                clock.epochMillis(),
                nodes,
                owner.vips(),
                StatusAssembly.balancers(now, counters.totals(), peers, reachable, clock.nanos()),
                shared.status(),
                events.newest(),
                warnings(now, nodes, owner.vips()));
    }

    private static NodeStatus withReport(NodeStatus status, List<NodeReport> peers, String ownHash) {
        Optional<NodeReport> report =
                peers.stream().filter(r -> r.node().equals(status.name())).findFirst();
        String version = status.self()
                ? BuildVersion.text()
                : report.map(NodeReport::version).orElse("");
        String hash =
                status.self() ? ownHash : report.map(NodeReport::configHash).orElse("");
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
                hash);
    }

    private List<String> warnings(RoutingTable now, List<NodeStatus> nodes, List<VipStatus> vips) {
        List<String> warnings = new ArrayList<>();
        if (nodes.size() == 1) {
            warnings.add(nodes.getFirst().name() + ": " + LoneOwnership.REASON);
        }
        nodeWarnings(nodes, warnings);
        for (VipStatus vip : vips) {
            if (vip.holder().isEmpty()) {
                warnings.add("no node is known to hold " + vip.address());
            }
        }
        boolean peerReachable = nodes.stream().anyMatch(n -> !n.self() && n.reachable());
        if (peerReachable && !shared.status().state().equals("joined")) {
            warnings.add("a peer is in the view but state is not shared with it: "
                    + shared.status().reason());
        }
        for (Balancer balancer : now.balancers().values()) {
            for (Member member : balancer.members()) {
                if (member.address().isEmpty()) {
                    warnings.add(member.id() + " is down: the name "
                            + member.config().url().host() + " does not resolve; see /etc/hosts or DNS");
                }
            }
        }
        return warnings;
    }

    private static void nodeWarnings(List<NodeStatus> nodes, List<String> warnings) {
        String ownHash = nodes.stream()
                .filter(NodeStatus::self)
                .map(NodeStatus::configHash)
                .findFirst()
                .orElse("");
        for (NodeStatus status : nodes) {
            if (!status.reachable()) {
                warnings.add(status.name() + " is not reachable: " + status.reason());
            } else if (!status.unfit().isEmpty()) {
                warnings.add(status.name() + " would not take the virtual addresses: " + status.unfit());
            }
            if (!status.configHash().isEmpty() && !status.configHash().equals(ownHash)) {
                warnings.add(status.name() + " balances by another configuration (" + status.configHash() + ", here "
                        + ownHash + ")");
            }
        }
    }

    @Override
    public Outcome member(SettingKey key, MemberCommand command, String author, String comment) {
        return commands.change(key, command, author, comment, shared);
    }

    @Override
    public CompletionStage<Outcome> switchover(Optional<String> to) {
        return ownership.switchover(to);
    }

    @Override
    public Outcome reload() {
        return reload.now();
    }

    @Override
    public boolean ready() {
        return ready;
    }

    @Override
    public boolean active() {
        Role role = ownership.status().role();
        return ready && (role == Role.ACTIVE || role == Role.SINGLE);
    }
}
