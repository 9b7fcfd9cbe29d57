package tandem.app.acme;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.acme.AcmeCodec;
import tandem.core.acme.AcmeMessage;
import tandem.core.acme.AcmeMessage.Having;
import tandem.core.acme.AcmeMessage.Heard;
import tandem.core.acme.AcmeMessage.Keep;
import tandem.core.acme.AcmeMessage.Show;
import tandem.core.acme.Challenge;
import tandem.core.acme.Kept;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;
import tandem.identity.acme.CertificateShelf;
import tandem.identity.acme.PendingChallenges;

/**
 * What nodes tell each other of ordered certificates: which challenges are to be answered, and what each keeps, so that who has
 * something newer sends it. The link neither repeats nor acknowledges; this does. Messages are carried out on a thread of its own.
 */
public final class AcmeTalk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AcmeTalk.class);
    private static final int MOST_WAITING = 64;
    private static final long BEAT_MILLIS = 1_000;
    private static final long HAVING_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String node;
    private final CertificateShelf shelf;
    private final PendingChallenges challenges;
    private final NodeClock clock;
    private final BooleanSupplier wanted;
    private final Voice voice;
    private final BlockingQueue<AcmeMessage> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Map<String, Long> heard = new HashMap<>();
    private final Set<String> met = new HashSet<>();
    private final Thread thread =
            Thread.ofPlatform().name("tandem-acme-talk").daemon().unstarted(this::run);
    private volatile Consumer<byte[]> link = _ -> {};
    private volatile Show shown;
    private long toldAtNanos;

    /** Hears what came of messages. Any thread. */
    public interface Voice {
        /** A certificate or an account of a peer is kept here now. */
        void arrived(Kept kept, String from);

        /** Something of a peer could not be kept. */
        void failed(String sentence);
    }

    /**
     * @param wanted whether certificates are ordered here at all; where they are not, nothing of others is kept
     */
    public AcmeTalk(
            String node,
            CertificateShelf shelf,
            PendingChallenges challenges,
            NodeClock clock,
            BooleanSupplier wanted,
            Voice voice) {
        this.node = node;
        this.shelf = shelf;
        this.challenges = challenges;
        this.clock = clock;
        this.wanted = wanted;
        this.voice = voice;
        this.shown = new Show(node, 0, List.of());
    }

    /**
     * Begins.
     *
     * @param send says bytes to every other node
     */
    public void start(Consumer<byte[]> send) {
        link = send;
        toldAtNanos = clock.nanos() - HAVING_NANOS;
        thread.start();
    }

    /** Bytes came from a peer; never blocks. */
    @RunsOn(RunsOn.Lane.JGROUPS)
    public void received(byte[] bytes) {
        AcmeCodec.decode(bytes).filter(message -> !message.from().equals(node)).ifPresent(message -> {
            if (!waiting.offer(message)) {
                LOG.debug("what {} says of certificates finds no room; it comes again", message.from());
            }
        });
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                AcmeMessage message = waiting.poll(BEAT_MILLIS, TimeUnit.MILLISECONDS);
                try {
                    if (message != null) {
                        carryOut(message);
                    }
                    beat();
                } catch (RuntimeException e) {
                    LOG.error("news of certificates could not be dealt with; please report this as a bug", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("nothing more is said of certificates: the node stops");
        }
    }

    private void beat() {
        challenges.look(now());
        if (wanted.getAsBoolean() && clock.nanos() - toldAtNanos >= HAVING_NANOS) {
            toldAtNanos = clock.nanos();
            say(new Having(node, shelf.made()));
        }
    }

    private void carryOut(AcmeMessage message) {
        switch (message) {
            case Show show -> {
                if (challenges.show(show, now())) {
                    say(new Heard(node, show.from(), show.id()));
                }
            }
            case Heard answer -> {
                if (answer.to().equals(node)) {
                    note(answer);
                }
            }
            case Having having -> {
                meet(having.from());
                sendNewer(having.made());
                Show mine = shown;
                if (!mine.challenges().isEmpty()) {
                    say(mine);
                }
            }
            case Keep keep -> keep(keep);
        }
    }

    private synchronized void note(Heard answer) {
        heard.merge(answer.from(), answer.id(), Math::max);
        notifyAll();
    }

    private synchronized void meet(String peer) {
        met.add(peer);
    }

    /** Whether each of these nodes has said once what it keeps, so that nothing is ordered that is there already. */
    public synchronized boolean hasMet(Collection<String> nodes) {
        return met.containsAll(nodes);
    }

    private void sendNewer(Map<String, Long> theirs) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        shelf.made().forEach((name, made) -> {
            if (theirs.getOrDefault(name, Long.MIN_VALUE) < made) {
                shelf.kept(name).ifPresent(this::tell);
            }
        });
    }

    private void keep(Keep keep) {
        if (!wanted.getAsBoolean()) {
            return;
        }
        switch (shelf.keep(keep.kept())) {
            case Outcome.Refused(String sentence, var _) -> voice.failed(sentence);
            case Outcome.Done(String sentence) -> {
                if (!sentence.isEmpty()) {
                    voice.arrived(keep.kept(), keep.from());
                }
            }
        }
    }

    /** Has every peer keep this too; who misses it asks for it later. */
    public void tell(Kept kept) {
        say(new Keep(node, kept));
    }

    /**
     * Has this node and its peers answer these challenges and no others of this node.
     *
     * @param peers who is in the view; asked again and again, since who goes is not waited for
     */
    public void show(List<Challenge> next, Supplier<? extends Collection<String>> peers) throws InterruptedException {
        Show said = new Show(node, Math.max(clock.epochMillis(), shown.id() + 1), next);
        shown = said;
        challenges.show(said, now());
        say(said);
        long end = clock.nanos() + PATIENCE_NANOS;
        while (!next.isEmpty() && !heardBy(peers.get(), said.id())) {
            if (clock.nanos() - end >= 0) {
                LOG.warn(
                        "a peer does not say that it answers challenges of certificates; the order goes on without it");
                return;
            }
            say(said);
        }
    }

    private synchronized boolean heardBy(Collection<String> peers, long id) throws InterruptedException {
        long end = System.nanoTime() + AGAIN_NANOS;
        while (!all(peers, id)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        return true;
    }

    private boolean all(Collection<String> peers, long id) {
        return peers.stream().allMatch(peer -> heard.getOrDefault(peer, 0L) >= id);
    }

    private void say(AcmeMessage message) {
        link.accept(AcmeCodec.encode(message));
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.epochMillis());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
