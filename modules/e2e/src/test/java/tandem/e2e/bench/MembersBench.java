package tandem.e2e.bench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.e2e.Command;
import tandem.e2e.Distribution;
import tandem.e2e.RunningProcess;
import tandem.e2e.peers.Peer;

/**
 * What clients notice of a slow, a flapping and a dead member of five, at 70 % of what the two that are well can take, beside
 * HAProxy with its best settings. The balancer is on the first CPU, members and load on the second. Run by
 * {@code deploy/bench members}.
 *
 * <p>{@code -Dtandem.bench.rounds}, {@code -Dtandem.bench.seconds} (of one measurement) and {@code -Dtandem.bench.candidates} (a
 * pattern of names).
 */
class MembersBench {
    private static final Path REPORT = Path.of("target/bench-members.md");
    private static final int ROUNDS = Integer.getInteger("tandem.bench.rounds", 2);
    private static final int SECONDS = Integer.getInteger("tandem.bench.seconds", 24);
    private static final int SETTLE_SECONDS = 12;
    private static final double LOAD = 0.7;
    private static final int WELL = 2;
    private static final List<String> FIRST_CPU = List.of("taskset", "-c", "0");

    private final Map<String, List<OpenLoop.Result>> results = new LinkedHashMap<>();

    /** How members are chosen. */
    private enum Contender {
        LEASTCONN("HAProxy leastconn", "leastconn"),
        RANDOM_TWO("HAProxy random(2)", "random(2)"),
        BUSYNESS("Tandem bybusyness", "bybusyness"),
        RANDOM("Tandem random", "random"),
        LEAST_TIME("Tandem least-time", "least-time");

        private final String called;
        private final String policy;

        Contender(String called, String policy) {
            this.called = called;
            this.policy = policy;
        }

        boolean tandem() {
            return called.startsWith("Tandem");
        }
    }

    @Test
    void bad_members_beside_haproxy(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Peer.missing("haproxy", "taskset");
        assumeTrue(missing.isEmpty(), () -> "the bench " + missing.orElseThrow());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "the bench needs two CPUs");
        Pattern wanted = Pattern.compile(System.getProperty("tandem.bench.candidates", ".*"));
        Command.run(
                        "taskset",
                        "-acp",
                        "1",
                        String.valueOf(ProcessHandle.current().pid()))
                .demand();

        for (int round = 0; round < ROUNDS; round++) {
            for (Contender contender : Contender.values()) {
                if (wanted.matcher(contender.called).find()) {
                    measure(contender, directory, round);
                }
            }
        }

        Distribution.write(TandemPair.made(REPORT.getParent()).resolve(REPORT.getFileName()), markdown());
        System.out.println(markdown());
    }

    private static int perSecond() {
        return (int) (LOAD * WELL * FaultyMembers.WORKERS * 1e9 / FaultyMembers.WELL_NANOS);
    }

    private void measure(Contender contender, Path directory, int round) {
        Path own = TandemPair.made(directory.resolve(contender.name().toLowerCase(Locale.ROOT) + "-" + round));
        int memberPort = Distribution.freePort();
        int port = Distribution.freePort();
        List<String> members = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> "127.21.0." + number + ":" + memberPort)
                .toList();
        try (RunningProcess _ = faulty(own, memberPort);
                RunningProcess _ = contender.tandem()
                        ? tandem(own, port, contender.policy, members)
                        : haproxy(own, port, contender.policy, members)) {
            Peer.awaitPort(port);
            OpenLoop.Result result = OpenLoop.run(port, perSecond(), SETTLE_SECONDS, SECONDS);
            results.computeIfAbsent(contender.called, name -> new ArrayList<>()).add(result);
            System.out.printf(
                    Locale.ROOT,
                    "%s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, %d failed%n",
                    contender.called,
                    millis(result, 50),
                    millis(result, 99),
                    millis(result, 99.9),
                    result.failed());
        }
    }

    private static RunningProcess faulty(Path directory, int port) {
        List<String> line = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                FaultyMembers.class.getName(),
                String.valueOf(port));
        return RunningProcess.start(line, false, directory.resolve("members.log"), FaultyMembers.READY);
    }

    private static RunningProcess tandem(Path directory, int port, String policy, List<String> members) {
        StringBuilder listed = new StringBuilder();
        for (int i = 0; i < members.size(); i++) {
            listed.append("      - {name: m" + (i + 1) + ", url: \"http://" + members.get(i)
                    + "\", connect-timeout: 1s, timeout: 10s}\n");
        }
        Path yaml = Distribution.write(directory.resolve("tandem.yaml"), """
                node: lb1
                state-directory: %s
                drain: 1s
                listeners: {plain: {listen: "127.0.0.1:%d"}}
                balancers:
                  app:
                    policy: %s
                    outliers: {failures: 5, slow: {times: 5}}
                    retries: {statuses: [502, 503, 504], most: 3, backoff: 0s}
                    health: {path: /page, interval: 1s, fall: 2, rise: 2, timeout: 1s}
                    members:
                %sroutes: [{balancer: app}]
                admin: {listen: "127.0.0.1:%d"}
                metrics: {listen: "127.0.0.1:%d"}
                """.formatted(
                directory.resolve("state"), port, policy, listed, Distribution.freePort(), Distribution.freePort()));
        List<String> line = Stream.concat(
                        FIRST_CPU.stream(), Stream.of(Distribution.tandem(), "run", "--config", yaml.toString()))
                .toList();
        return RunningProcess.start(line, false, directory.resolve("tandem.log"), "ready node=lb1");
    }

    private static RunningProcess haproxy(Path directory, int port, String policy, List<String> members) {
        StringBuilder listed = new StringBuilder();
        for (int i = 0; i < members.size(); i++) {
            listed.append("  server m" + (i + 1) + " " + members.get(i) + "\n");
        }
        Path file = Distribution.write(directory.resolve("haproxy.cfg"), """
                global
                  nbthread 1
                  maxconn 9000
                defaults
                  mode http
                  timeout connect 1s
                  timeout client 60s
                  timeout server 10s
                  timeout check 1s
                  retries 3
                  option redispatch 1
                  retry-on conn-failure empty-response 502 503 504
                frontend plain
                  bind 127.0.0.1:%d
                  default_backend app
                backend app
                  balance %s
                  option httpchk GET /page
                  option forwardfor
                  default-server check inter 1s fall 2 rise 2 observe layer7 error-limit 5 on-error mark-down
                %s""".formatted(port, policy, listed));
        List<String> line = Stream.concat(
                        FIRST_CPU.stream(), Stream.of("/usr/sbin/haproxy", "-db", "-f", file.toString()))
                .toList();
        return RunningProcess.launch(line, false, directory.resolve("haproxy.log"));
    }

    private static double millis(OpenLoop.Result result, double percentile) {
        return result.micros().getValueAtPercentile(percentile) / 1e3;
    }

    /** The median of the rounds. */
    private double median(String name, ToDoubleFunction<OpenLoop.Result> what) {
        double[] sorted = results.getOrDefault(name, List.of()).stream()
                .mapToDouble(what)
                .sorted()
                .toArray();
        int half = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private double best(boolean tandem, ToDoubleFunction<OpenLoop.Result> what) {
        return results.keySet().stream()
                .filter(name -> name.startsWith("Tandem") == tandem)
                .mapToDouble(name -> median(name, what))
                .min()
                .orElse(Double.NaN);
    }

    private String markdown() {
        StringBuilder text = new StringBuilder("\n## A slow, a flapping and a dead member of five\n\n");
        text.append(
                "| | p50, ms | p99, ms | p99.9, ms | longest, ms | failed, of 100,000 | |\n|---|--:|--:|--:|--:|--:|---|");
        double best99 = best(false, result -> millis(result, 99));
        double bestFailed = best(false, MembersBench::failedShare);
        for (String name : results.keySet()) {
            double p99 = median(name, result -> millis(result, 99));
            double failed = median(name, MembersBench::failedShare);
            boolean holds = p99 <= best99 * 1.05 && failed <= bestFailed + 0.5;
            text.append(String.format(
                    Locale.ROOT,
                    "%n| %s | %.1f | %.1f | %.1f | %.0f | %.1f | %s |",
                    name,
                    median(name, result -> millis(result, 50)),
                    p99,
                    median(name, result -> millis(result, 99.9)),
                    median(name, result -> millis(result, 100)),
                    failed,
                    name.startsWith("Tandem") && !Double.isNaN(best99) ? holds ? "no worse" : "WORSE" : ""));
        }
        return text.append(String.format(
                        Locale.ROOT, """


                The gate: p99 and failures no worse than the best of HAProxy's two (within 5 %% and half a request).

                ## How

                %d requests a second, open loop, for %d s after %d s to settle: 70 %% of what the two members that are well can take. Times run
                from when a request was due; failed is another status than 200, a broken connection, or no answer within 10 s. Values are
                medians of %d rounds. The balancer is on the first CPU, members (one process) and load on the second.

                - Every member has 16 workers and a queue; a request takes 10 to 30 ms. The slow one takes 200 to 600 ms. The flapping one is
                  well for 2 s, answers 503 at once for 2 s, is well for 2 s, and breaks its connections and refuses new ones for 2 s. The
                  dead one answers nobody, as a machine that is gone.
                - HAProxy %s: `retries 3`, `option redispatch 1`, `retry-on conn-failure empty-response 502 503 504`,
                  `check inter 1s fall 2 rise 2 observe layer7 error-limit 5 on-error mark-down`, connects within 1 s.
                - Tandem: `outliers: {failures: 5, slow: {times: 5}}`, `retries: {statuses: [502, 503, 504], most: 3, backoff: 0s}`, the same checks,
                  connects within 1 s; a single node.
                """, perSecond(), SECONDS, SETTLE_SECONDS, ROUNDS, Peer.Kind.HAPROXY.version()))
                .toString();
    }

    private static double failedShare(OpenLoop.Result result) {
        return 1e5 * result.failed() / (result.failed() + result.micros().getTotalCount());
    }
}
