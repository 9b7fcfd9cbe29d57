package tandem.e2e.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What a bench measured, as Markdown. */
final class HttpReport {
    private static final List<String> COLUMNS = List.of("Tandem", "HAProxy", "nginx", "Apache", "stock Undertow");
    private static final double[] PERCENTILES = {50, 99, 99.9};

    final Samples cpu = new Samples();
    final Samples secureCpu = new Samples();
    final Samples rate = new Samples();
    final Samples calls = new Samples();
    final Samples bytes = new Samples();
    final Samples members = new Samples();
    private final Samples latency = new Samples();
    private final Map<String, String> callsBy = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> configurations = new ArrayList<>();
    double peak = Double.NaN;

    void note(String sentence) {
        notes.add(sentence);
    }

    void configured(List<Candidate> candidates) {
        candidates.forEach(candidate -> configurations.add(candidate.name() + ": " + candidate.configuration()));
    }

    void callsBy(String row, String column, Map<String, Double> each) {
        if (row.equals(HttpRounds.SMALL.name())) {
            callsBy.put(
                    column,
                    each.entrySet().stream()
                            .filter(call -> call.getValue() >= 0.01)
                            .map(call -> String.format(Locale.ROOT, "%.2f %s", call.getValue(), call.getKey()))
                            .collect(Collectors.joining(", ")));
        }
    }

    void latency(int share, String column, Histogram micros) {
        for (double percentile : PERCENTILES) {
            latency.add(latencyRow(share, percentile), column, micros.getValueAtPercentile(percentile));
        }
        latency.add(share + " %, longest", column, micros.getMaxValue());
    }

    private static String latencyRow(int share, double percentile) {
        return share + " %, p" + (percentile == 99.9 ? "99.9" : String.valueOf((int) percentile));
    }

    String membersRow(String name, int count) {
        return name + ", " + count + " members";
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        gates(text);
        table(text, "CPU a request in µs (user and system, of all threads and workers)", "%.1f", cpu, true);
        table(text, "TLS and HTTP/2 side by side: CPU a request in µs", "%.1f", secureCpu, true);
        table(text, "Requests a second at that load (whoever is the bottleneck)", "%.0f", rate, true);
        table(text, "System calls a request, beyond those at rest (of JVMs: by I/O threads)", "%.2f", calls, true);
        callsBy.forEach((name, each) ->
                text.append("- ").append(name).append(": ").append(each).append('\n'));
        table(text, "Bytes allocated a request by I/O threads", "%.0f", bytes, false);
        if (!Double.isNaN(peak)) {
            table(
                    text,
                    String.format(
                            Locale.ROOT, "Latency in µs at shares of %.0f requests a second, HAProxy's peak", peak),
                    "%.0f",
                    latency,
                    true);
        }
        members(text);
        text.append("\n## How\n\n");
        configurations.forEach(line -> text.append("- ").append(line).append('\n'));
        notes.forEach(line -> text.append("- ").append(line).append('\n'));
        return text.append("""

                Every balancer is pinned to the first CPU, all with the same two members; members (one nginx) and load are on the second.
                All run during the whole bench and are measured in turn; values are medians of the rounds, ratios the median of each round's.
                CPU, rate, calls and bytes: wrk (h2load, s_time), one thread, each connection asks again as soon as it is answered. Latency: an open-loop
                client at a constant rate over 64 connections, timed from when a request was due, waiting included. Connections to members are
                kept by all. Only ratios of one run mean something.
                """).toString();
    }

    private void table(StringBuilder text, String title, String format, Samples samples, boolean ratios) {
        if (samples.rows().stream().noneMatch(row -> samples.has(row, COLUMNS))) {
            return;
        }
        text.append("\n## ").append(title).append("\n\n| |");
        COLUMNS.forEach(column -> text.append(' ').append(column).append(" |"));
        text.append(ratios ? " Tandem / HAProxy | Tandem / nginx |" : "");
        text.append("\n|---|").append("--:|".repeat(COLUMNS.size() + (ratios ? 2 : 0)));
        for (String row : samples.rows()) {
            if (!samples.has(row, COLUMNS)) {
                continue;
            }
            text.append("\n| ").append(row).append(" |");
            COLUMNS.forEach(column -> cell(text, format, samples.median(row, column)));
            if (ratios) {
                cell(text, "**%.2f**", samples.ratio(row, "Tandem", "HAProxy"));
                cell(text, "**%.2f**", samples.ratio(row, "Tandem", "nginx"));
            }
        }
        text.append('\n').append(samples == calls ? "\n" : "");
    }

    private static void cell(StringBuilder text, String format, double value) {
        text.append(' ')
                .append(Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value))
                .append(" |");
    }

    private void members(StringBuilder text) {
        if (members.rows().isEmpty()) {
            return;
        }
        text.append("\n## Many members instead of two, small GET, 32 connections\n\n");
        text.append("| | CPU with two, µs | CPU with many, µs | rate with many / with two |\n|---|--:|--:|--:|");
        for (String row : members.rows()) {
            text.append("\n| ").append(row).append(" |");
            cell(text, "%.1f", members.median(row, "2"));
            cell(text, "%.1f", members.median(row, "many"));
            cell(text, "**%.2f**", members.ratio(row, "2", "many"));
        }
        text.append('\n');
    }

    private void gates(StringBuilder text) {
        String small = HttpRounds.SMALL.name();
        text.append("\n## Gates\n\n| What | Gate | Measured | |\n|---|---|--:|---|");
        gate(text, "CPU of a small GET, 32 connections", "≤ 1.0 × HAProxy", cpu.ratio(small, "Tandem", "HAProxy"), 1.0);
        gate(text, "the same", "≤ 1.15 × nginx", cpu.ratio(small, "Tandem", "nginx"), 1.15);
        gate(text, "CPU of 64 KiB", "≤ 1.0 × nginx", cpu.ratio("GET 64 KiB, 32 connections", "Tandem", "nginx"), 1.0);
        gate(text, "CPU of 1 MiB", "≤ 1.0 × nginx", cpu.ratio("GET 1 MiB, 8 connections", "Tandem", "nginx"), 1.0);
        gate(
                text,
                "CPU of a small GET by HTTP/2 and TLS",
                "≤ 1.3 × HAProxy",
                secureCpu.ratio(HttpRounds.H2_GET.name(), "Tandem", "HAProxy"),
                1.3);
        gate(text, "system calls a small GET", "≤ 4.6", calls.median(small, "Tandem"), 4.6);
        gate(text, "bytes allocated a small GET", "≤ 256", bytes.median(small, "Tandem"), 256);
        gate(
                text,
                "p99 at 60 % of HAProxy's peak",
                "≤ 1.5 × HAProxy",
                latency.ratio(latencyRow(60, 99), "Tandem", "HAProxy"),
                1.5);
        double many = members.ratio(membersRow("Tandem", Field.MOST_MEMBERS), "many", "2");
        gate(text, "CPU with 2,000 members", "≤ 1 / 0.9 × with two", many, 1 / 0.9);
        text.append('\n');
    }

    private static void gate(StringBuilder text, String what, String gate, double value, double most) {
        if (!Double.isNaN(value)) {
            text.append("\n| ").append(what).append(" | ").append(gate).append(" |");
            cell(text, value < 10 ? "%.2f" : "%.0f", value);
            text.append(value <= most ? " holds |" : " MISSED |");
        }
    }
}
