package tandem.failover.votes;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.vip.ThreadPriority;

/**
 * Sends to one voter, on a thread and sockets of its own, so that what happens on the way to this voter delays no other. Of
 * waiting messages of a kind and group only the newest is sent. A voter that is not told anything for a beat is greeted. Any thread.
 */
final class VoterOutbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VoterOutbox.class);
    private static final long CLOSE_MILLIS = 200;

    private final Session session;
    private final DatagramCodec codec;
    private final Seal seal;
    private final List<OutgoingPath> paths;
    private final long beatNanos;
    private final Thread thread;
    private @Nullable Sending reply;
    private final SequencedMap<String, WaitingMessages> groups = new LinkedHashMap<>();
    private boolean closed;

    VoterOutbox(String voter, VoteLinkSettings settings, Session session, KeyRing keys, List<OutgoingPath> paths) {
        this.session = session;
        this.codec = new DatagramCodec(settings.cluster(), settings.self(), voter);
        this.seal = new Seal(keys);
        this.paths = List.copyOf(paths);
        this.beatNanos = settings.beatNanos();
        this.thread =
                Thread.ofPlatform().name("tandem-votes-to-" + voter).daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    synchronized void offer(String group, LeaseMessage message) {
        groups.computeIfAbsent(group, _ -> new WaitingMessages()).offer(message);
        notifyAll();
    }

    /**
     * Answers what came in from there, also there if no path leads there yet.
     *
     * @param path by which it came in
     */
    synchronized void reply(Verdict.Reply newest, int path, InetAddress source) {
        boolean elsewhere = !source.equals(peer(path));
        reply = new Sending(session.next(newest), newest.key(), elsewhere ? source : null, path);
        notifyAll();
    }

    /** The voter's present life was heard from there by this path. */
    synchronized void follow(int path, InetAddress source) {
        if (!source.equals(peer(path))) {
            paths.get(path).follow(source);
        }
    }

    /** Where a path leads. */
    InetAddress peer(int path) {
        return paths.get(path).peer();
    }

    /** Sends what waits, for at most {@value #CLOSE_MILLIS} ms, and ends. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (Thread.currentThread() != thread) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }

    private void run() {
        ThreadPriority.raise();
        try {
            for (Sending next = next(true); next != null; next = next(false)) {
                for (OutgoingPath path : paths) {
                    path.send(codec.encode(next.datagram(), seal, next.key()));
                }
                if (next.there() != null) {
                    paths.get(next.path()).send(codec.encode(next.datagram(), seal, next.key()), next.there());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} ends with something left to send", thread.getName());
        } finally {
            paths.forEach(OutgoingPath::close);
        }
    }

    /**
     * @param there where to besides all paths; null: nowhere
     * @param path by which one
     */
    private record Sending(
            Datagram datagram, SecretKey key, @Nullable InetAddress there, int path) {
        Sending(Datagram datagram, SecretKey key) {
            this(datagram, key, null, 0);
        }
    }

    /** What is to be sent next, as soon as there is something; null when closed. */
    private synchronized @Nullable Sending next(boolean first) throws InterruptedException {
        if (!first && !waiting() && !closed) {
            TimeUnit.NANOSECONDS.timedWait(this, beatNanos);
        }
        if (reply != null) {
            Sending due = reply;
            reply = null;
            return due;
        }
        Content.Lease message = message();
        if (message == null && closed) {
            return null;
        }
        // Deliberate: a message for a voter whose life is unknown would not be accepted; it is greeted instead.
        Content content = message != null && session.known() ? message : session.greet();
        SecretKey key = session.key(seal.keys());
        return new Sending(session.next(content), key);
    }

    private boolean waiting() {
        return reply != null || !groups.isEmpty();
    }

    /** The groups take turns. */
    private Content.@Nullable Lease message() {
        if (groups.isEmpty()) {
            return null;
        }
        Map.Entry<String, WaitingMessages> turn = groups.pollFirstEntry();
        LeaseMessage message = turn.getValue().next();
        if (!turn.getValue().isEmpty()) {
            groups.put(turn.getKey(), turn.getValue());
        }
        return new Content.Lease(turn.getKey(), message);
    }
}
