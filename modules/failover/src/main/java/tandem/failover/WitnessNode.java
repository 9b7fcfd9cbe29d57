package tandem.failover;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.crypto.SecretKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.failover.lease.Ballot;
import tandem.failover.lease.Electorate;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.vip.ThreadPriority;
import tandem.failover.votes.Received;
import tandem.failover.votes.VoteLink;

/**
 * A voter without a data plane and without a virtual address: it answers votes, so that of two nodes which lost sight of each
 * other only one can hold. Any thread.
 */
public final class WitnessNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessNode.class);
    private static final int LIMIT = 1024;

    private final WitnessSettings settings;
    private final NodeClock clock;
    private final Electorate electorate;
    private final TermFile terms;
    private final BlockingQueue<Received> inbox = new ArrayBlockingQueue<>(LIMIT);
    private final Thread thread;
    private final VoteLink link;
    private volatile Ballot ballot;
    private volatile boolean closed;

    private WitnessNode(
            WitnessSettings settings,
            List<SecretKey> voteKeys,
            NodeClock clock,
            MeterRegistry meters,
            Path stateDirectory)
            throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.electorate = VoterSetup.electorate(settings.voters());
        this.terms = new TermFile(stateDirectory);
        LeaseTimers timers = VoterSetup.timers(settings.profile(), settings.consent());
        this.ballot = VoterSetup.ballot(terms.load(), settings.consent().quorum(), timers, clock.nanos());
        this.thread = Thread.ofPlatform()
                .name("tandem-witness")
                .priority(Thread.MAX_PRIORITY)
                .unstarted(this::run);
        this.link = VoteLink.open(
                VoterSetup.link(settings.cluster(), settings.witness(), settings.voters(), settings.port(), timers),
                voteKeys,
                clock,
                meters,
                this::received);
        Gauge.builder("tandem.failover.term", () -> ballot.memory().highestTerm())
                .description("How often the virtual addresses have been taken, as far as this voter knows")
                .register(meters);
    }

    /**
     * Binds the votes' port and answers from then on; for the first moments it refuses, until the promises of an earlier life are
     * over for certain.
     *
     * @param voteKeys for HMAC-SHA256 of votes, at least one, the newest first
     * @param stateDirectory where the voter's memory is kept
     * @throws IOException if the port cannot be bound; the message names it
     */
    public static WitnessNode start(
            WitnessSettings settings,
            List<SecretKey> voteKeys,
            NodeClock clock,
            MeterRegistry meters,
            Path stateDirectory)
            throws IOException {
        WitnessNode witness = new WitnessNode(settings, voteKeys, clock, meters, stateDirectory);
        witness.thread.start();
        return witness;
    }

    /** Stops answering; blocks for at most a second. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!thread.join(Duration.ofSeconds(1))) {
                LOG.error("the witness's thread did not end within a second");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        link.close();
        terms.close();
    }

    private void received(Received received) {
        if (!closed && !inbox.offer(received)) {
            LOG.error("the witness's queue is full ({} messages); dropped one", LIMIT);
        }
    }

    private void run() {
        ThreadPriority.raise();
        ThreadPriority.raiseVirtualMachine();
        try {
            while (!closed) {
                answer(inbox.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("the witness ends");
        }
    }

    private void answer(Received received) {
        switch (received) {
            case Received.Heard heard -> {
                switch (heard.message()) {
                    case LeaseMessage.Vote vote -> vote(heard.from(), vote);
                    case LeaseMessage.LeaseRelease release -> released(heard.from(), release.term(), release.nonce());
                    case LeaseMessage.Answer _ -> LOG.debug("{} answered a question that nobody asked", heard.from());
                }
            }
            case Received.Release release -> released(release.node(), release.term(), release.nonce());
        }
    }

    private void vote(String from, LeaseMessage.Vote vote) {
        if (!settings.voters().nodes().containsKey(from)) {
            LOG.warn("{} is no node and asked for the addresses; not answered", from);
            return;
        }
        long now = clock.nanos();
        Ballot before = ballot;
        Ballot.Voted voted = before.vote(from, vote, electorate, now);
        ballot = voted.next();
        if (voted.answer().granted() && !vote.renewal()) {
            LOG.info("granted term {} to {}", vote.term(), from);
        } else if (!voted.answer().granted()) {
            LOG.debug(
                    "refused term {} to {}: {}",
                    vote.term(),
                    from,
                    voted.answer().why());
        }
        if (voted.remember()) {
            terms.save(voted.next().memory(), () -> link.send(from, voted.answer()));
        } else {
            link.send(from, voted.answer());
        }
    }

    private void released(String node, long term, String nonce) {
        boolean held = ballot.promise().filter(p -> p.holder().equals(node)).isPresent();
        Ballot next = held ? ballot.released(term, nonce) : ballot;
        if (next != ballot) {
            LOG.info("{} released term {}", node, term);
        }
        ballot = next;
    }
}
