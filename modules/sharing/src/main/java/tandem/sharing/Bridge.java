package tandem.sharing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.PeerChannel;
import tandem.core.port.RunsOn;
import tandem.core.port.SharedState.Source;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.share.ShareCodec;
import tandem.core.status.Event;
import tandem.sharing.Inbox.Entry;
import tandem.sharing.Inbox.EntryId;

/**
 * Carries what the maps carry over the election link while Hazelcast does not: its minors differ between the nodes, its port is
 * closed, a put is stuck. The same sealed bytes, put into the same inbox; what is new at every beat, everything now and again. One
 * thread, but for {@link #carries}.
 */
@RunsOn(RunsOn.Lane.SHARING)
final class Bridge implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long EVERYTHING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long HEARD_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final int EVENTS_A_MESSAGE = 20;

    private final String node;
    private final Parts parts;
    private final PeerChannel channel;
    private final BooleanSupplier needed;
    private final Map<SettingKey, Setting> sent = new HashMap<>();
    private List<Event> sentHistory = List.of();
    private long everythingAt;
    private volatile long heardAt;
    private volatile boolean heard;
    private volatile boolean closed;

    /** What the bridge works on. */
    record Parts(MacSeal seal, Source source, Inbox inbox, NodeClock clock) {}

    /** @param needed whether Hazelcast does not reach every peer at this moment */
    Bridge(String node, Parts parts, PeerChannel channel, BooleanSupplier needed) {
        this.node = node;
        this.parts = parts;
        this.channel = channel;
        this.needed = needed;
        channel.listen(this::received);
    }

    /** Whether a peer has been heard this way lately. Any thread. */
    boolean carries() {
        return heard && parts.clock().nanos() - heardAt < HEARD_NANOS;
    }

    void stop() {
        closed = true;
    }

    @RunsOn(RunsOn.Lane.JGROUPS)
    private void received(byte[] bytes) {
        BridgeCodec.decode(bytes).ifPresent(entry -> {
            heardAt = parts.clock().nanos();
            heard = true;
            parts.inbox().changed(entry.id(), entry.sealed());
        });
    }

    @Override
    public void run() {
        boolean before = false;
        while (!closed) {
            boolean now = needed.getAsBoolean();
            if (now) {
                try {
                    beat(!before);
                } catch (RuntimeException e) {
                    LOG.warn("state could not be sent over the election link; it is tried again", e);
                }
            }
            before = now;
            LockSupport.parkNanos(BEAT_NANOS);
        }
    }

    private void beat(boolean first) {
        long now = parts.clock().nanos();
        if (first || now - everythingAt > EVERYTHING_NANOS) {
            everythingAt = now;
            sent.clear();
            sentHistory = List.of();
        }
        send(Link.REPORTS, node, ShareCodec.encode(parts.source().report()));
        for (Setting setting : parts.source().settings()) {
            if (!setting.equals(sent.put(setting.key(), setting))) {
                send(Link.SETTINGS, setting.key().toString(), ShareCodec.encode(setting));
            }
        }
        List<Event> history = parts.source().history();
        if (!history.equals(sentHistory)) {
            for (int from = 0; from < history.size(); from += EVENTS_A_MESSAGE) {
                List<Event> some = history.subList(from, Math.min(history.size(), from + EVENTS_A_MESSAGE));
                send(Link.HISTORY, node, ShareCodec.encode(new ArrayList<>(some)));
            }
            sentHistory = history;
        }
    }

    private void send(String map, String key, byte[] value) {
        byte[] message =
                BridgeCodec.encode(new Entry(new EntryId(map, key), parts.seal().seal(map, key, value)));
        if (message.length <= PeerChannel.MOST_BYTES) {
            channel.broadcast(message);
        } else {
            LOG.debug("{}[{}] has {} bytes and is not sent over the election link", map, key, message.length);
        }
    }
}
