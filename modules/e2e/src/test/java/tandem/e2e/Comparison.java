package tandem.e2e;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What faults of several contenders came to, as one table. */
final class Comparison {
    private final List<Fault> faults;
    private final int repetitions;
    private final Map<String, Map<Fault, Cell>> rows = new LinkedHashMap<>();
    private final Map<String, String> configurations = new LinkedHashMap<>();
    private final Map<String, String> broken = new LinkedHashMap<>();

    private record Cell(Figures outages, Figures doubled) {}

    Comparison(List<Fault> faults, int repetitions) {
        this.faults = faults;
        this.repetitions = repetitions;
    }

    void enter(Contender contender) {
        configurations.put(contender.name(), contender.configuration());
        rows.put(contender.name(), new EnumMap<>(Fault.class));
    }

    void add(Contender contender, Fault fault, Trials.Sighting sighting) {
        Cell cell = rows.get(contender.name())
                .computeIfAbsent(fault, key -> new Cell(new Figures("outage", "ms"), new Figures("two owners", "ms")));
        cell.outages.add(sighting.outageMillis());
        cell.doubled.add(sighting.seen().doubledMillis());
    }

    /** Something could not be tried to its end; the table says so. */
    void broke(String name, Throwable why) {
        broken.put(name, String.valueOf(why.getMessage()).lines().findFirst().orElse(""));
        System.out.println(name + " broke off: " + why);
    }

    /** Why, by contender, something could not be tried to its end. */
    Map<String, String> broken() {
        return Map.copyOf(broken);
    }

    /** Every outage, in the order of the trials. */
    private static String each(Map<Fault, Cell> row) {
        return row.entrySet().stream()
                .map(entry ->
                        entry.getKey().word + " " + entry.getValue().outages.each())
                .collect(Collectors.joining("; "));
    }

    /** For a terminal. */
    String text() {
        StringBuilder text = new StringBuilder(
                "Outage in ms, median/worst of " + repetitions + ", and ms with two owners answering, worst\n\n");
        int width = rows.keySet().stream().mapToInt(String::length).max().orElse(10);
        text.append(pad("", width));
        faults.forEach(fault -> text.append(pad(fault.word, 24)));
        rows.forEach((name, row) -> {
            text.append('\n').append(pad(name, width));
            faults.forEach(fault -> text.append(pad(cell(row.get(fault)), 24)));
        });
        broken.forEach((name, why) ->
                text.append("\n").append(name).append(" broke off: ").append(why));
        return text.append('\n').toString();
    }

    /** The same for a document, with every configuration. */
    String markdown() {
        StringBuilder text = new StringBuilder(
                "| Outage in ms, median/worst of " + repetitions + " (ms with two owners answering, worst) |");
        faults.forEach(fault -> text.append(' ').append(fault.word).append(" |"));
        text.append("\n|---|").append("---|".repeat(faults.size()));
        rows.forEach((name, row) -> {
            text.append("\n| ").append(name).append(" |");
            faults.forEach(
                    fault -> text.append(' ').append(cell(row.get(fault))).append(" |"));
        });
        text.append("\n\nConfigured with:\n");
        configurations.forEach((name, configuration) ->
                text.append("\n- ").append(name).append(": ").append(configuration));
        text.append("\n\nEach outage in ms:\n");
        rows.forEach(
                (name, row) -> text.append("\n- ").append(name).append(": ").append(each(row)));
        broken.forEach((name, why) ->
                text.append("\n- ").append(name).append(" BROKE OFF: ").append(why));
        return text.append("""


                One client opens a new connection every 5 ms and gives up after 250 ms; an outage lasts from the start of the first
                failed attempt to the answer of the next that succeeded. Owners are counted on the bridge: every 5 ms everybody is
                asked by ARP and each node by a SYN to its own MAC address, and the answers to other clients count too. A fault is
                watched until one second after the successor serves, and another second after its end. "Killed" is SIGKILL of the JVM, or of
                keepalived and HAProxy together: after keepalived alone dies, its HAProxy goes on serving as a second owner.
                All of them run before whatever else the machine does (nice -6).
                """).toString();
    }

    private String cell(Cell cell) {
        if (cell == null) {
            return "-";
        }
        String fewer = cell.outages.count() == repetitions ? "" : " of " + cell.outages.count();
        return String.format(
                Locale.ROOT,
                "%.0f/%.0f%s (%.0f)",
                cell.outages.median(),
                cell.outages.worst(),
                fewer,
                cell.doubled.worst());
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width + 2 - text.length()));
    }
}
