package tandem.core.apply;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.core.status.BalancerStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Verdict;

/**
 * Judges, while a configuration is on trial, whether a node turned unfit with it: compared with how the same node was before, so that
 * what was broken already is no reason to go back. Pure.
 */
public final class ApplyWatch {
    private static final String MEMBERS = "members";

    /** These change by themselves, or are judged by the hash. */
    private static final Set<String> NOT_ITS_FAULT = Set.of("configuration", "sharing", "warm", "addresses", MEMBERS);

    private ApplyWatch() {}

    /**
     * What speaks against the configuration on trial.
     *
     * @param before the status when it was put into force
     * @param now the same node's status
     * @param nodes whom it is about
     * @return a sentence; empty if nothing does
     */
    public static Optional<String> objection(PairStatus before, PairStatus now, Set<String> nodes) {
        for (NodeStatus node : now.nodes()) {
            if (nodes.contains(node.name())) {
                Optional<String> found = before.nodes().stream()
                        .filter(known -> known.name().equals(node.name()))
                        .findFirst()
                        .flatMap(known -> turned(known, node));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return now.balancers().stream()
                .filter(balancer -> dead(balancer) && !wasDead(balancer.name(), before))
                .map(balancer -> "every member of balancer " + balancer.name() + " is down on " + now.node())
                .findFirst()
                .or(() -> unreached(before, now, nodes));
    }

    private static Optional<String> turned(NodeStatus before, NodeStatus now) {
        if (before.reachable() && !now.reachable()) {
            return Optional.of(now.name() + " is not reachable any more: " + now.reason());
        }
        if (before.unfit().isEmpty() && !now.unfit().isEmpty()) {
            return Optional.of(now.name() + " turned unfit: " + now.unfit());
        }
        Set<String> failedBefore = failing(before);
        return now.readiness().stream()
                .filter(check ->
                        !check.ok() && !NOT_ITS_FAULT.contains(check.name()) && !failedBefore.contains(check.name()))
                .map(check -> now.name() + " turned unfit: " + check.name() + ": " + check.sentence())
                .findFirst();
    }

    /** A balancer of which a node that carries no traffic reaches no member, though it did, or though the balancer is new. */
    private static Optional<String> unreached(PairStatus before, PairStatus now, Set<String> nodes) {
        for (NodeStatus node : now.nodes()) {
            for (BalancerStatus balancer : now.balancers()) {
                if (nodes.contains(node.name())
                        && reachesNone(node, balancer)
                        && !reachedNone(node.name(), balancer.name(), before)) {
                    return Optional.of(
                            node.name() + " turned unfit: it reaches no member of balancer " + balancer.name());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean reachedNone(String node, String balancer, PairStatus before) {
        return before.nodes().stream()
                .filter(known -> known.name().equals(node))
                .anyMatch(known -> before.balancers().stream()
                        .filter(same -> same.name().equals(balancer))
                        .anyMatch(same -> reachesNone(known, same)));
    }

    private static boolean reachesNone(NodeStatus node, BalancerStatus balancer) {
        return !balancer.members().isEmpty()
                && node.readiness().stream()
                        .filter(check -> check.name().equals(MEMBERS) && !check.ok())
                        .anyMatch(check -> balancer.members().stream()
                                .allMatch(member -> check.about().contains(member.id())));
    }

    private static Set<String> failing(NodeStatus node) {
        Set<String> names = new HashSet<>();
        node.readiness().stream().filter(check -> !check.ok()).forEach(check -> names.add(check.name()));
        return names;
    }

    private static boolean wasDead(String balancer, PairStatus before) {
        List<BalancerStatus> same = before.balancers().stream()
                .filter(known -> known.name().equals(balancer))
                .toList();
        return !same.isEmpty() && same.stream().allMatch(ApplyWatch::dead);
    }

    private static boolean dead(BalancerStatus balancer) {
        return !balancer.members().isEmpty()
                && balancer.members().stream().allMatch(member -> member.verdict() == Verdict.DOWN);
    }
}
