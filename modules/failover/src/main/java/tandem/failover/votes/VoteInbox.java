package tandem.failover.votes;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.text.Paced;

/**
 * Decides about each datagram that comes in: cheap looks first (is the sender's address a voter's, are version, names and
 * length right), then the signature, then whether it is new. What passes goes to the listener. Any thread.
 *
 * <p>A voter may have another address than the one it is configured with, because its machine was replaced and this node has not
 * read of it yet: datagrams of unknown addresses are looked at too, but few, and only the present life of a voter that proves itself
 * by its signature and an answer to this life's challenge is followed there.
 */
final class VoteInbox {
    private static final Logger LOG = LoggerFactory.getLogger(VoteInbox.class);
    private static final int LINES_OF_VOTERS = 200;
    private static final int LINES_OF_OTHERS = 20;
    private static final int DATAGRAMS_OF_OTHERS = 100;

    private final VoteLinkSettings settings;
    private final NodeClock clock;
    private final VoteMeters meters;
    private final Consumer<Received> listener;
    private final Map<InetAddress, Sender> senders = new HashMap<>();
    private final List<Sender> byName = new ArrayList<>();
    private final Paced warnings = new Paced();
    private final TokenBucket linesOfVoters;
    private final TokenBucket linesOfOthers;
    private final TokenBucket datagramsOfOthers;

    /** Who may send from an address. */
    private record Sender(Voter voter, int path, DatagramCodec codec) {}

    VoteInbox(
            VoteLinkSettings settings,
            List<Voter> voters,
            NodeClock clock,
            VoteMeters meters,
            Consumer<Received> listener) {
        this.settings = settings;
        this.clock = clock;
        this.meters = meters;
        this.listener = listener;
        for (Voter voter : voters) {
            DatagramCodec codec = new DatagramCodec(settings.cluster(), voter.name(), settings.self());
            byName.add(new Sender(voter, 0, codec));
            for (int path = 0; path < settings.paths(voter.name()); path++) {
                senders.put(settings.of(voter.name()).get(path), new Sender(voter, path, codec));
            }
        }
        this.linesOfVoters = new TokenBucket(LINES_OF_VOTERS, clock.nanos());
        this.linesOfOthers = new TokenBucket(LINES_OF_OTHERS, clock.nanos());
        this.datagramsOfOthers = new TokenBucket(DATAGRAMS_OF_OTHERS, clock.nanos());
    }

    /**
     * Takes one datagram.
     *
     * @param path by which of this voter's addresses it came in, counted from 0
     * @param seal the calling thread's
     */
    void take(byte[] bytes, int length, InetAddress source, int path, Seal seal) {
        Sender sender = senders.get(source);
        if (ReleaseLine.begins(bytes, length)) {
            takeLine(bytes, length, source, sender != null);
        } else if (sender == null) {
            takeMoved(bytes, length, source, path, seal);
        } else {
            takeDatagram(bytes, length, source, sender, seal);
        }
    }

    // A dead node's guard may send from any of its addresses; hence lines of other addresses are read too, but few.
    private void takeLine(byte[] bytes, int length, InetAddress source, boolean voter) {
        if (!mayReadLine(voter)) {
            drop(Drop.RATE, source);
            return;
        }
        Optional<Received.Release> release = ReleaseLine.read(
                bytes, length, settings.cluster(), settings.voters().keySet());
        if (release.isEmpty()) {
            drop(Drop.LINE, source);
        } else {
            meters.accepted();
            listener.accept(release.get());
        }
    }

    private synchronized boolean mayReadLine(boolean voter) {
        return (voter ? linesOfVoters : linesOfOthers).take(clock.nanos());
    }

    private void takeMoved(byte[] bytes, int length, InetAddress source, int path, Seal seal) {
        Optional<Sender> named = byName.stream()
                .filter(sender -> path < settings.paths(sender.voter().name())
                        && sender.codec().refuse(bytes, length).isEmpty())
                .findFirst();
        boolean signed = named.isPresent()
                && mayBeLookedAt()
                && seal.signer(bytes, length).isPresent();
        if (signed) {
            Sender sender = named.get();
            takeDatagram(bytes, length, source, new Sender(sender.voter(), path, sender.codec()), seal);
        } else {
            drop(Drop.SENDER, source);
        }
    }

    private synchronized boolean mayBeLookedAt() {
        return datagramsOfOthers.take(clock.nanos());
    }

    private void takeDatagram(byte[] bytes, int length, InetAddress source, Sender sender, Seal seal) {
        Optional<Drop> refused = sender.codec().refuse(bytes, length);
        if (refused.isPresent()) {
            drop(refused.get(), source);
            return;
        }
        Optional<SecretKey> signer = seal.signer(bytes, length);
        if (signer.isEmpty()) {
            drop(Drop.SIGNATURE, source);
            return;
        }
        Optional<Datagram> datagram = sender.codec().decode(bytes, length);
        if (datagram.isEmpty()) {
            drop(Drop.MALFORMED, source);
            return;
        }
        Voter voter = sender.voter();
        Verdict verdict = voter.session().judge(datagram.get(), sender.path(), signer.get(), clock.nanos());
        carryOut(verdict, voter, sender.path(), source);
    }

    private void carryOut(Verdict verdict, Voter voter, int path, InetAddress source) {
        if (verdict.reply() != null) {
            voter.outbox().reply(verdict.reply(), path, source);
        }
        if (verdict.drop() != null) {
            drop(verdict.drop(), source);
            return;
        }
        meters.accepted();
        voter.outbox().follow(path, source);
        if (verdict.lease() != null) {
            listener.accept(new Received.Heard(
                    voter.name(), verdict.lease().group(), verdict.lease().message()));
        }
    }

    private void drop(Drop reason, InetAddress source) {
        meters.dropped(reason);
        // Deliberate: a voter that starts anew is no fault; its first messages are of a life not known yet.
        if (reason != Drop.LIFE && warnings.pass(reason.word() + source, clock.nanos())) {
            LOG.warn(
                    "dropped a vote datagram from {}: {}; more of these are only counted for a minute",
                    source.getHostAddress(),
                    reason.sentence());
        }
    }
}
