package tandem.failover;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import tandem.core.port.Ownership.OwnershipStatus;
import tandem.core.status.GroupStatus;
import tandem.core.status.GroupStatus.Standing;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.Role;

/** What this node knows of several groups of addresses, as one status. Pure. */
final class GroupedStatus {
    private GroupedStatus() {}

    /** @param statuses one a group, at least one, each with its group */
    static OwnershipStatus of(List<OwnershipStatus> statuses) {
        OwnershipStatus first = statuses.getFirst();
        if (statuses.size() == 1) {
            return first;
        }
        List<GroupStatus> groups =
                statuses.stream().flatMap(status -> status.groups().stream()).toList();
        List<NodeStatus> nodes = new ArrayList<>();
        for (int i = 0; i < first.nodes().size(); i++) {
            nodes.add(node(first.nodes().get(i), groups, i));
        }
        NodeStatus self = nodes.stream().filter(NodeStatus::self).findFirst().orElseThrow();
        return new OwnershipStatus(
                self.role(),
                self.reason(),
                self.term(),
                nodes,
                statuses.stream().flatMap(status -> status.vips().stream()).toList(),
                guarantee(first.guarantee(), groups),
                groups);
    }

    private static NodeStatus node(NodeStatus first, List<GroupStatus> groups, int index) {
        List<Standing> standings =
                groups.stream().map(group -> group.nodes().get(index)).toList();
        Role role = Role.together(standings.stream().map(Standing::role).toList());
        return new NodeStatus(
                first.name(),
                first.self(),
                first.reachable(),
                role,
                together(groups, group -> group.nodes().get(index).reason()),
                standings.stream()
                        .filter(standing -> standing.role() == role)
                        .mapToLong(Standing::sinceEpochMillis)
                        .min()
                        .orElse(0),
                standings.stream().mapToLong(Standing::term).max().orElse(0),
                together(groups, group -> group.nodes().get(index).unfit()),
                first.version(),
                first.configHash());
    }

    private static GuaranteeStatus guarantee(GuaranteeStatus first, List<GroupStatus> groups) {
        return new GuaranteeStatus(
                first.quorum(),
                together(groups, GroupStatus::guarantee),
                together(groups, GroupStatus::fence),
                first.lease(),
                first.voters());
    }

    /** What each group says; what all of them say alike is said once. */
    private static String together(List<GroupStatus> groups, Function<GroupStatus, String> sentence) {
        List<String> said = groups.stream().map(sentence).toList();
        if (said.stream().distinct().count() == 1) {
            return said.getFirst();
        }
        return groups.stream()
                .filter(group -> !sentence.apply(group).isEmpty())
                .map(group -> group.name() + ": " + sentence.apply(group))
                .collect(Collectors.joining("; "));
    }
}
