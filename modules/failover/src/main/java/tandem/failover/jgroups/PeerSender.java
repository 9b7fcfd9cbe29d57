package tandem.failover.jgroups;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message.Flag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.failover.election.Message;
import tandem.failover.jgroups.GroupCodec.Addressed;

/**
 * Sends to one peer on a thread of its own, so that a peer that does not accept delays nobody else. Of waiting hellos only the
 * newest of each group is sent; of other messages at most {@value #LIMIT} wait, the oldest giving way. What sharing has to say waits
 * behind all of these.
 */
final class PeerSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSender.class);
    private static final int LIMIT = 64;
    private static final int SHARED_LIMIT = 4096;

    private final String peer;
    private final JChannel channel;
    private final Deque<Addressed> waiting = new ArrayDeque<>();
    private final SequencedMap<String, Addressed> hellos = new LinkedHashMap<>();
    private final Deque<byte[]> shared = new ArrayDeque<>();
    private final Thread thread;
    private @Nullable Address address;
    private boolean closed;

    PeerSender(String peer, JChannel channel) {
        this.peer = peer;
        this.channel = channel;
        this.thread = Thread.ofVirtual().name("tandem-send-" + peer).start(this::run);
    }

    /** The peer is found at this address now. */
    synchronized void address(Address found) {
        address = found;
    }

    synchronized void offer(Addressed message) {
        if (message.message() instanceof Message.Hello) {
            hellos.put(message.group(), message);
        } else {
            if (waiting.size() == LIMIT) {
                waiting.removeFirst();
            }
            waiting.addLast(message);
        }
        notifyAll();
    }

    /** Bytes of sharing; the oldest give way where too many wait. */
    synchronized void offerShared(byte[] bytes) {
        if (shared.size() == SHARED_LIMIT) {
            shared.removeFirst();
        }
        shared.addLast(bytes);
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        thread.interrupt();
    }

    private record Parcel(Address to, byte[] bytes) {}

    private void run() {
        try {
            for (Parcel parcel = next(); parcel != null; parcel = next()) {
                send(parcel);
            }
        } catch (InterruptedException e) {
            LOG.debug("sending to {} ends", peer);
        }
    }

    private synchronized @Nullable Parcel next() throws InterruptedException {
        while (!closed) {
            Address to = address;
            if (to != null && !waiting.isEmpty()) {
                return new Parcel(to, GroupCodec.encode(waiting.removeFirst()));
            }
            if (to != null && !hellos.isEmpty()) {
                return new Parcel(to, GroupCodec.encode(hellos.pollFirstEntry().getValue()));
            }
            if (to != null && !shared.isEmpty()) {
                return new Parcel(to, GroupCodec.encodeShared(shared.removeFirst()));
            }
            wait();
        }
        return null;
    }

    private void send(Parcel parcel) {
        try {
            channel.send(new BytesMessage(parcel.to(), parcel.bytes())
                    .setFlag(Flag.OOB, Flag.NO_RELIABILITY, Flag.DONT_BUNDLE));
        } catch (Exception e) {
            LOG.debug("{} bytes did not reach {}: {}", parcel.bytes().length, peer, e.toString());
        }
    }
}
