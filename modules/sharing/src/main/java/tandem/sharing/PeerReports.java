package tandem.sharing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import tandem.core.share.NodeReport;

/** The newest report of every other node and when it came. Any thread. */
final class PeerReports {
    private final Map<String, Received> byNode = new ConcurrentHashMap<>();

    private record Received(NodeReport report, long atNanos) {}

    /** Keeps the report if it is newer than the one known. */
    void arrived(NodeReport report, long nowNanos) {
        byNode.merge(
                report.node(),
                new Received(report, nowNanos),
                (known, fresh) -> fresh.report().newerThan(known.report()) ? fresh : known);
    }

    /** The same of a report that says nothing of readiness and health checks. */
    void heard(NodeReport report, long nowNanos) {
        Received known = byNode.get(report.node());
        arrived(known == null ? report : report.withFactsOf(known.report()), nowNanos);
    }

    List<NodeReport> all() {
        return byNode.values().stream().map(Received::report).toList();
    }

    /** How long ago this node's newest report came; empty if none ever did. */
    OptionalLong ageNanos(String node, long nowNanos) {
        Received received = byNode.get(node);
        return received == null ? OptionalLong.empty() : OptionalLong.of(nowNanos - received.atNanos());
    }

    /** How long ago each node's newest report came, by node. */
    Map<String, Long> agesMillis(long nowNanos) {
        Map<String, Long> ages = new HashMap<>();
        byNode.forEach(
                (node, received) -> ages.put(node, TimeUnit.NANOSECONDS.toMillis(nowNanos - received.atNanos())));
        return ages;
    }

    /** How long ago the report came that is the oldest of all nodes' newest; empty if none ever came. */
    OptionalLong oldestAgeNanos(long nowNanos) {
        return byNode.values().stream()
                .mapToLong(received -> nowNanos - received.atNanos())
                .max();
    }
}
