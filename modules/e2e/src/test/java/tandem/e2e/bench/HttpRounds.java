package tandem.e2e.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.awaitility.Awaitility;
import tandem.e2e.bench.Candidate.Entry;
import tandem.e2e.bench.Workload.Generator;
import tandem.e2e.peers.Peer;

/** Measures every candidate in turn, round after round, so that a change of the machine's mood meets all alike. */
final class HttpRounds {
    static final Workload SMALL = Workload.get("small GET, 32 connections", "/small", 32);
    static final Workload H2_GET = Workload.streams("small GET by HTTP/2, 10 connections of 10 streams", "/small", 10);
    static final List<Workload> WORKLOADS = List.of(
            Workload.get("small GET, 1 connection", "/small", 1),
            SMALL,
            Workload.get("small GET, 256 connections", "/small", 256),
            SMALL.at(Entry.LOGGED, "small GET, 32 connections, access log"),
            Workload.get("GET 4 KiB, 32 connections", "/4k", 32),
            Workload.get("GET 64 KiB, 32 connections", "/64k", 32),
            Workload.get("GET 1 MiB, 8 connections", "/1m", 8),
            Workload.post("POST 1 KiB, 32 connections", 1024, 32),
            Workload.postChunked("POST 1 MiB chunked, 8 connections", 64, 8),
            Workload.closing("a connection a request, 32 clients", 32),
            SMALL.at(Entry.TLS, "small GET, 32 connections, TLS"),
            Workload.get("GET 1 MiB, 8 connections", "/1m", 8).at(Entry.TLS, "GET 1 MiB, 8 connections, TLS"),
            H2_GET,
            Workload.streams("GET 64 KiB by HTTP/2, 10 connections of 10 streams", "/64k", 10),
            Workload.handshakes("a TLS connection a request, keys agreed on anew", 4, Generator.FULL_HANDSHAKES),
            Workload.handshakes("a TLS connection a request, sessions resumed", 4, Generator.RESUMED_HANDSHAKES));

    private static final int ROUNDS = Integer.getInteger("tandem.bench.rounds", 5);
    private static final int SECONDS = Integer.getInteger("tandem.bench.seconds", 2);
    private static final int WARM_UP_SECONDS = Integer.getInteger("tandem.bench.warm-up", 40);
    private static final int STEADY_CONNECTIONS = 64;

    /** Tracing slows everything down; in a longer time the opening of connections weighs less. */
    private static final int TRACED_TIMES = 5;

    private static final int[] SHARES = {30, 60, 80};
    private static final int[] MEMBERS = Integer.getInteger("tandem.bench.members") == null
            ? new int[] {20, 200, Field.MOST_MEMBERS}
            : new int[] {Integer.getInteger("tandem.bench.members")};

    private final Field field;
    private final HttpReport report;
    private final List<Workload> workloads;
    private final Load load;

    HttpRounds(Field field, HttpReport report, List<Workload> workloads) {
        this.field = field;
        this.report = report;
        this.workloads = workloads;
        this.load = field.load();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(java.util.Locale.ROOT, format, values));
    }

    /** Lets JVMs compile what they will run. */
    void warmUp() {
        for (Candidate candidate : field.candidates()) {
            warmUp(candidate, workloads);
        }
    }

    private void warmUp(Candidate candidate, List<Workload> kinds) {
        if (candidate.jvm()) {
            say("warming %s up", candidate.name());
            awaitServing(candidate);
            load.run(SMALL, candidate, WARM_UP_SECONDS);
            for (Workload workload : kinds) {
                if (candidate.speaks().contains(workload.entry()) && !workload.equals(SMALL)) {
                    // TLS is Java code too, of which a handshake runs little but long
                    load.run(workload, candidate, workload.secure() ? WARM_UP_SECONDS : WARM_UP_SECONDS / 4);
                }
            }
        }
    }

    /** CPU and rate of every workload. */
    void costs() {
        for (Workload workload : workloads) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Candidate candidate : field.candidates()) {
                    if (candidate.speaks().contains(workload.entry())) {
                        Samples cpu = workload.secure() ? report.secureCpu : report.cpu;
                        cost(workload.name(), workload, candidate, candidate.name(), cpu);
                    }
                }
            }
        }
    }

    private void cost(String row, Workload workload, Candidate candidate, String column, Samples cpu) {
        awaitServing(candidate);
        double before = Meter.cpuSeconds(candidate.pid());
        Load.Result result = load.run(workload, candidate, SECONDS);
        double micros = (Meter.cpuSeconds(candidate.pid()) - before) * 1e6 / result.requests();
        if (result.requests() == 0 || !candidate.serving().getAsBoolean()) {
            report.note(row + ": " + column + " answered nothing in one round, or another node did; it does not count");
            cpu.add(row, column, Double.NaN);
            report.rate.add(row, column, Double.NaN);
            return;
        }
        cpu.add(row, column, micros);
        report.rate.add(row, column, result.rate());
        say("%s, %s: %.1f us, %.0f/s, %d errors", row, column, micros, result.rate(), result.errors());
        if (result.errors() > 0) {
            report.note(row + ": " + column + " failed " + result.errors() + " of "
                    + (result.requests() + result.errors()) + " requests in one round");
        }
    }

    /** The process that is measured has to be the one that answers; on a starved machine a pair may have switched. */
    private static void awaitServing(Candidate candidate) {
        Awaitility.await(candidate.name() + " to serve")
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(100))
                .until(candidate.serving()::getAsBoolean);
    }

    /** System calls a request, beyond what a candidate does at rest. */
    void calls() {
        for (Workload workload : workloads) {
            for (Candidate candidate : field.candidates()) {
                if (candidate.speaks().contains(workload.entry())) {
                    calls(workload, candidate);
                }
            }
        }
    }

    private void calls(Workload workload, Candidate candidate) {
        awaitServing(candidate);
        Map<String, Long> resting = Meter.systemCalls(candidate, field.file("strace"), () -> pause(SECONDS * 1000L));
        Load.Result[] result = new Load.Result[1];
        Map<String, Long> all = Meter.systemCalls(
                candidate,
                field.file("strace"),
                () -> result[0] = load.run(workload, candidate, SECONDS * TRACED_TIMES));
        if (result[0].requests() == 0 || !candidate.serving().getAsBoolean()) {
            report.note(workload.name() + ": " + candidate.name() + " answered nothing while it was traced");
            return;
        }
        Map<String, Double> each = new TreeMap<>();
        all.forEach((name, count) -> {
            double calls = (count - TRACED_TIMES * resting.getOrDefault(name, 0L)) / (double) result[0].requests();
            if (calls > 0) {
                each.put(name, calls);
            }
        });
        double total = each.values().stream().mapToDouble(Double::doubleValue).sum();
        say("%s, %s: %.2f system calls %s", workload.name(), candidate.name(), total, each);
        report.calls.add(workload.name(), candidate.name(), total);
        report.callsBy(workload.name(), candidate.name(), each);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Bytes that I/O threads of JVMs allocate. */
    void bytes() {
        for (Workload workload : workloads) {
            for (Candidate candidate : field.candidates()) {
                if (candidate.jvm() && candidate.speaks().contains(workload.entry())) {
                    awaitServing(candidate);
                    long before = Meter.allocatedBytes(candidate.pid());
                    Load.Result result = load.run(workload, candidate, SECONDS);
                    double bytes = (Meter.allocatedBytes(candidate.pid()) - before) / (double) result.requests();
                    say("%s, %s: %.0f bytes allocated", workload.name(), candidate.name(), bytes);
                    report.bytes.add(workload.name(), candidate.name(), bytes);
                }
            }
        }
    }

    /** Latencies at shares of what HAProxy carries. */
    void latencies() {
        Candidate haproxy = field.candidates().stream()
                .filter(candidate -> candidate.name().equals(Peer.Kind.HAPROXY.called()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("latency is measured at shares of HAProxy's peak"));
        double peak = report.rate.median(SMALL.name(), haproxy.name());
        for (int round = 0; Double.isNaN(peak) || round == 0; round++) {
            peak = Double.isNaN(peak) ? load.run(SMALL, haproxy, SECONDS).rate() : peak;
        }
        report.peak = peak;
        SteadyClient.run(haproxy.port(Entry.PLAIN), STEADY_CONNECTIONS, peak / 4, 2, 3);
        for (int share : SHARES) {
            for (int round = 0; round < ROUNDS; round++) {
                for (Candidate candidate : field.candidates()) {
                    awaitServing(candidate);
                    Histogram micros = SteadyClient.run(
                            candidate.port(Entry.PLAIN), STEADY_CONNECTIONS, peak * share / 100, 1, SECONDS);
                    report.latency(share, candidate.name(), micros);
                    say(
                            "%d %% of %.0f/s, %s: p50 %d us, p99 %d us, p99.9 %d us, longest %d us",
                            share,
                            peak,
                            candidate.name(),
                            micros.getValueAtPercentile(50),
                            micros.getValueAtPercentile(99),
                            micros.getValueAtPercentile(99.9),
                            micros.getMaxValue());
                }
            }
        }
    }

    /** Tandem and HAProxy with many members instead of two. */
    void members() {
        for (Candidate two : field.candidates()) {
            for (int members : MEMBERS) {
                if (two.name().equals("Tandem")) {
                    members(two, field.tandem(members), members);
                } else if (two.name().equals(Peer.Kind.HAPROXY.called())) {
                    members(two, field.peer(Peer.Kind.HAPROXY, members), members);
                }
            }
        }
    }

    private void members(Candidate two, Candidate many, int count) {
        try (many) {
            warmUp(many, List.of(SMALL));
            for (int round = 0; round < ROUNDS; round++) {
                cost(report.membersRow(two.name(), count), SMALL, two, "2", report.members);
                cost(report.membersRow(two.name(), count), SMALL, many, "many", report.members);
            }
        }
    }
}
