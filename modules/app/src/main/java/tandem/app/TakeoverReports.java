package tandem.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.json.ReportJson;
import tandem.core.count.Count;
import tandem.core.port.Ownership.Takeover;
import tandem.core.share.NodeReport;
import tandem.core.status.TakeoverReport;
import tandem.core.status.TakeoverReport.Moment;

/**
 * Writes what is known of each takeover by this node into the state directory and keeps the newest. A report is written once the
 * first request has been answered, or five seconds later. Any thread.
 */
final class TakeoverReports {
    private static final Logger LOG = LoggerFactory.getLogger(TakeoverReports.class);
    private static final String SWITCHOVER = "switchover";
    private static final int SHOWN = 20;
    private static final int KEPT = 50;
    private static final long FIRST_ANSWER_NANOS = 5_000_000_000L;
    private static final long LOOK_MILLIS = 2;

    private final Foundation base;
    private final Path directory;
    private final Supplier<List<NodeReport>> peers;
    private final ToLongFunction<String> announcements;
    private final List<TakeoverReport> newest = new ArrayList<>();

    /**
     * @param directory where the files lie; made when the first is written
     * @param peers what the other nodes told last
     * @param announcements how often this node has announced a group's addresses since it took them
     */
    TakeoverReports(
            Foundation base, Path directory, Supplier<List<NodeReport>> peers, ToLongFunction<String> announcements) {
        this.announcements = announcements;
        this.base = base;
        this.directory = directory;
        this.peers = peers;
        newest.addAll(fromDisk());
    }

    /** The newest last. */
    synchronized List<TakeoverReport> newest() {
        return List.copyOf(newest.subList(Math.max(0, newest.size() - SHOWN), newest.size()));
    }

    /** Watches for the first answer on a thread of its own, then writes; returns at once. */
    void tookOver(Takeover takeover) {
        long answeredBefore = answered();
        long atEpochMillis = base.clock().epochMillis();
        List<NodeReport> told = peers.get();
        String clients = clients(takeover, told);
        Thread.ofVirtual().name("tandem-report").start(() -> {
            List<Moment> timeline = timeline(takeover, answeredBefore);
            write(
                    new TakeoverReport(
                            nextNumber(),
                            atEpochMillis,
                            base.node(),
                            takeover.group(),
                            takeover.term(),
                            takeover.kind(),
                            takeover.cause(),
                            takeover.evidence(),
                            timeline,
                            clients,
                            advice(takeover)),
                    takeover.from(),
                    inFlight(takeover, told));
        });
    }

    private List<Moment> timeline(Takeover takeover, long answeredBefore) {
        List<Moment> timeline = new ArrayList<>();
        long shown = takeover.moments().isEmpty()
                ? base.clock().nanos()
                : takeover.moments().getLast().atNanos();
        long zero = takeover.moments().isEmpty()
                ? shown
                : takeover.moments().getFirst().atNanos();
        takeover.moments().forEach(moment -> timeline.add(new Moment((moment.atNanos() - zero) / 1000, moment.what())));
        while (base.clock().nanos() - shown < FIRST_ANSWER_NANOS) {
            if (answered() > answeredBefore) {
                timeline.add(new Moment((base.clock().nanos() - zero) / 1000, "first request answered"));
                return timeline;
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return timeline;
            }
        }
        return timeline;
    }

    private long answered() {
        long sum = 0;
        for (long[] row : base.counters().totals().values()) {
            for (int i = Count.RESPONSES_2XX.ordinal(); i <= Count.RESPONSES_5XX.ordinal(); i++) {
                sum += row[i];
            }
        }
        return sum;
    }

    /** What clients lost, as far as the node that held the addresses told before. */
    static String clients(Takeover takeover, List<NodeReport> peers) {
        if (takeover.kind().equals("start")) {
            return "nobody held the addresses before";
        }
        long inFlight = inFlight(takeover, peers);
        String from = takeover.from().isEmpty() ? "the node before" : takeover.from();
        return switch (takeover.kind()) {
            case SWITCHOVER ->
                from + " had " + inFlight + " requests in progress when it last reported; it finishes them";
            case "peer_lost" ->
                from + " had " + inFlight + " requests in progress when it last reported: those without an answer"
                        + " were lost, as were its idle connections; clients that repeat are served here";
            default -> from + " had " + inFlight + " requests in progress when it last reported";
        };
    }

    /** Requests that the node before had in progress when it last told. */
    private static long inFlight(Takeover takeover, List<NodeReport> peers) {
        return peers.stream()
                .filter(peer -> peer.node().equals(takeover.from()))
                .flatMap(peer -> peer.counters().values().stream())
                .mapToLong(row -> row[Count.REQUESTS.ordinal()] - row[Count.SETTLED.ordinal()])
                .sum();
    }

    private static List<String> advice(Takeover takeover) {
        String from = takeover.from().isEmpty() ? "the node before" : takeover.from();
        return switch (takeover.kind()) {
            case "peer_lost" ->
                List.of(
                        "until " + from
                                + " is back there may be no standby: look at it now (docs/runbooks/state-unreachable.md)",
                        "its log tells what it did last: journalctl -u tandem on " + from);
            case "peer_gave_up" -> List.of("the log of " + from + " says why it gave the addresses up");
            default -> List.of();
        };
    }

    private synchronized long nextNumber() {
        return newest.isEmpty() ? 1 : newest.getLast().number() + 1;
    }

    private synchronized void write(TakeoverReport report, String from, long inFlight) {
        newest.add(report);
        if (newest.size() > KEPT) {
            newest.removeFirst();
        }
        note(report, from, inFlight);
        try {
            Files.createDirectories(directory);
            Path file = file(report.number());
            Path draft = directory.resolve(file.getFileName() + ".draft");
            Files.writeString(draft, ReportJson.write(report));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(file(report.number() - KEPT));
        } catch (IOException e) {
            LOG.warn("could not write report {} into {}: {}", report.number(), directory, e.toString());
        }
    }

    private void note(TakeoverReport report, String from, long inFlight) {
        String took = String.format(Locale.ROOT, "%.1f", report.tookMicros() / 1000.0);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("from", from);
        facts.put("to", report.node());
        facts.put("group", report.group());
        facts.put("term", String.valueOf(report.term()));
        facts.put("how", report.kind());
        facts.put("reason", report.cause());
        facts.put("tookMillis", took);
        facts.put("requestsInProgress", String.valueOf(inFlight));
        facts.put("announcements", String.valueOf(announcements.applyAsLong(report.group())));
        facts.put("report", String.valueOf(report.number()));
        base.events()
                .note(
                        report.kind().equals(SWITCHOVER) ? SWITCHOVER : "takeover",
                        "report " + report.number() + ": active after " + took + " ms (" + report.cause()
                                + "); `tandem report " + report.number() + "` shows it",
                        facts);
    }

    private Path file(long number) {
        return directory.resolve(String.format(Locale.ROOT, "takeover-%06d.json", number));
    }

    private List<TakeoverReport> fromDisk() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<TakeoverReport> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                ReportJson.read(Files.readString(file))
                        .ifPresentOrElse(
                                found::add, () -> LOG.warn("{} is no report of a takeover; it is left alone", file));
            }
        } catch (IOException e) {
            LOG.warn("could not read the reports of takeovers in {}: {}", directory, e.toString());
        }
        return found.subList(Math.max(0, found.size() - KEPT), found.size());
    }
}
