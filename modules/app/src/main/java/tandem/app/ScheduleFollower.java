package tandem.app;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.balance.Balancer;
import tandem.core.routing.LiveTable;
import tandem.core.share.NodeReport;
import tandem.core.status.Role;

/**
 * Keeps a standby's schedules where the active node's are, so that after a takeover members are chosen on as if nothing had
 * happened. Called by one thread.
 */
final class ScheduleFollower {
    private final LiveTable table;
    private long seenIncarnation = Long.MIN_VALUE;
    private long seenSequence = Long.MIN_VALUE;

    ScheduleFollower(LiveTable table) {
        this.table = table;
    }

    /** Takes over the newest vectors of an active peer, each report once. */
    void follow(List<NodeReport> peers) {
        Optional<NodeReport> active = peers.stream()
                .filter(report -> report.role() == Role.ACTIVE)
                .max(Comparator.comparingLong(NodeReport::writtenAtEpochMillis));
        active.filter(this::unseen).ifPresent(report -> {
            seenIncarnation = report.incarnation();
            seenSequence = report.sequence();
            Map<String, Balancer> balancers = table.current().balancers();
            report.schedules().forEach((name, vector) -> {
                Balancer balancer = balancers.get(name);
                if (balancer != null) {
                    balancer.schedule().adopt(vector);
                }
            });
        });
    }

    private boolean unseen(NodeReport report) {
        return report.incarnation() != seenIncarnation || report.sequence() != seenSequence;
    }
}
