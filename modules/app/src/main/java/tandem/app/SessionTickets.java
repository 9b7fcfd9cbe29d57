package tandem.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.PeerChannel;
import tandem.core.port.RunsOn;
import tandem.core.tls.TicketSeeds;
import tandem.core.tls.TicketSeeds.Seed;
import tandem.proxy.tls.Certificates;

/**
 * Has every node of the cluster open the session tickets that any of them sealed, so that clients resume after a takeover: makes a secret
 * an hour, tells the others all that it knows over the election link, which is encrypted, and forgets what is three hours old. Nothing is
 * ever written to a disk; see ADR 62.
 */
final class SessionTickets implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTickets.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final int MOST_WAITING = 16;

    private final Certificates certificates;
    private final NodeClock clock;
    private final Duration pause;
    private final SecureRandom random = new SecureRandom();
    private final BlockingQueue<byte[]> heard = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private TicketSeeds seeds = TicketSeeds.NONE;
    private Optional<Seed> own = Optional.empty();
    private volatile Optional<PeerChannel> peers = Optional.empty();

    SessionTickets(Certificates certificates, NodeClock clock, MeterRegistry meters) {
        this(certificates, clock, meters, PAUSE);
    }

    /** @param pause between two times that it tells what is known, whatever it hears meanwhile */
    SessionTickets(Certificates certificates, NodeClock clock, MeterRegistry meters, Duration pause) {
        this.certificates = certificates;
        this.clock = clock;
        this.pause = pause;
        Gauge.builder("tandem.tls.ticket.secrets", this, SessionTickets::known)
                .description("Secrets of this node and its peers by which session tickets are opened")
                .register(meters);
        this.thread = Thread.ofPlatform().name("tandem-tickets").daemon().unstarted(this::run);
    }

    private synchronized int known() {
        return seeds.all().size();
    }

    /** Shares with the nodes behind this channel from now on; of the node's own life once. */
    void share(PeerChannel channel) {
        peers = Optional.of(channel);
    }

    void start() {
        turn();
        thread.start();
    }

    /** Another node said something; only that it is looked at is done here. */
    @RunsOn(RunsOn.Lane.JGROUPS)
    void heard(byte[] message) {
        if (!heard.offer(message)) {
            LOG.debug("more is told of session tickets than is looked at; it is told again");
        }
    }

    private void run() {
        try {
            long due = System.nanoTime() + pause.toNanos();
            while (!Thread.currentThread().isInterrupted()) {
                byte[] message = heard.poll(due - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (message == null || learn(message)) {
                    turn();
                    due = System.nanoTime() + pause.toNanos();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes a secret if it is time to, and tells what is known. */
    synchronized void turn() {
        long now = clock.epochMillis();
        boolean due = own.isEmpty() || now - own.get().bornMillis() >= TicketSeeds.TURN.toMillis();
        if (due) {
            byte[] bytes = new byte[TicketSeeds.BYTES];
            random.nextBytes(bytes);
            own = Optional.of(new Seed(bytes, now));
        }
        use(seeds.merge(own.stream().toList(), now));
        peers.ifPresent(channel -> channel.broadcast(seeds.message(now)));
    }

    /** Takes what another node knows; returns whether it was news, which others may lack too. */
    synchronized boolean learn(byte[] message) {
        long now = clock.epochMillis();
        return TicketSeeds.read(message, now)
                .filter(others -> use(seeds.merge(others, now)))
                .isPresent();
    }

    private boolean use(TicketSeeds next) {
        boolean changed = !next.isSame(seeds);
        seeds = next;
        if (changed) {
            List<byte[]> ordered = new java.util.ArrayList<>();
            own.ifPresent(seed -> ordered.add(seed.bytes()));
            for (Seed seed : next.all()) {
                if (own.isEmpty() || seed.bytes() != own.get().bytes()) {
                    ordered.add(seed.bytes());
                }
            }
            certificates.ticketSeeds(ordered);
        }
        return changed;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
