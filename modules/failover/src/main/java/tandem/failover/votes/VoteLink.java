package tandem.failover.votes;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.failover.lease.LeaseMessage;

/**
 * Carries lease messages to the other voters and back, as signed UDP datagrams. Nothing is repeated or acknowledged: a message
 * arrives once or not at all. No voter delays another. Sending never waits. Any thread.
 *
 * <p>Two voters send everything by every path that they share (the first address of one to the first of the other, and so
 * on), and take what arrives first. A datagram counts only if it was made by the sender's present life for this one's, see
 * {@link Session}.
 */
public final class VoteLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VoteLink.class);

    private final VoteLinkSettings settings;
    private final Map<String, Voter> voters;
    private final List<IncomingPath> incoming;
    private final KeyRing keys;

    private VoteLink(VoteLinkSettings settings, Map<String, Voter> voters, List<IncomingPath> incoming, KeyRing keys) {
        this.settings = settings;
        this.voters = voters;
        this.incoming = incoming;
        this.keys = keys;
    }

    /**
     * Binds this voter's addresses and greets the others. An address that cannot be had now is tried again while another can.
     *
     * @param macKeys for HMAC-SHA256, at least one, the newest first; signatures by any are accepted
     * @param listener hears of what came in, on the link's threads, one a path; must not block
     * @throws IOException if none of this voter's addresses can be bound; the message names the first
     */
    public static VoteLink open(
            VoteLinkSettings settings,
            List<SecretKey> macKeys,
            NodeClock clock,
            MeterRegistry meters,
            Consumer<Received> listener)
            throws IOException {
        KeyRing keys = new KeyRing(macKeys);
        Map<String, Voter> voters = voters(settings, keys, clock);
        VoteInbox inbox =
                new VoteInbox(settings, List.copyOf(voters.values()), clock, new VoteMeters(meters), listener);
        List<IncomingPath> incoming = IntStream.range(0, settings.own().size())
                .mapToObj(path -> new IncomingPath(
                        new InetSocketAddress(settings.own().get(path), settings.port()),
                        path,
                        inbox,
                        new Seal(keys),
                        clock))
                .toList();
        bind(settings, incoming);
        incoming.forEach(IncomingPath::start);
        voters.values().forEach(voter -> voter.outbox().start());
        return new VoteLink(settings, voters, incoming, keys);
    }

    private static Map<String, Voter> voters(VoteLinkSettings settings, KeyRing keys, NodeClock clock) {
        LongSupplier random = new SecureRandom()::nextLong;
        long life = 0;
        while (life == 0) {
            life = random.getAsLong();
        }
        Map<String, Voter> voters = new LinkedHashMap<>();
        for (String name : settings.voters().keySet()) {
            if (!name.equals(settings.self())) {
                Session session = new Session(life, settings.paths(name), random, clock.nanos());
                VoterOutbox outbox = new VoterOutbox(name, settings, session, keys, outgoing(settings, name, clock));
                voters.put(name, new Voter(name, session, outbox));
            }
        }
        return voters;
    }

    private static List<OutgoingPath> outgoing(VoteLinkSettings settings, String voter, NodeClock clock) {
        return IntStream.range(0, settings.paths(voter))
                .mapToObj(path -> new OutgoingPath(
                        voter,
                        settings.own().get(path),
                        new InetSocketAddress(settings.of(voter).get(path), settings.port()),
                        clock))
                .toList();
    }

    private static void bind(VoteLinkSettings settings, List<IncomingPath> incoming) throws IOException {
        List<IOException> refused = new ArrayList<>();
        for (IncomingPath path : incoming) {
            try {
                path.bind();
            } catch (IOException e) {
                refused.add(e);
            }
        }
        if (refused.size() == incoming.size()) {
            IOException first = refused.getFirst();
            throw new IOException(
                    "could not listen for votes on UDP "
                            + settings.own().getFirst().getHostAddress() + ":"
                            + settings.port() + ": " + first.getMessage() + "; is another node running here, is it an"
                            + " address of this machine?",
                    first);
        }
    }

    /**
     * Sends to one other voter; a message of the same kind and group that still waits is dropped for it. Unknown names are
     * ignored.
     */
    public void send(String to, String group, LeaseMessage message) {
        Voter voter = voters.get(to);
        if (voter == null) {
            LOG.debug("nothing is sent to {}, which is no other voter", to);
        } else {
            voter.outbox().offer(group, message);
        }
    }

    /** Sends to every other voter, not to this one. */
    public void broadcast(String group, LeaseMessage message) {
        voters.values().forEach(voter -> voter.outbox().offer(group, message));
    }

    /**
     * Signs and accepts with other keys from now on. A voter that signs with a key that stays is answered with it.
     *
     * @param macKeys for HMAC-SHA256, at least one, the newest first
     */
    public void rekey(List<SecretKey> macKeys) {
        keys.change(macKeys);
    }

    /**
     * When the voter's present life was last heard, by the link's clock; the link's opening if it has not been. A voter that
     * has nothing to say is heard once a beat.
     *
     * @throws IllegalArgumentException if it is no other voter
     */
    public long lastHeardNanos(String voter) {
        return known(voter).session().heardNanos();
    }

    /**
     * The paths to a voter, the first first; at least one.
     *
     * @throws IllegalArgumentException if it is no other voter
     */
    public List<VoterPath> paths(String voter) {
        Voter known = known(voter);
        Session session = known.session();
        return IntStream.range(0, settings.paths(voter))
                .mapToObj(path -> new VoterPath(
                        settings.own().get(path),
                        known.outbox().peer(path),
                        session.heardNanos(path),
                        session.everHeard(path)))
                .toList();
    }

    private Voter known(String name) {
        Voter voter = voters.get(name);
        if (voter == null) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no other voter; they are " + String.join(", ", voters.keySet()));
        }
        return voter;
    }

    /** Sends what waits, for at most a fifth of a second a voter, and closes the sockets. */
    @Override
    public void close() {
        voters.values().forEach(voter -> voter.outbox().close());
        incoming.forEach(IncomingPath::close);
    }
}
