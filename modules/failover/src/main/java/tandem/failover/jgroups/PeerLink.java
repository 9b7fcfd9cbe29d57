package tandem.failover.jgroups;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.MergeView;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.util.ExtendedUUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.RunsOn;
import tandem.failover.election.Event;

/**
 * This node's link to its peers, one for all groups of addresses. What it hears becomes an {@link Event}; what it is told to send goes out without waiting.
 * Any thread may send.
 */
public final class PeerLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);
    private static final String NAME_KEY = "node";
    private static final long RETRY_MILLIS = 1000;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    /** What the link hears, on JGroups' threads; must not block. */
    public interface Listener {
        /** A view, or that this node has joined: it concerns every group. */
        @RunsOn(RunsOn.Lane.JGROUPS)
        void everyGroup(Event event);

        /** A message about one group, which this node may not have. */
        @RunsOn(RunsOn.Lane.JGROUPS)
        void group(String group, Event.Heard heard);

        /** Bytes that sharing on another node sent; see {@link #broadcast(byte[])}. */
        @RunsOn(RunsOn.Lane.JGROUPS)
        void shared(byte[] bytes);
    }

    private final LinkSettings settings;
    private final Listener listener;
    private final JChannel channel;
    private final Map<String, PeerSender> senders = new TreeMap<>();
    private final Thread joiner;
    private volatile Set<String> view = Set.of();
    private volatile boolean closed;

    /**
     * @param tls certificates of this cluster's own authority; a peer without one is refused
     * @param listener hears of views and messages on JGroups' threads; must not block
     * @throws IllegalStateException if JGroups refuses the protocol stack, which would be a bug
     */
    public PeerLink(LinkSettings settings, SSLContext tls, Listener listener) {
        this.settings = settings;
        this.listener = listener;
        try {
            this.channel = new JChannel(ProtocolStack.build(settings, tls));
        } catch (Exception e) {
            throw new IllegalStateException("JGroups refused the protocol stack of the election link", e);
        }
        channel.name(settings.node());
        channel.addAddressGenerator(() -> ExtendedUUID.randomUUID(settings.node())
                .put(NAME_KEY, settings.node().getBytes(StandardCharsets.UTF_8)));
        channel.setReceiver(new Ears());
        for (String node : settings.addresses().keySet()) {
            if (!node.equals(settings.node())) {
                senders.put(node, new PeerSender(node, channel));
            }
        }
        this.joiner = Thread.ofPlatform().name("tandem-join").daemon().unstarted(this::join);
    }

    /** Begins to look for the peers; {@link Event.Joined} follows when that is done. */
    public void open() {
        joiner.start();
    }

    /** Sends to one node, if it has been seen; nothing is repeated. */
    public void send(String to, String group, tandem.failover.election.Message message) {
        PeerSender sender = senders.get(to);
        if (sender != null) {
            sender.offer(new GroupCodec.Addressed(group, message));
        }
    }

    /** Sends to every other node of the view. */
    public void broadcast(String group, tandem.failover.election.Message message) {
        view.forEach(node -> send(node, group, message));
    }

    /** Sends bytes of sharing to every other node of the view, behind what the election sends; nothing is repeated. */
    public void broadcast(byte[] shared) {
        for (String node : view) {
            PeerSender sender = senders.get(node);
            if (sender != null) {
                sender.offerShared(shared);
            }
        }
    }

    /** Leaves the cluster; blocks for at most a second: what takes longer goes on by itself. */
    @Override
    public void close() {
        closed = true;
        joiner.interrupt();
        senders.values().forEach(PeerSender::close);
        Thread leaver = Thread.ofPlatform().name("tandem-leave").daemon().start(channel::close);
        try {
            if (!leaver.join(CLOSE)) {
                LOG.warn(
                        "the election link did not leave the cluster within a second; the peers will notice by themselves");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join() {
        while (!closed) {
            try {
                channel.connect(settings.cluster());
                listener.everyGroup(new Event.Joined());
                return;
            } catch (Exception e) {
                if (closed) {
                    return;
                }
                LOG.error(
                        "could not open the election link at {}:{}: {}; trying again",
                        settings.own().getHostAddress(),
                        settings.port(),
                        e.toString());
            }
            try {
                Thread.sleep(RETRY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Optional<String> nodeOf(Address address) {
        return address instanceof ExtendedUUID id
                ? Optional.ofNullable(id.get(NAME_KEY)).map(name -> new String(name, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private void learn(String node, Address address) {
        PeerSender sender = senders.get(node);
        if (sender != null) {
            sender.address(address);
        }
    }

    /** Translates what JGroups says, and returns. */
    @RunsOn(RunsOn.Lane.JGROUPS)
    private final class Ears implements Receiver {
        @Override
        public void viewAccepted(View installed) {
            Set<String> nodes = new HashSet<>();
            for (Address member : installed.getMembers()) {
                nodeOf(member).ifPresent(node -> {
                    nodes.add(node);
                    learn(node, member);
                });
            }
            view = Set.copyOf(nodes);
            LOG.debug("view {}", installed);
            listener.everyGroup(new Event.ViewInstalled(List.copyOf(nodes), installed instanceof MergeView));
        }

        @Override
        public void receive(Message message) {
            Optional<String> from = nodeOf(message.getSrc());
            if (from.isEmpty()) {
                LOG.warn("a message from {}, which is no node of this cluster, was dropped", message.getSrc());
                return;
            }
            if (!view.contains(from.get())) {
                learn(from.get(), message.getSrc());
            }
            byte[] bytes = new byte[message.getLength()];
            System.arraycopy(message.getArray(), message.getOffset(), bytes, 0, bytes.length);
            Optional<byte[]> shared = GroupCodec.decodeShared(bytes);
            if (shared.isPresent()) {
                listener.shared(shared.get());
                return;
            }
            try {
                GroupCodec.Addressed addressed = GroupCodec.decode(bytes);
                listener.group(addressed.group(), new Event.Heard(from.get(), addressed.message()));
            } catch (IllegalArgumentException e) {
                LOG.warn("a message from {} was dropped: {}", from.get(), e.getMessage());
            }
        }
    }
}
