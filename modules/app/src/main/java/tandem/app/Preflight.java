package tandem.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.core.port.Outcome;
import tandem.core.port.Outcome.Objection;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.BalancerStatus;
import tandem.core.status.CheckStatus;
import tandem.core.status.GroupStatus;
import tandem.core.status.GroupStatus.Standing;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Verdict;
import tandem.core.status.VipStatus;

/**
 * Looks, before addresses are moved on purpose, whether the node that is to take them would serve well. Whether it may take them at
 * all is decided by their holder. Pure.
 */
final class Preflight {
    private final PairStatus status;
    private final Switchover asked;
    private final List<GroupStatus> moving;

    private Preflight(PairStatus status, Switchover asked) {
        this.status = status;
        this.asked = asked;
        this.moving = status.groups().stream()
                .filter(group -> asked.group().isEmpty() || asked.group().get().equals(group.name()))
                .filter(group -> !group.holder().isEmpty()
                        && !group.holder().equals(asked.to().orElse("")))
                .toList();
    }

    /** What came of the look. */
    sealed interface Result {
        /** @param to who is to take the addresses; empty if their holder is to choose */
        record Clear(Optional<String> to) implements Result {}

        record Blocked(Outcome.Refused refused) implements Result {}
    }

    /**
     * Without a named node the first one in configuration order that nothing speaks against is chosen; with {@code --force} nothing is
     * looked at.
     *
     * @param status as the asked node, which need not be the holder, sees it
     */
    static Result of(PairStatus status, Switchover asked) {
        return new Preflight(status, asked).look();
    }

    /** The result as an answer for who only wants to know. */
    static Outcome answer(PairStatus status, Switchover asked) {
        Preflight look = new Preflight(status, asked);
        if (look.moving.isEmpty()) {
            return new Outcome.Refused("nothing would move: no other node is known to hold "
                    + asked.group().map(group -> "group " + group).orElse("a virtual address"));
        }
        String named = asked.to().orElse("");
        if (!named.isEmpty() && !asked.force() && look.candidates().isEmpty()) {
            return new Outcome.Refused(look.unable(named));
        }
        return switch (look.look()) {
            case Result.Blocked(Outcome.Refused refused) -> refused;
            case Result.Clear(Optional<String> to) ->
                new Outcome.Done("nothing speaks against "
                        + to.map(node -> node + " taking ").orElse("moving ") + look.vips());
        };
    }

    private Result look() {
        if (asked.force() || moving.isEmpty()) {
            return new Result.Clear(asked.to());
        }
        List<NodeStatus> candidates = candidates();
        List<Objection> objections = new ArrayList<>();
        for (NodeStatus candidate : candidates) {
            List<Objection> found = objections(candidate);
            if (found.isEmpty()) {
                return new Result.Clear(Optional.of(candidate.name()));
            }
            objections.addAll(found);
        }
        return candidates.isEmpty()
                ? new Result.Clear(asked.to())
                : new Result.Blocked(new Outcome.Refused(sentence(candidates, objections), objections));
    }

    /** Who might take them; nobody where the holder has more to say against it. */
    private List<NodeStatus> candidates() {
        if (asked.to().isEmpty() && moving.size() > 1) {
            return List.of();
        }
        return status.nodes().stream()
                .filter(node -> asked.to().isEmpty() || asked.to().get().equals(node.name()))
                .filter(node -> node.reachable() && moving.stream().allMatch(group -> fit(group, node.name())))
                .toList();
    }

    /** Why a node is no candidate, where only an answer is wanted; the switchover itself hears it of the holder. */
    private String unable(String name) {
        String why = status.nodes().stream()
                .filter(node -> node.name().equals(name))
                .map(node -> node.reachable() ? node.unfit() : "it is not heard")
                .findFirst()
                .orElse("there is no such node");
        return name + " cannot take " + vips() + (why.isEmpty() ? "" : ": " + why);
    }

    private static boolean fit(GroupStatus group, String node) {
        return !group.holder().equals(node)
                && group.nodes().stream()
                        .filter(standing -> standing.node().equals(node))
                        .map(Standing::unfit)
                        .allMatch(String::isEmpty);
    }

    private List<Objection> objections(NodeStatus target) {
        List<Objection> found = new ArrayList<>();
        if (target.readiness().isEmpty()) {
            found.add(new Objection(target.name(), Readiness.SHARING, "nothing is known of its readiness yet"));
        }
        Set<String> holders = moving.stream().map(GroupStatus::holder).collect(Collectors.toSet());
        for (String holder : holders) {
            configuration(target, holder).ifPresent(found::add);
        }
        for (ReadinessCheck check : target.readiness()) {
            boolean judgedElsewhere =
                    check.name().equals(Readiness.CONFIGURATION) || check.name().equals(Readiness.ADDRESSES);
            if (!check.ok() && !judgedElsewhere) {
                (check.name().equals(Readiness.MEMBERS)
                                ? members(check, target.name(), holders)
                                : Optional.of(check.sentence()))
                        .ifPresent(sentence -> found.add(new Objection(target.name(), check.name(), sentence)));
            }
        }
        return found;
    }

    private Optional<Objection> configuration(NodeStatus target, String holder) {
        String theirs = status.nodes().stream()
                .filter(node -> node.name().equals(holder))
                .map(NodeStatus::configHash)
                .findFirst()
                .orElse("");
        boolean known = !theirs.isEmpty() && !target.configHash().isEmpty();
        return known && !theirs.equals(target.configHash())
                ? Optional.of(new Objection(
                        target.name(),
                        Readiness.CONFIGURATION,
                        Readiness.configuration(target.configHash(), theirs, holder)
                                .sentence()))
                : Optional.empty();
    }

    /** A member that nobody reaches is no reason to stay. */
    private Optional<String> members(ReadinessCheck check, String target, Set<String> holders) {
        if (check.about().isEmpty()) {
            return Optional.of(check.sentence());
        }
        Set<String> down = status.balancers().stream()
                .map(BalancerStatus::members)
                .flatMap(List::stream)
                .filter(member -> downFor(member, target, holders))
                .map(MemberStatus::id)
                .collect(Collectors.toSet());
        List<String> missed =
                check.about().stream().filter(id -> !down.contains(id)).toList();
        return missed.isEmpty()
                ? Optional.empty()
                : Optional.of("does not reach " + String.join(", ", missed) + ", which " + String.join(", ", holders)
                        + " may be serving from");
    }

    /** By the holders' own checks; without them by what the asked node finds, which the target's own finding is no proof of. */
    private boolean downFor(MemberStatus member, String target, Set<String> holders) {
        List<Verdict> found = member.checks().stream()
                .filter(check -> holders.contains(check.node()))
                .map(CheckStatus::verdict)
                .toList();
        return found.isEmpty()
                ? !status.node().equals(target) && member.verdict() == Verdict.DOWN
                : found.stream().allMatch(verdict -> verdict == Verdict.DOWN);
    }

    private String sentence(List<NodeStatus> candidates, List<Objection> objections) {
        String each = candidates.stream()
                .map(node -> node.name() + " is not ready to take " + vips() + ": "
                        + objections.stream()
                                .filter(objection -> objection.node().equals(node.name()))
                                .map(objection -> objection.check() + ": " + objection.sentence())
                                .collect(Collectors.joining("; ")))
                .collect(Collectors.joining(". "));
        return each + ". Nothing was moved; mend that, or add --force to move them all the same";
    }

    private String vips() {
        List<String> groups = moving.stream().map(GroupStatus::name).toList();
        return status.vips().stream()
                .filter(vip -> groups.contains(vip.group()))
                .map(VipStatus::address)
                .collect(Collectors.joining(", "));
    }
}
