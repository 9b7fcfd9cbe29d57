package tandem.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import tandem.app.discovery.Discovery;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership;
import tandem.core.port.SharedState;
import tandem.core.status.NodeStatus;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.SharingStatus;

/** What this node needs to take the virtual addresses well, looked at once a second at most. Any thread. */
final class Readiness implements Supplier<List<ReadinessCheck>> {
    static final String CONFIGURATION = "configuration";
    static final String SHARING = "sharing";
    static final String MEMBERS = "members";
    static final String ADDRESSES = "addresses";
    static final String FOUND = "found members";
    private static final long FRESH_NANOS = 1_000_000_000;
    private static final long LAG_MILLIS = 5_000;
    private static final long LEAST_FREE_DESCRIPTORS = 512;
    private static final Path OPEN = Path.of("/proc/self/fd");
    private static final Path LIMITS = Path.of("/proc/self/limits");

    private final NodeClock clock;
    private final Ownership ownership;
    private final SharedState shared;
    private final List<Supplier<ReadinessCheck>> others;
    private volatile Looked last;

    private record Looked(long atNanos, List<ReadinessCheck> checks) {}

    /**
     * @param others what else is looked at, such as whether members can be reached from here; an empty sentence is no check
     */
    Readiness(NodeClock clock, Ownership ownership, SharedState shared, List<Supplier<ReadinessCheck>> others) {
        this.clock = clock;
        this.ownership = ownership;
        this.shared = shared;
        this.others = List.copyOf(others);
        this.last = new Looked(clock.nanos() - 2 * FRESH_NANOS, List.of());
    }

    @Override
    public List<ReadinessCheck> get() {
        Looked known = last;
        long now = clock.nanos();
        if (now - known.atNanos() < FRESH_NANOS) {
            return known.checks();
        }
        List<ReadinessCheck> checks = new ArrayList<>();
        List<NodeStatus> nodes = ownership.status().nodes();
        checks.add(addresses(nodes));
        checks.add(sharing(shared.status(), lagMillis(nodes)));
        checks.add(descriptors());
        others.stream()
                .map(Supplier::get)
                .filter(check -> !check.sentence().isEmpty())
                .forEach(checks::add);
        last = new Looked(now, List.copyOf(checks));
        return last.checks();
    }

    private static ReadinessCheck addresses(List<NodeStatus> nodes) {
        String unfit = nodes.stream()
                .filter(NodeStatus::self)
                .map(NodeStatus::unfit)
                .findFirst()
                .orElse("");
        return unfit.isEmpty()
                ? new ReadinessCheck(ADDRESSES, true, "can be shown and announced here")
                : new ReadinessCheck(ADDRESSES, false, unfit);
    }

    /** How old the oldest report is of the nodes that run; the longest time if one of them sent none. */
    private long lagMillis(List<NodeStatus> nodes) {
        return nodes.stream()
                .filter(node -> !node.self() && node.reachable())
                .mapToLong(node -> shared.ageMillis(node.name()).orElse(Long.MAX_VALUE))
                .max()
                .orElse(0);
    }

    /** @param lagMillis how far this node is behind those that run; the longest time if nothing came from one of them */
    static ReadinessCheck sharing(SharingStatus status, long lagMillis) {
        boolean joined = status.state().equals("joined") || status.state().equals("bridged");
        String lag =
                lagMillis == Long.MAX_VALUE ? ", nothing has come from a peer yet" : ", " + lagMillis + " ms behind";
        return new ReadinessCheck(SHARING, joined && lagMillis <= LAG_MILLIS, status.state() + (joined ? lag : ""));
    }

    /**
     * What a peer says of itself, as far as it is still true.
     *
     * @param ageMillis how long ago it said so
     */
    static List<ReadinessCheck> told(List<ReadinessCheck> checks, long ageMillis) {
        if (ageMillis <= LAG_MILLIS) {
            return checks;
        }
        ReadinessCheck old =
                new ReadinessCheck(SHARING, false, "its last report came " + Math.ceilDiv(ageMillis, 1000) + " s ago");
        return checks.stream()
                .map(check -> check.name().equals(SHARING) ? old : check)
                .toList();
    }

    /** Whether a peer balances by the same configuration as this node. */
    static ReadinessCheck configuration(String theirs, String ours, String self) {
        return theirs.equals(ours)
                ? new ReadinessCheck(CONFIGURATION, true, "the same as " + self + "'s")
                : new ReadinessCheck(CONFIGURATION, false, theirs + ", but " + ours + " on " + self);
    }

    /** What was found by file or DNS, to be compared with what the other nodes found. */
    static ReadinessCheck found(Discovery discovery) {
        return new ReadinessCheck(FOUND, true, discovery.sentence());
    }

    private static ReadinessCheck descriptors() {
        try (Stream<Path> open = Files.list(OPEN)) {
            long used = open.count();
            long limit = limit(Files.readString(LIMITS));
            return descriptors(used, limit);
        } catch (IOException e) {
            return new ReadinessCheck("descriptors", true, "cannot be counted on this system: " + e.getMessage());
        }
    }

    static ReadinessCheck descriptors(long used, long limit) {
        boolean enough = limit - used >= LEAST_FREE_DESCRIPTORS;
        return new ReadinessCheck(
                "descriptors",
                enough,
                used + " of " + limit + " used"
                        + (enough ? "" : "; each client takes two: raise LimitNOFILE (ulimit -n)"));
    }

    /** The soft limit of open files as the kernel writes it. */
    static long limit(String limits) {
        return limits.lines()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.substring("Max open files".length()).strip().split("\\s+")[0])
                .map(word -> word.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(word))
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
