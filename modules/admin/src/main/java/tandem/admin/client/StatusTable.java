package tandem.admin.client;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import tandem.admin.client.TextTable.Cell;
import tandem.admin.client.TextTable.Look;
import tandem.admin.json.CountNames;
import tandem.core.count.Count;
import tandem.core.status.BalancerStatus;
import tandem.core.status.CheckStatus;
import tandem.core.status.Event;
import tandem.core.status.MemberStatus;
import tandem.core.status.NodeStatus;
import tandem.core.status.OrderStatus;
import tandem.core.status.PairStatus;
import tandem.core.status.Verdict;

/** The status as people read it in a terminal: warnings first, then nodes, virtual addresses, balancers and newest events. */
public final class StatusTable {
    private static final int WIDTH = 100;
    private static final int EVENTS = 5;
    private static final String FILE = "file";
    /** How the source of a member begins that discovery found. */
    private static final String FOUND = "found by ";

    private static final String ENABLED = "enabled";
    private static final long MILLIS_PER_SECOND = 1_000;

    private final PairStatus status;
    private final boolean colour;
    private final StringBuilder text = new StringBuilder();

    private StatusTable(PairStatus status, boolean colour) {
        this.status = status;
        this.colour = colour;
    }

    /** The table without colours, for files and pipes. */
    public static String render(PairStatus status) {
        return render(status, false);
    }

    /**
     * The table, for about 100 columns; every line ended.
     *
     * @param colour whether to use ANSI colours: only for a terminal
     */
    public static String render(PairStatus status, boolean colour) {
        return new StatusTable(status, colour).render();
    }

    private String render() {
        warnings();
        String cluster = status.cluster().isEmpty() ? "" : "cluster " + status.cluster() + ", ";
        text.append(Plain.of(cluster + "seen from " + status.node() + " at " + time(status.atEpochMillis())))
                .append('\n');
        nodes();
        vips();
        text.append(GuaranteeTable.render(status, WIDTH, colour));
        status.balancers().forEach(this::balancer);
        orders();
        sharing();
        events();
        return text.toString();
    }

    private void warnings() {
        for (String warning : status.warnings()) {
            text.append(Look.NOTICE.paint("WARNING", colour)).append("  ");
            String indent = "\n" + " ".repeat(9);
            text.append(String.join(indent, TextTable.wrap(Plain.of(warning), WIDTH - 9)))
                    .append('\n');
        }
        if (!status.warnings().isEmpty()) {
            text.append('\n');
        }
    }

    private void nodes() {
        TextTable table = new TextTable(WIDTH, "NODE", "ROLE", "FOR", "TERM", "VERSION", "CONFIG", "REASON");
        for (NodeStatus node : status.nodes()) {
            table.row(
                    Cell.text(node.name() + (node.self() && status.nodes().size() > 1 ? " (here)" : "")),
                    role(node),
                    Cell.text(
                            node.sinceEpochMillis() > 0 ? span(status.atEpochMillis() - node.sinceEpochMillis()) : ""),
                    Cell.number(Long.toString(node.term())),
                    Cell.text(node.version()),
                    Cell.text(node.configHash() + (node.configRevision() > 0 ? " r" + node.configRevision() : "")),
                    Cell.text(reason(node)));
        }
        section(table);
    }

    private static Cell role(NodeStatus node) {
        if (!node.reachable()) {
            return Cell.text("unreachable", Look.BAD);
        }
        return Cell.text(
                node.role().word(),
                switch (node.role()) {
                    case ACTIVE, SINGLE -> Look.GOOD;
                    case STANDBY -> Look.NORMAL;
                    case STARTING, STOPPING -> Look.NOTICE;
                });
    }

    private static String reason(NodeStatus node) {
        String was = node.reachable() ? "" : "was " + node.role().word() + "; ";
        boolean said = node.unfit().isEmpty() || node.reason().contains(node.unfit());
        String unfit = said ? "" : "; would not take over: " + node.unfit();
        return was + node.reason() + unfit;
    }

    private void vips() {
        if (status.vips().isEmpty()) {
            return;
        }
        boolean grouped = status.groups().size() > 1;
        TextTable table = new TextTable(WIDTH, "VIP", "GROUP", "HOLDER", "DEVICE", "PROVIDER", "STATE");
        status.vips()
                .forEach(vip -> table.row(
                        Cell.text(vip.address()),
                        Cell.text(grouped ? vip.group() : ""),
                        vip.holder().isEmpty() ? Cell.text("nobody", Look.BAD) : Cell.text(vip.holder()),
                        Cell.text(vip.device()),
                        Cell.text(vip.provider()),
                        Cell.text(vip.note())));
        section(table);
    }

    private void balancer(BalancerStatus balancer) {
        StringJoiner traits = new StringJoiner(", ");
        traits.add(balancer.policy());
        if (!balancer.sticky().isEmpty()) {
            traits.add("sticky by " + balancer.sticky());
        }
        if (balancer.nofailover()) {
            traits.add("no failover");
        }
        text.append('\n')
                .append(Plain.of("balancer " + balancer.name() + ": " + traits))
                .append('\n');
        if (!balancer.setting().isEmpty()) {
            String set = "set: " + balancer.setting() + ", by " + balancer.settingSource();
            text.append(String.join("\n", TextTable.wrap(Plain.of(set), WIDTH))).append('\n');
        }
        if (!balancer.closed().isEmpty()) {
            text.append(String.join("\n", TextTable.wrap(Plain.of(balancer.closed()), WIDTH)))
                    .append('\n');
        }
        TextTable table =
                new TextTable(WIDTH, "MEMBER", "STATE", "SETTING", "WEIGHT", "REQUESTS", "ERRORS", "IN FLIGHT", "NOTE");
        balancer.members().forEach(member -> member(table, member));
        text.append(table.render(colour));
    }

    private void member(TextTable table, MemberStatus member) {
        long errors = CountNames.value(member.counts(), Count.FAILURES)
                + CountNames.value(member.counts(), Count.RESPONSES_5XX);
        table.row(
                Cell.text(member.id()),
                Cell.text(member.verdict().word(), look(member.verdict())),
                Cell.text(member.setting(), member.setting().equals(ENABLED) ? Look.NORMAL : Look.NOTICE),
                Cell.number(member.weight()),
                Cell.number(Long.toString(CountNames.value(member.counts(), Count.REQUESTS))),
                Cell.number(Long.toString(errors)),
                Cell.number(Long.toString(CountNames.inFlight(member.counts()))),
                Cell.text(note(member)));
    }

    private static Look look(Verdict verdict) {
        return switch (verdict) {
            case UP -> Look.GOOD;
            case DOWN -> Look.BAD;
            case UNKNOWN -> Look.NORMAL;
        };
    }

    private String note(MemberStatus member) {
        StringJoiner note = new StringJoiner("; ");
        if (!member.reason().isEmpty()) {
            note.add(member.reason());
        }
        if (!member.settingSource().equals(FILE)) {
            note.add((member.settingSource().startsWith(FOUND) ? "" : "set by ") + member.settingSource());
        }
        if (!member.checks().isEmpty()) {
            note.add("checks: " + member.checks().stream().map(this::check).collect(Collectors.joining(", ")));
        }
        return note.toString();
    }

    private String check(CheckStatus check) {
        long age = Math.max(0, status.atEpochMillis() - check.checkedEpochMillis()) / MILLIS_PER_SECOND;
        String when = check.checkedEpochMillis() == 0 ? "" : " " + age + " s ago";
        String why = check.verdict() == Verdict.DOWN ? " (" + check.reason() + ")" : "";
        return check.node() + " " + check.verdict().word() + when + why;
    }

    private void orders() {
        if (status.orders().isEmpty()) {
            return;
        }
        TextTable table = new TextTable(WIDTH, "CERTIFICATE (ACME)", "EXPIRES", "NEXT ORDER", "STATE");
        for (OrderStatus order : status.orders()) {
            boolean overdue = order.dueEpochMillis() <= status.atEpochMillis();
            table.row(
                    Cell.text(String.join(", ", order.names())),
                    order.held() ? Cell.text(time(order.expiresEpochMillis())) : Cell.text("none yet", Look.BAD),
                    Cell.text(overdue ? "now" : time(order.dueEpochMillis())),
                    Cell.text(order.sentence().isEmpty() ? "held" : order.sentence()));
        }
        section(table);
    }

    private void sharing() {
        if (!status.sharing().equals(tandem.core.status.SharingStatus.OFF)) {
            text.append('\n')
                    .append(Plain.of("sharing " + status.sharing().state() + ": "
                            + status.sharing().reason()))
                    .append('\n');
        }
    }

    private void events() {
        List<Event> all = status.events();
        if (all.isEmpty()) {
            return;
        }
        TextTable table = new TextTable(WIDTH, "WHEN", "KIND", "EVENT");
        all.subList(Math.max(0, all.size() - EVENTS), all.size())
                .reversed()
                .forEach(event -> table.row(
                        Cell.text(time(event.atEpochMillis())), Cell.text(event.kind()), Cell.text(event.text())));
        section(table);
    }

    private void section(TextTable table) {
        text.append('\n').append(table.render(colour));
    }

    private static String time(long epochMillis) {
        return Instant.ofEpochMilli(epochMillis)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replace('T', ' ');
    }

    /** Such as 3s, 12m, 1h35m, 4d2h. */
    static String span(long millis) {
        long seconds = Math.max(0, millis / 1000);
        if (seconds < 60) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 60) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        return hours < 24 ? hours + "h" + minutes % 60 + "m" : hours / 24 + "d" + hours % 24 + "h";
    }
}
