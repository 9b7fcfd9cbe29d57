package tandem.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership.OwnershipStatus;
import tandem.core.status.GroupStatus;
import tandem.core.status.GroupStatus.Standing;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.HandoverStatus;
import tandem.core.status.LeaseStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.Role;
import tandem.core.status.VipStatus;
import tandem.failover.election.Election;
import tandem.failover.election.FlowState;
import tandem.failover.election.Leasehold;
import tandem.failover.election.Message.Hello;
import tandem.failover.election.Phase;
import tandem.failover.election.Rules;
import tandem.failover.election.State;
import tandem.failover.lease.Lease;

/** Puts one group's status together from immutable snapshots. Any thread. */
final class StatusBoard {
    private final Rules rules;
    private final Election election;
    private final NodeClock clock;
    private final VipGroup group;
    private final Supplier<List<String>> guarantees;
    private final GuaranteeBoard guarantee;
    private final Map<String, Heard> lastHeard = new ConcurrentHashMap<>();

    private record Heard(Hello hello, long sinceEpochMillis) {}

    StatusBoard(
            Rules rules,
            Election election,
            NodeClock clock,
            VipGroup group,
            Supplier<List<String>> guarantees,
            GuaranteeBoard guarantee) {
        this.rules = rules;
        this.election = election;
        this.clock = clock;
        this.group = group;
        this.guarantees = guarantees;
        this.guarantee = guarantee;
    }

    /** Remembers what a node said of itself, also for the time after it is gone. */
    void heard(String node, Hello hello) {
        lastHeard.put(node, new Heard(hello, clock.epochMillis() - hello.ageMillis()));
    }

    OwnershipStatus status(State state) {
        long now = clock.nanos();
        List<NodeStatus> nodes = rules.order().stream()
                .map(node -> node.equals(rules.self()) ? self(state, now) : peer(state, node))
                .toList();
        GuaranteeStatus guarantee = guarantee(state, now);
        return new OwnershipStatus(
                state.role(),
                election.describe(state, now),
                state.term(),
                nodes,
                vips(state, now),
                guarantee,
                List.of(group(guarantee, nodes, handover(state))));
    }

    private static HandoverStatus handover(State state) {
        if (state.phase() instanceof Phase.Handing handing) {
            return HandoverStatus.moving(handing.to(), handing.stage().name().toLowerCase(Locale.ROOT));
        }
        FlowState flows = state.flows();
        return flows.parked()
                .map(parked -> HandoverStatus.draining(parked.to(), parked.left() == 0 ? -1 : parked.left()))
                .or(() -> flows.last()
                        .map(last -> HandoverStatus.ended(last.to(), last.total(), last.broken(), last.sentence())))
                .orElse(HandoverStatus.NONE);
    }

    private GroupStatus group(GuaranteeStatus guarantee, List<NodeStatus> nodes, HandoverStatus handover) {
        return new GroupStatus(
                group.name(),
                group.prefer().orElse(""),
                guarantee.lease().holder(),
                guarantee.lease(),
                guarantee.sentence(),
                guarantee.fence(),
                nodes.stream()
                        .map(node -> new Standing(
                                node.name(),
                                node.role(),
                                node.reason(),
                                node.sinceEpochMillis(),
                                node.term(),
                                node.unfit()))
                        .toList(),
                handover);
    }

    private GuaranteeStatus guarantee(State state, long now) {
        Leasehold leasehold = state.leasehold();
        boolean promised = leasehold.ballot().holder(now).isPresent();
        long remaining =
                promised ? TimeUnit.NANOSECONDS.toMillis(leasehold.ballot().remaining(now)) : -1;
        Optional<Lease.Stage.Held> held =
                leasehold.lease().stage() instanceof Lease.Stage.Held stage ? Optional.of(stage) : Optional.empty();
        LeaseStatus lease = new LeaseStatus(
                state.term(),
                election.holder(state, now).orElse(""),
                remaining,
                held.map(Lease.Stage.Held::held).orElse(0L));
        return guarantee.status(
                lease,
                leasehold.fence().sentence(),
                held.map(Lease.Stage.Held::without).orElse(""));
    }

    private NodeStatus self(State state, long now) {
        long age = TimeUnit.NANOSECONDS.toMillis(now - state.roleSince());
        return new NodeStatus(
                rules.self(),
                true,
                true,
                state.role(),
                election.describe(state, now),
                clock.epochMillis() - age,
                state.term(),
                election.unfit(state, now),
                "",
                "");
    }

    private NodeStatus peer(State state, String node) {
        boolean reachable = state.visible().contains(node);
        Heard heard = lastHeard.get(node);
        if (heard == null) {
            String reason = reachable ? "has not said yet what it is" : "not in view; has not been heard of";
            return new NodeStatus(node, false, reachable, Role.STARTING, reason, 0, 0, reachable ? "" : reason, "", "");
        }
        Hello hello = heard.hello();
        String unfit = hello.unfit().isEmpty() ? hello.weak() : hello.unfit();
        return new NodeStatus(
                node,
                false,
                reachable,
                hello.role(),
                reachable ? hello.reason() : "does not answer; last heard: " + hello.reason(),
                heard.sinceEpochMillis(),
                hello.term(),
                reachable ? unfit : "does not answer",
                "",
                "");
    }

    private List<VipStatus> vips(State state, long now) {
        String holder = election.holder(state, now).orElse("");
        List<String> known = guarantees.get();
        List<VipHandle> vips = group.vips();
        List<VipStatus> result = new ArrayList<>(vips.size());
        for (int i = 0; i < vips.size(); i++) {
            VipHandle vip = vips.get(i);
            String guarantee = i < known.size() ? known.get(i) : "";
            String note = state.refused().isEmpty() || state.holding() ? guarantee : state.refused();
            result.add(new VipStatus(
                    vip.config().host(),
                    vip.config().provider().name().toLowerCase(Locale.ROOT),
                    vip.config().device().orElse(""),
                    holder,
                    group.name(),
                    note));
        }
        return result;
    }
}
