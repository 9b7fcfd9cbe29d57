package tandem.app;

import java.util.ArrayList;
import java.util.List;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.routing.RoutingTable;
import tandem.core.status.BalancerStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;
import tandem.core.status.VipStatus;

/** What somebody should look at, as sentences for the status. */
final class StatusWarnings {
    private StatusWarnings() {}

    static List<String> of(
            RoutingTable now,
            List<NodeStatus> nodes,
            List<VipStatus> vips,
            SharingStatus sharing,
            List<BalancerStatus> balancers) {
        List<String> warnings = new ArrayList<>();
        if (nodes.size() == 1) {
            warnings.add(nodes.getFirst().name() + ": " + LoneOwnership.REASON);
        }
        nodeWarnings(nodes, warnings);
        for (VipStatus vip : vips) {
            if (vip.holder().isEmpty()) {
                warnings.add("no node is known to hold " + vip.address());
            }
            if (!vip.wire().isEmpty()) {
                warnings.add(vip.wire());
            }
        }
        boolean peerReachable = nodes.stream().anyMatch(n -> !n.self() && n.reachable());
        if (sharing.state().equals("bridged")) {
            warnings.add(sharing.reason() + "; settings and counts are shared, but slower");
        } else if (peerReachable && !sharing.state().equals("joined")) {
            warnings.add("a peer is in the view but state is not shared with it: " + sharing.reason());
        }
        for (Balancer balancer : now.balancers().values()) {
            for (Member member : balancer.members()) {
                if (member.address().isEmpty()) {
                    warnings.add(member.id() + " is down: the name "
                            + member.config().url().host() + " does not resolve; see /etc/hosts or DNS");
                }
            }
        }
        for (BalancerStatus balancer : balancers) {
            balancer.members().stream().filter(MemberStatus::disputed).forEach(member -> warnings.add(dispute(member)));
        }
        return warnings;
    }

    /** Of balancers that use members which they would rather leave out. */
    static List<String> panics(RoutingTable now, long nowNanos) {
        List<String> warnings = new ArrayList<>();
        now.balancers()
                .forEach((name, balancer) -> balancer.schedule()
                        .outliers()
                        .panic(balancer, nowNanos)
                        .ifPresent(why -> warnings.add("balancer " + name + ": " + why
                                + ", those left out for failures among them; see the reasons of its members")));
        return warnings;
    }

    private static String dispute(MemberStatus member) {
        List<String> views = member.checks().stream()
                .map(check -> check.node() + " finds it " + check.verdict().word() + " (" + check.reason() + ")")
                .toList();
        return member.id() + ": the nodes' health checks disagree: " + String.join(", ", views)
                + "; look at the network between them and the member";
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
            readinessWarnings(status, warnings);
            foundWarnings(status, nodes, warnings);
            if (!status.configHash().isEmpty() && !status.configHash().equals(ownHash)) {
                warnings.add(status.name() + " balances by another configuration (" + status.configHash() + ", here "
                        + ownHash + ")");
            }
        }
    }

    /** Each node looks for members by itself, so that they may find different ones, for a moment or for longer. */
    private static void foundWarnings(NodeStatus status, List<NodeStatus> nodes, List<String> warnings) {
        String own = nodes.stream()
                .filter(NodeStatus::self)
                .map(StatusWarnings::found)
                .findFirst()
                .orElse("");
        String theirs = found(status);
        if (!status.self() && status.reachable() && !own.isEmpty() && !theirs.isEmpty() && !own.equals(theirs)) {
            warnings.add(status.name() + " found other members: " + theirs + ", here " + own
                    + "; compare the files, or what each node's name server answers");
        }
    }

    private static String found(NodeStatus status) {
        return status.readiness().stream()
                .filter(check -> check.name().equals(Readiness.FOUND))
                .map(ReadinessCheck::sentence)
                .findFirst()
                .orElse("");
    }

    /** Only of a standby that would take over: of the active node traffic tells, of an unfit one it has been said. */
    private static void readinessWarnings(NodeStatus status, List<String> warnings) {
        if (status.role() != Role.STANDBY
                || !status.reachable()
                || !status.unfit().isEmpty()) {
            return;
        }
        for (ReadinessCheck check : status.readiness()) {
            boolean saidBelow =
                    check.name().equals(Readiness.CONFIGURATION) || check.name().equals(Readiness.SHARING);
            if (!check.ok() && !saidBelow) {
                warnings.add(status.name() + " would not take over well: " + check.name() + ": " + check.sentence());
            }
        }
    }
}
