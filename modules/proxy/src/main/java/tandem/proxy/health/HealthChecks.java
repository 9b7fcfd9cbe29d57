package tandem.proxy.health;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.balance.Balancer;
import tandem.core.balance.Member;
import tandem.core.config.HealthConfig;
import tandem.core.config.MemberFlag;
import tandem.core.health.CheckReport;
import tandem.core.health.HealthTracker;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.status.Verdict;
import tandem.proxy.ProxyEvents;
import tandem.proxy.tls.Certificates;

/**
 * Probes every member that has a rule, and tells the routing table which are down. One thread decides when and keeps the verdicts;
 * each probe blocks a virtual thread of its own, at most 64 at a time. Stopped members are not asked; disabled ones and standbys
 * are. Any thread.
 */
public final class HealthChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthChecks.class);
    private static final int AT_ONCE = 64;
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long FIRST_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Certificates certificates;
    private final LiveTable table;
    private final NodeClock clock;
    private final RandomGenerator random;
    private final ProxyEvents events;
    private final String agent;
    private final Counter passed;
    private final Counter failed;
    private final LinkedBlockingQueue<Runnable> results = new LinkedBlockingQueue<>();
    private final Map<String, Watch> watches = new HashMap<>();
    private final Map<String, HealthTracker> trackers = new ConcurrentHashMap<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final ThreadFactory probers =
            Thread.ofVirtual().name("tandem-probe-", 0).factory();
    private final Thread thread;
    private @Nullable RoutingTable seen;
    private volatile boolean closed;

    /**
     * @param random spreads the probes
     * @param agent what the probes call themselves, such as {@code Tandem-health/1.0}
     * @param meters where the metrics {@code tandem_health_…} are registered
     */
    public HealthChecks(
            LiveTable table,
            NodeClock clock,
            RandomGenerator random,
            ProxyEvents events,
            String agent,
            MeterRegistry meters) {
        this(table, clock, random, events, agent, meters, new Certificates());
    }

    /** The same with TLS. */
    public HealthChecks(
            LiveTable table,
            NodeClock clock,
            RandomGenerator random,
            ProxyEvents events,
            String agent,
            MeterRegistry meters,
            Certificates certificates) {
        this.certificates = certificates;
        this.table = table;
        this.clock = clock;
        this.random = random;
        this.events = events;
        this.agent = agent;
        this.passed = counter(meters, "passed");
        this.failed = counter(meters, "failed");
        Gauge.builder("tandem.health.members", trackers, Map::size)
                .description("Members that this node probes")
                .register(meters);
        this.thread = Thread.ofPlatform().name("tandem-health").daemon().unstarted(this::run);
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("tandem.health.checks")
                .description("Probes of members by this node")
                .tags("result", result)
                .register(meters);
    }

    /** Begins to probe. */
    public void start() {
        thread.start();
    }

    /** What this node's checks say, by member id; without those that were not tried yet. */
    public Map<String, CheckReport> reports() {
        Map<String, CheckReport> reports = new HashMap<>();
        trackers.forEach((id, t) -> {
            if (t.verdict() != Verdict.UNKNOWN && t.from().isEmpty()) {
                reports.put(id, new CheckReport(t.verdict(), t.reason(), t.sinceEpochMillis(), t.checkedEpochMillis()));
            }
        });
        return reports;
    }

    /** What this node knows of a member; empty if it does not probe it. */
    public Optional<HealthTracker> tracker(String memberId) {
        return Optional.ofNullable(trackers.get(memberId));
    }

    /** A peer's verdicts, by member id: those of members that this node has not tried itself are taken over. */
    public void adopt(String node, Map<String, CheckReport> peers) {
        results.add(() -> peers.forEach((id, report) -> {
            HealthTracker own = trackers.get(id);
            if (own != null) {
                put(id, own, own.adopted(report.verdict(), report.reason(), node, clock.epochMillis()));
            }
        }));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    // ---- the health thread ----

    @RunsOn(Lane.HEALTH)
    private void run() {
        while (!closed) {
            try {
                reconcile();
                long pause = startDue(clock.nanos());
                Runnable result = results.poll(pause, TimeUnit.NANOSECONDS);
                while (result != null) {
                    result.run();
                    result = results.poll();
                }
                table.checked(down());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("health checks failed at one thing and go on", e);
            }
        }
    }

    private Set<String> down() {
        Set<String> down = new HashSet<>();
        trackers.forEach((id, tracker) -> {
            if (tracker.verdict() == Verdict.DOWN) {
                down.add(id);
            }
        });
        return down;
    }

    /** Follows the table: members come, go, move and change their rules. */
    private void reconcile() {
        RoutingTable now = table.current();
        if (now == seen) {
            return;
        }
        seen = now;
        Set<String> wanted = new HashSet<>();
        for (Balancer balancer : now.balancers().values()) {
            for (Member member : balancer.members()) {
                Optional<HealthConfig> rule = balancer.config().healthOf(member.config());
                if (rule.isPresent() && !member.flags().contains(MemberFlag.STOPPED)) {
                    wanted.add(member.id());
                    watch(balancer, member, rule.get());
                }
            }
        }
        watches.keySet().retainAll(wanted);
        trackers.keySet().retainAll(wanted);
    }

    private void watch(Balancer balancer, Member member, HealthConfig rule) {
        Watch watch = watches.get(member.id());
        String url = member.config().url().toString();
        if (watch == null || !watch.url.equals(url) || !watch.rule.equals(rule)) {
            long spread = Math.min(rule.interval().toNanos(), FIRST_WITHIN_NANOS);
            watch = new Watch(rule, url, clock.nanos() + random.nextLong(spread));
            watches.put(member.id(), watch);
            trackers.put(member.id(), HealthTracker.UNTRIED);
        }
        watch.balancer = balancer;
        watch.member = member;
    }

    /** Starts what is due; returns how long nothing more will be. */
    private long startDue(long nowNanos) {
        long pause = LONGEST_PAUSE_NANOS;
        for (Map.Entry<String, Watch> entry : watches.entrySet()) {
            Watch watch = entry.getValue();
            long left = watch.dueNanos - nowNanos;
            if (left > 0) {
                pause = Math.min(pause, left);
            } else if (!watch.running && watch.member != null) {
                start(entry.getKey(), watch, watch.member, nowNanos);
            }
        }
        return pause;
    }

    private void start(String id, Watch watch, Member member, long nowNanos) {
        InetSocketAddress address = member.address().orElse(null);
        if (address != null && !slots.tryAcquire()) {
            return;
        }
        long interval = watch.rule.interval().toNanos();
        watch.dueNanos = nowNanos + interval + random.nextLong(-interval / 10, interval / 10 + 1);
        if (address == null) {
            return;
        }
        watch.running = true;
        String serverName =
                member.tls().serverName().orElse(member.config().url().host());
        Probe probe = new Probe(watch.rule, member, address, agent, certificates.member(member.tls()), serverName);
        probers.newThread(() -> {
                    ProbeResult result = guarded(probe);
                    slots.release();
                    results.add(() -> found(id, watch, result));
                })
                .start();
    }

    private static ProbeResult guarded(Probe probe) {
        try {
            return probe.run();
        } catch (RuntimeException e) {
            return ProbeResult.failed("the probe itself failed: " + e);
        }
    }

    private void found(String id, Watch watch, ProbeResult result) {
        watch.running = false;
        HealthTracker before = trackers.get(id);
        Balancer balancer = watch.balancer;
        Member member = watch.member;
        if (watches.get(id) != watch || before == null || balancer == null || member == null) {
            return;
        }
        (result.passed() ? passed : failed).increment();
        long now = clock.epochMillis();
        if (!result.passed()) {
            put(id, before, before.failed(result.sentence(), watch.rule.fall(), now));
            return;
        }
        boolean inError = balancer.schedule().error(member, clock.nanos()).isPresent();
        HealthTracker after = before.passed(result.sentence(), watch.rule.rise(), inError, now);
        put(id, before, after);
        if (inError && after.sound()) {
            balancer.schedule().forgive(member);
            if (before.verdict() != Verdict.DOWN) {
                recovered(id, after);
            }
        }
    }

    private void put(String id, HealthTracker before, HealthTracker after) {
        trackers.put(id, after);
        if (before.verdict() == after.verdict()) {
            return;
        }
        if (after.verdict() == Verdict.DOWN) {
            String whose = after.from().isEmpty() ? "" : " as " + after.from() + " found";
            String sentence = "member " + id + " is down by its health checks" + whose + ": " + after.reason()
                    + "; it takes nothing until they pass";
            LOG.warn(sentence);
            events.memberFailed(id, sentence);
        } else if (before.verdict() == Verdict.DOWN) {
            recovered(id, after);
        }
    }

    private void recovered(String id, HealthTracker after) {
        String sentence = "member " + id + " is up by its health checks: " + after.reason();
        LOG.info(sentence);
        events.memberRecovered(id, sentence);
    }

    /** One member's probing; the health thread's own. */
    private static final class Watch {
        private final HealthConfig rule;
        private final String url;
        private @Nullable Balancer balancer;
        private @Nullable Member member;
        private long dueNanos;
        private boolean running;

        Watch(HealthConfig rule, String url, long dueNanos) {
            this.rule = rule;
            this.url = url;
            this.dueNanos = dueNanos;
        }
    }
}
