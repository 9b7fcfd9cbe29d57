package tandem.sharing;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
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

    List<NodeReport> all() {
        return byNode.values().stream().map(Received::report).toList();
    }

    /** How long ago the report came that is the oldest of all nodes' newest; empty if none ever came. */
    OptionalLong oldestAgeNanos(long nowNanos) {
        return byNode.values().stream()
                .mapToLong(received -> nowNanos - received.atNanos())
                .max();
    }
}
