package tandem.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.balance.PeerLoad;
import tandem.core.count.Count;
import tandem.core.routing.LiveTable;
import tandem.core.share.NodeReport;

/**
 * Lets policies that look at load see what the other nodes do to the members. What is in flight counts only on nodes that run;
 * what they moved counts for as long as their last report is known, so that a takeover does not begin again at zero. Any thread.
 */
final class PeerLoads {
    private final LiveTable table;

    PeerLoads(LiveTable table) {
        this.table = table;
    }

    /**
     * Tells every schedule.
     *
     * @param reachable names of the nodes that run
     */
    void show(List<NodeReport> peers, Set<String> reachable) {
        Map<String, PeerLoad> byId = new LinkedHashMap<>();
        for (NodeReport report : peers) {
            boolean runs = reachable.contains(report.node());
            report.counters().forEach((id, row) -> byId.merge(id, load(row, runs), PeerLoad::plus));
        }
        for (Balancer balancer : table.current().balancers().values()) {
            Map<String, PeerLoad> byName = new LinkedHashMap<>();
            for (Member member : balancer.members()) {
                byName.put(member.config().name(), byId.getOrDefault(member.id(), PeerLoad.NONE));
            }
            balancer.schedule().peers(byName);
        }
    }

    private static PeerLoad load(long[] row, boolean runs) {
        long busy = runs ? Math.max(0, cell(row, Count.REQUESTS) - cell(row, Count.SETTLED)) : 0;
        return new PeerLoad(busy, cell(row, Count.BYTES_TO), cell(row, Count.BYTES_FROM));
    }

    private static long cell(long[] row, Count count) {
        return count.ordinal() < row.length ? row[count.ordinal()] : 0;
    }
}
