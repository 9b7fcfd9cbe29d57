package tandem.app;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tandem.core.limit.RateLimits;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership;
import tandem.core.routing.LiveTable;
import tandem.core.share.NodeReport;
import tandem.core.status.NodeStatus;
import tandem.core.status.Role;
import tandem.proxy.health.HealthChecks;

/** What the peers' reports change on this node: its schedules while it stands by, loads, what is left of rate limits, and verdicts that it has none of its own for. */
final class PeerNews {
    private final NodeVoice voice;
    private final ScheduleFollower follower;
    private final PeerLoads loads;
    private final LiveTable table;
    private final NodeClock clock;
    private final Supplier<Ownership> ownership;
    private volatile @Nullable HealthChecks checks;
    private volatile Consumer<List<NodeReport>> registrations = _ -> {};

    /** @param ownership says which peers run */
    PeerNews(Foundation base, NodeVoice voice, ScheduleFollower follower, Supplier<Ownership> ownership) {
        this.voice = voice;
        this.follower = follower;
        this.loads = new PeerLoads(base.table());
        this.table = base.table();
        this.clock = base.clock();
        this.ownership = ownership;
    }

    /** These adopt verdicts from now on. */
    void checks(HealthChecks own) {
        checks = own;
    }

    /** This looks for members that registered at a peer from now on. */
    void registrations(Consumer<List<NodeReport>> learning) {
        registrations = learning;
    }

    /** Takes the newest report of each peer; four times a second, on one thread. */
    void take(List<NodeReport> peers) {
        if (voice.role() != Role.ACTIVE) {
            follower.follow(peers);
        }
        registrations.accept(peers);
        if (!peers.isEmpty()) {
            Set<String> running = running();
            loads.show(peers, running);
            countRates(peers);
            adoptChecks(peers, running);
        }
    }

    /** Of every peer, of one that is gone, too: what it let pass last still counts. */
    private void countRates(List<NodeReport> peers) {
        RateLimits limits = table.current().rateLimits();
        if (limits.nothing()) {
            return;
        }
        for (NodeReport report : peers) {
            long ageMillis = clock.epochMillis() - report.writtenAtEpochMillis();
            limits.hear(report.node(), report.rates(), ageMillis, clock.nanos());
        }
    }

    private void adoptChecks(List<NodeReport> peers, Set<String> running) {
        HealthChecks own = checks;
        if (own != null) {
            peers.stream()
                    .filter(report ->
                            running.contains(report.node()) && !report.checks().isEmpty())
                    .forEach(report -> own.adopt(report.node(), report.checks()));
        }
    }

    private Set<String> running() {
        return ownership.get().status().nodes().stream()
                .filter(NodeStatus::reachable)
                .map(NodeStatus::name)
                .collect(Collectors.toSet());
    }
}
