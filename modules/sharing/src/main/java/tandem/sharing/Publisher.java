package tandem.sharing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.core.port.SharedState.Source;
import tandem.core.setting.Setting;
import tandem.core.share.ShareCodec;
import tandem.core.share.ShareCodec.MalformedShare;
import tandem.core.status.Event;
import tandem.sharing.Inbox.EntryId;

/**
 * The one thread that joins, puts and may block: keeps a {@link Link} open, and at every beat puts what waits in the
 * {@link Outbox} and the node's report. Whatever Hazelcast throws is told in {@link #trouble} and tried again.
 */
@RunsOn(RunsOn.Lane.SHARING)
final class Publisher implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long OFFER_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final SharingSettings settings;
    private final MacSeal seal;
    private final Source source;
    private final Inbox inbox;
    private final Outbox outbox;
    private final NodeClock clock;
    private final ConcurrentLinkedQueue<CompletableFuture<?>> waiting = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Link link;
    private volatile String trouble = "";
    private volatile long lastRoundNanos;
    private long lastOfferNanos;
    private List<Event> lastHistory = List.of();
    private volatile boolean closed;

    /** What the publishing thread works on. */
    record Parts(MacSeal seal, Source source, Inbox inbox, Outbox outbox, NodeClock clock) {}

    Publisher(SharingSettings settings, Parts parts) {
        this.settings = settings;
        this.seal = parts.seal();
        this.source = parts.source();
        this.inbox = parts.inbox();
        this.outbox = parts.outbox();
        this.clock = parts.clock();
        this.lastRoundNanos = clock.nanos();
        this.lastOfferNanos = clock.nanos();
    }

    @Override
    public void run() {
        try {
            while (!closed) {
                Link open = openLink();
                boolean published = open != null && round(open);
                outbox.pause(open == null || !published ? RETRY_NANOS : BEAT_NANOS);
            }
        } catch (InterruptedException e) {
            LOG.debug("publishing was interrupted: the node stops");
        } finally {
            closeLink();
        }
    }

    /** The link in use; null while there is none. Any thread. */
    @Nullable
    Link link() {
        return link;
    }

    /** What went wrong last, as a sentence; empty when all is well. Any thread. */
    String trouble() {
        return trouble;
    }

    /** How long ago all was published, or the link was opened; grows while a put blocks. Any thread. */
    long sinceLastRoundNanos() {
        return clock.nanos() - lastRoundNanos;
    }

    /** Completes after a round that begins later than this call. Any thread. */
    CompletableFuture<?> nextRound() {
        CompletableFuture<?> done = new CompletableFuture<>();
        waiting.add(done);
        outbox.wake();
        return done;
    }

    /** Makes the thread end; the caller interrupts and joins it. Any thread. */
    void stop() {
        closed = true;
        outbox.wake();
    }

    private @Nullable Link openLink() {
        Link open = link;
        if (open != null && open.running()) {
            return open;
        }
        if (open != null) {
            LOG.warn("Hazelcast stopped by itself; it is started again");
            closeLink();
        }
        try {
            open = Link.open(settings, inbox, outbox::addEverything);
            outbox.addEverything();
            trouble = "";
            lastRoundNanos = clock.nanos();
            link = open;
            return open;
        } catch (RuntimeException e) {
            trouble("could not start on " + settings.bindAddress() + ":" + settings.port() + ": " + e.getMessage(), e);
            return null;
        }
    }

    private boolean round(Link open) {
        List<CompletableFuture<?>> served = new ArrayList<>();
        for (CompletableFuture<?> done = waiting.poll(); done != null; done = waiting.poll()) {
            served.add(done);
        }
        Outbox.Batch batch = takeBatch();
        try {
            for (Setting setting : batch.settings()) {
                offer(open, setting);
            }
            put(open, new EntryId(Link.REPORTS, settings.node()), ShareCodec.encode(source.report()));
            putHistory(open, batch.everything());
        } catch (RuntimeException e) {
            outbox.add(batch.settings());
            if (batch.everything()) {
                outbox.addEverything();
            }
            waiting.addAll(served);
            if (!closed) {
                trouble("could not publish: " + e, e);
            }
            return false;
        }
        trouble = "";
        lastRoundNanos = clock.nanos();
        served.forEach(done -> done.complete(null));
        return true;
    }

    /** What waits; all that the node knows when that was asked for, and from time to time. */
    private Outbox.Batch takeBatch() {
        // Deliberate: also without a reason. A node that joined while partitions moved was seen to lack entries for 30
        // s,
        // after which Hazelcast repairs its copy; a put reaches it at once, even one that changes nothing here.
        boolean due = clock.nanos() - lastOfferNanos > OFFER_NANOS;
        Outbox.Batch batch = outbox.drain();
        if (!batch.everything() && !due) {
            return batch;
        }
        lastOfferNanos = clock.nanos();
        outbox.add(source.settings());
        outbox.add(batch.settings());
        return new Outbox.Batch(outbox.drain().settings(), true);
    }

    /** Puts a setting unless the map has a newer one, which then is news to this node. */
    private void offer(Link open, Setting setting) {
        EntryId id = Merger.idOf(setting);
        byte @Nullable [] present = open.get(id);
        Presence presence = present == null
                ? Presence.OLDER
                : seal.open(id.map(), id.key(), present)
                        .map(bytes -> Presence.of(bytes, setting))
                        .orElse(Presence.OLDER);
        if (present == null || presence == Presence.OLDER) {
            put(open, id, ShareCodec.encode(setting));
        } else if (presence == Presence.SAME) {
            // As they are: a newer version may have appended what this one does not read.
            open.put(id, present);
        } else {
            inbox.changed(id, present);
        }
    }

    private void putHistory(Link open, boolean everything) {
        List<Event> history = source.history();
        if (everything || !history.equals(lastHistory)) {
            put(open, new EntryId(Link.HISTORY, settings.node()), ShareCodec.encode(history));
            lastHistory = history;
        }
    }

    private void put(Link open, EntryId id, byte[] value) {
        open.put(id, seal.seal(id.map(), id.key(), value));
    }

    private void trouble(String sentence, RuntimeException cause) {
        if (!sentence.equals(trouble)) {
            LOG.warn("state sharing {}; traffic and takeover go on, it is tried again", sentence);
            LOG.debug("the cause", cause);
        }
        trouble = sentence;
    }

    private void closeLink() {
        Link open = link;
        link = null;
        if (open != null) {
            open.close();
        }
    }

    /** What the map holds beside what this node holds. */
    private enum Presence {
        OLDER,
        SAME,
        NEWER;

        static Presence of(byte[] bytes, Setting mine) {
            try {
                Setting there = ShareCodec.decodeSetting(bytes);
                return there.equals(mine) ? SAME : there.beats(mine) ? NEWER : OLDER;
            } catch (MalformedShare newerVersion) {
                return revision(bytes) < mine.revision() ? OLDER : NEWER;
            }
        }

        private static long revision(byte[] bytes) {
            try {
                return ShareCodec.settingRevision(bytes);
            } catch (MalformedShare noSetting) {
                return 0;
            }
        }
    }
}
