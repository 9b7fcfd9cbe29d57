package tandem.sharing;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.PeerChannel;
import tandem.core.port.RunsOn;
import tandem.core.port.SharedState;
import tandem.core.setting.Setting;
import tandem.core.share.NodeReport;
import tandem.core.status.SharingStatus;

/**
 * Shares settings and reports with the peers through an embedded Hazelcast. Two threads of its own: one publishes and may
 * block for as long as a peer is frozen, one merges what peers published. Everything else only queues, so that no caller ever
 * waits for Hazelcast, and none sees its exceptions. Any thread.
 */
public final class HazelcastSharedState implements SharedState {
    private static final Logger LOG = LoggerFactory.getLogger(HazelcastSharedState.class);
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration LEAVE = Duration.ofMillis(1_900);

    private final SharingSettings settings;
    private final Source source;
    private final NodeClock clock;
    private final Inbox inbox = new Inbox();
    private final Outbox outbox = new Outbox();
    private final MacSeal seal;
    private final PeerReports peers = new PeerReports();
    private final Publisher publisher;
    private final Merger merger;
    private final Thread publishing;
    private final Thread merging;
    private volatile @Nullable Bridge bridge;
    private volatile boolean closed;

    private HazelcastSharedState(SharingSettings settings, List<SecretKey> macKeys, Source source, NodeClock clock) {
        this.settings = settings;
        this.source = source;
        this.clock = clock;
        this.seal = new MacSeal(macKeys);
        this.publisher = new Publisher(settings, new Publisher.Parts(seal, source, inbox, outbox, clock));
        this.merger = new Merger(settings.node(), new Merger.Parts(seal, source, peers, outbox, clock));
        this.publishing =
                Thread.ofPlatform().daemon().name("tandem-sharing-publish").unstarted(publisher);
        this.merging = Thread.ofPlatform().daemon().name("tandem-sharing-merge").unstarted(this::mergeLoop);
    }

    /**
     * Begins to join the peers in the background and returns at once.
     *
     * @param macKeys the keys that seal and check what is shared, at least one, the newest first
     * @param source this node's report and settings, and where the peers' go
     */
    public static HazelcastSharedState start(
            SharingSettings settings, List<SecretKey> macKeys, Source source, NodeClock clock, MeterRegistry meters) {
        HazelcastSharedState sharing = new HazelcastSharedState(settings, macKeys, source, clock);
        sharing.register(meters);
        sharing.publishing.start();
        sharing.merging.start();
        return sharing;
    }

    /**
     * Seals and accepts what is shared with other keys from now on. What a peer sealed with a key that only it has is ignored, and
     * read again within a second once both have it.
     *
     * @param macKeys at least one, the newest first
     */
    public void rekey(List<SecretKey> macKeys) {
        seal.rekey(macKeys);
        inbox.readAgain();
        outbox.wake();
    }

    /** Lets the election link carry what Hazelcast does not, from now on; called once. */
    public void bridge(PeerChannel channel) {
        Bridge.Parts parts = new Bridge.Parts(seal, source, inbox, clock);
        Bridge over = new Bridge(settings.node(), parts, channel, this::incomplete);
        bridge = over;
        Thread.ofPlatform().daemon().name("tandem-sharing-bridge").start(over);
    }

    /** Whether Hazelcast does not reach every peer at this moment. */
    private boolean incomplete() {
        return joinedPeers().size() < settings.peers().size() || publisher.sinceLastRoundNanos() > STUCK_NANOS;
    }

    private boolean bridged() {
        Bridge over = bridge;
        return over != null && over.carries();
    }

    private void register(MeterRegistry meters) {
        Gauge.builder("tandem.sharing.lag", this, s -> s.status().lagMillis() / 1000.0)
                .baseUnit("seconds")
                .description("Age of the oldest peer report or of the last complete publication; negative if unknown.")
                .register(meters);
        Gauge.builder("tandem.sharing.joined", this, s -> s.joinedPeers().isEmpty() ? 0 : 1)
                .description("1 if this node shares state with at least one peer.")
                .register(meters);
        Gauge.builder("tandem.sharing.peers", this, s -> s.joinedPeers().size())
                .description("Peers that this node shares state with.")
                .register(meters);
        Gauge.builder("tandem.sharing.bridged", this, s -> s.bridged() ? 1 : 0)
                .description(
                        "1 while a peer's state comes over the election link, because Hazelcast does not carry it.")
                .register(meters);
        FunctionCounter.builder("tandem.sharing.rejected", merger, Merger::rejected)
                .description("Shared values that were ignored because of their seal or their form.")
                .register(meters);
    }

    @Override
    public void publish(Collection<Setting> changed) {
        outbox.add(changed);
        outbox.wake();
    }

    @Override
    public void flush(long timeoutMillis) {
        if (publisher.link() == null) {
            return;
        }
        try {
            publisher.nextRound().get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.info("the last report was not published within {} ms; peers go on from the one before", timeoutMillis);
        } catch (ExecutionException e) {
            LOG.warn("the last report was not published", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public List<NodeReport> peers() {
        return peers.all();
    }

    @Override
    public void heard(NodeReport report) {
        peers.heard(report, clock.nanos());
    }

    @Override
    public OptionalLong ageMillis(String node) {
        OptionalLong age = peers.ageNanos(node, clock.nanos());
        return age.isPresent() ? OptionalLong.of(TimeUnit.NANOSECONDS.toMillis(age.getAsLong())) : age;
    }

    @Override
    public SharingStatus status() {
        if (closed) {
            return new SharingStatus("off", "this node has left", -1);
        }
        List<String> joined = joinedPeers();
        if (publisher.link() == null) {
            String trouble = publisher.trouble();
            return status("joining", trouble.isEmpty() ? "Hazelcast is starting" : "Hazelcast " + trouble);
        }
        return joined.isEmpty()
                ? status("alone", "no peer is joined; expected " + settings.peers())
                : status("joined", joinedReason(joined));
    }

    private SharingStatus status(String state, String reason) {
        boolean over = bridged();
        boolean joined = state.equals("joined");
        String way = joined
                ? "state goes over the election link until Hazelcast has caught up: "
                : "state goes over the election link, because Hazelcast does not carry it: ";
        return new SharingStatus(
                over && !joined ? "bridged" : state,
                over ? way + reason : reason,
                lagMillis(),
                peers.agesMillis(clock.nanos()));
    }

    private String joinedReason(List<String> joined) {
        List<String> strangers =
                joined.stream().filter(a -> !settings.peers().contains(a)).toList();
        if (!strangers.isEmpty()) {
            return "joined by " + strangers + ", which is none of the nodes " + settings.peers()
                    + "; let only nodes reach port " + settings.port();
        }
        if (publisher.sinceLastRoundNanos() > STUCK_NANOS) {
            return "publishing has been stuck for " + TimeUnit.NANOSECONDS.toSeconds(publisher.sinceLastRoundNanos())
                    + " s: a peer does not answer";
        }
        return publisher.trouble().isEmpty() ? "shared with " + String.join(", ", joined) : publisher.trouble();
    }

    private long lagMillis() {
        OptionalLong oldestReport = peers.oldestAgeNanos(clock.nanos());
        long lag =
                bridged() ? oldestReport.orElse(0) : Math.max(oldestReport.orElse(0), publisher.sinceLastRoundNanos());
        return TimeUnit.NANOSECONDS.toMillis(lag);
    }

    /** Addresses of the peers that are joined; empty while Hazelcast is not there or does not say. */
    private List<String> joinedPeers() {
        Link link = publisher.link();
        try {
            return link == null ? List.of() : link.peers();
        } catch (RuntimeException e) {
            LOG.debug("Hazelcast does not say who is joined", e);
            return List.of();
        }
    }

    @Override
    public void close() {
        closed = true;
        Bridge over = bridge;
        if (over != null) {
            over.stop();
        }
        publisher.stop();
        merging.interrupt();
        publishing.interrupt();
        try {
            if (!publishing.join(LEAVE)) {
                LOG.info("Hazelcast is still leaving; the node does not wait for it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @RunsOn(RunsOn.Lane.SHARING)
    private void mergeLoop() {
        String noted = "joining";
        try {
            while (!closed) {
                Inbox.Batch batch = inbox.take(SWEEP_NANOS);
                try {
                    merge(batch);
                    noted = note(noted);
                } catch (RuntimeException e) {
                    LOG.warn("merging shared state failed; it is tried again", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("merging was interrupted: the node stops");
        }
    }

    /** Single changes at once; everything when asked, and when nothing came for a second, in case an event was lost. */
    private void merge(Inbox.Batch batch) {
        Link link = publisher.link();
        merger.merge(batch.entries());
        if (link != null
                && link.running()
                && (batch.readAgain() || batch.entries().isEmpty())) {
            merger.mergeAll(link.contents());
        }
    }

    private String note(String before) {
        SharingStatus now = status();
        if (!now.state().equals(before) && !closed) {
            LOG.info("state sharing: {}: {}", now.state(), now.reason());
            source.noted("state sharing: " + now.state() + ": " + now.reason());
        }
        return now.state();
    }
}
