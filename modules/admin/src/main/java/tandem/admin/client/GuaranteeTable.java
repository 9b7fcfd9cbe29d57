package tandem.admin.client;

import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import tandem.admin.client.TextTable.Cell;
import tandem.admin.client.TextTable.Look;
import tandem.core.status.GroupStatus;
import tandem.core.status.GuaranteeStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.VoterStatus;

/** What stands behind the virtual addresses: guarantee, lease, voters, and which node could take them well. */
final class GuaranteeTable {
    private final int width;
    private final boolean colour;
    private final StringBuilder text = new StringBuilder();

    private GuaranteeTable(int width, boolean colour) {
        this.width = width;
        this.colour = colour;
    }

    /** Empty without a cluster; otherwise it begins with an empty line. */
    static String render(PairStatus status, int width, boolean colour) {
        GuaranteeTable table = new GuaranteeTable(width, colour);
        if (!status.guarantee().quorum().isEmpty()) {
            table.guarantee(status.guarantee());
        }
        table.groups(status.groups());
        if (status.nodes().stream().anyMatch(node -> !node.readiness().isEmpty())) {
            table.readiness(status.nodes());
        }
        return table.text.toString();
    }

    private void guarantee(GuaranteeStatus guarantee) {
        text.append('\n');
        line("guarantee (" + guarantee.quorum() + ")", guarantee.sentence());
        line("fence", guarantee.fence());
        if (guarantee.lease().term() > 0) {
            line("lease", lease(guarantee));
        }
        if (!guarantee.voters().isEmpty()) {
            TextTable table = new TextTable(width, "VOTER", "KIND", "ADDRESS", "ANSWERS", "HEARD", "PATHS");
            guarantee.voters().forEach(voter -> voter(table, voter));
            text.append('\n').append(table.render(colour));
        }
    }

    /** Of one group everything has been said, but for what becomes of its connections. */
    private void groups(List<GroupStatus> groups) {
        if (groups.size() > 1) {
            TextTable table = new TextTable(width, "GROUP", "HOLDER", "PREFERS", "TERM", "GUARANTEE");
            groups.forEach(group -> table.row(
                    Cell.text(group.name()),
                    group.holder().isEmpty() ? Cell.text("nobody", Look.BAD) : Cell.text(group.holder()),
                    Cell.text(group.prefer()),
                    Cell.number(Long.toString(group.lease().term())),
                    Cell.text(group.guarantee())));
            text.append('\n').append(table.render(colour));
        }
        for (GroupStatus group : groups) {
            line(
                    "hand-over" + (groups.size() > 1 ? " of " + group.name() : ""),
                    group.handover().words());
        }
    }

    private void line(String name, String sentence) {
        if (!sentence.isEmpty()) {
            String indent = "\n    ";
            text.append(String.join(indent, TextTable.wrap(Plain.of(name + ": " + sentence), width - 4)))
                    .append('\n');
        }
    }

    private static String lease(GuaranteeStatus guarantee) {
        StringJoiner words = new StringJoiner(", ");
        words.add("term " + guarantee.lease().term());
        words.add(
                guarantee.lease().holder().isEmpty()
                        ? "held by nobody"
                        : "held by " + guarantee.lease().holder());
        if (guarantee.lease().remainingMillis() >= 0) {
            words.add("promised for " + guarantee.lease().remainingMillis() + " ms more");
        }
        if (guarantee.lease().renewals() > 0) {
            words.add("renewed " + guarantee.lease().renewals() + " times");
        }
        return words.toString();
    }

    private static void voter(TextTable table, VoterStatus voter) {
        boolean several = voter.pathAgesMillis().size() > 1;
        table.row(
                Cell.text(voter.name()),
                Cell.text(voter.kind()),
                Cell.text(voter.address()),
                voter.reachable() ? Cell.text("yes", Look.GOOD) : Cell.text("no", Look.BAD),
                Cell.text(age(voter.lastHeardMillis())),
                Cell.text(
                        several
                                ? voter.pathAgesMillis().stream()
                                        .map(GuaranteeTable::age)
                                        .collect(Collectors.joining("; "))
                                : ""));
    }

    private static String age(long millis) {
        if (millis < 0) {
            return "never";
        }
        return millis < 1000 ? millis + " ms ago" : StatusTable.span(millis) + " ago";
    }

    private void readiness(List<NodeStatus> nodes) {
        TextTable table = new TextTable(width, "NODE", "READY", "WHY");
        for (NodeStatus node : nodes) {
            List<ReadinessCheck> failed =
                    node.readiness().stream().filter(check -> !check.ok()).toList();
            List<ReadinessCheck> shown = failed.isEmpty() ? node.readiness() : failed;
            table.row(
                    Cell.text(node.name()),
                    failed.isEmpty() && node.reachable()
                            ? Cell.text(node.readiness().isEmpty() ? "unknown" : "yes", Look.NORMAL)
                            : Cell.text("no", Look.NOTICE),
                    Cell.text(shown.stream()
                            .map(check -> check.name() + ": " + check.sentence())
                            .collect(Collectors.joining("; "))));
        }
        text.append('\n').append(table.render(colour));
    }
}
