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
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseTimers;
import tandem.failover.vip.ThreadPriority;
import tandem.failover.votes.Received;
import tandem.failover.votes.VoteLink;

/**
 * A voter without a data plane and without a virtual address: it answers votes on every group of addresses, so that of two nodes
 * which lost sight of each other only one can hold. Any thread.
 */
public final class WitnessNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessNode.class);
    private static final int LIMIT = 1024;

    private final BallotBox ballots;
    private final BlockingQueue<Received> inbox = new ArrayBlockingQueue<>(LIMIT);
    private final Thread thread;
    private final VoteLink link;
    private volatile boolean closed;

    private WitnessNode(
            WitnessSettings settings,
            List<SecretKey> voteKeys,
            NodeClock clock,
            MeterRegistry meters,
            Path stateDirectory)
            throws IOException {
        LeaseTimers timers = VoterSetup.timers(settings.profile(), settings.consent());
        this.ballots =
                new BallotBox(settings.voters(), settings.consent(), timers, clock, stateDirectory, this::answered);
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
        Gauge.builder("tandem.failover.term", ballots::highestTerm)
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

    /** Signs and accepts votes with other keys from now on; at least one, the newest first. */
    public void rekey(List<SecretKey> voteKeys) {
        link.rekey(voteKeys);
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
        ballots.close();
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
                ballots.received(inbox.take());
            }
        } catch (InterruptedException e) {
            LOG.debug("the witness ends");
        }
    }

    private void answered(String to, String group, LeaseMessage.Answer answer) {
        link.send(to, group, answer);
    }
}
