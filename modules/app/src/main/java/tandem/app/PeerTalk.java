package tandem.app;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.apply.ApplyAnswer;
import tandem.core.apply.ApplyAsk;
import tandem.core.apply.ApplyAsk.Step;
import tandem.core.apply.ApplyAsk.Terms;
import tandem.core.apply.ApplyCodec;
import tandem.core.port.NodeClock;
import tandem.core.port.PeerChannel;
import tandem.core.port.RunsOn;
import tandem.core.tls.TicketSeeds;

/**
 * Asks and answers over the election link, which neither repeats nor acknowledges: a question is sent again until its answer comes, and
 * one that comes again is answered as before. Lends the rest of the link to sharing. Questions are answered on a thread of its own.
 */
final class PeerTalk implements ApplyPeers, PeerChannel, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTalk.class);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(8);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_WAITING = 16;
    private static final int MOST_REMEMBERED = 64;

    private final String node;
    private final PeerChannel link;
    private final NodeClock clock;
    private final BlockingQueue<ApplyAsk> waiting = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Map<Said, ApplyAnswer> answered = new HashMap<>();
    private final Deque<Said> order = new ArrayDeque<>();
    private final Map<Said, ApplyAnswer> heard = new HashMap<>();
    private final Thread thread =
            Thread.ofPlatform().name("tandem-apply-answers").daemon().unstarted(this::run);
    private volatile Consumer<byte[]> sharing = _ -> {};
    private volatile Consumer<byte[]> tickets = _ -> {};
    private volatile Function<ApplyAsk, ApplyAnswer> desk = ask -> ask.answer(false, ask.to() + " is starting", "");

    private record Said(String id, Step step, String node) {}

    PeerTalk(String node, PeerChannel link, NodeClock clock) {
        this.node = node;
        this.link = link;
        this.clock = clock;
    }

    /** Hears and answers from now on. */
    void start() {
        link.listen(this::received);
        thread.start();
    }

    /** Has this answer what others ask, each question once. */
    void answers(Function<ApplyAsk, ApplyAnswer> answers) {
        desk = answers;
    }

    /** Has this hear of the secrets of session tickets, on the link's threads; must not block. */
    void tickets(Consumer<byte[]> ear) {
        tickets = ear;
    }

    @Override
    public void broadcast(byte[] bytes) {
        link.broadcast(bytes);
    }

    @Override
    public void listen(Consumer<byte[]> ear) {
        sharing = ear;
    }

    @RunsOn(RunsOn.Lane.JGROUPS)
    private void received(byte[] bytes) {
        if (bytes.length > 0 && bytes[0] == TicketSeeds.KIND) {
            tickets.accept(bytes);
            return;
        }
        if (bytes.length == 0 || bytes[0] != ApplyCodec.ASK && bytes[0] != ApplyCodec.ANSWER) {
            sharing.accept(bytes);
            return;
        }
        ApplyCodec.ask(bytes).filter(ask -> ask.to().equals(node)).ifPresent(ask -> {
            if (!waiting.offer(ask)) {
                LOG.debug("a question of {} about {} finds no room; it comes again", ask.from(), ask.id());
            }
        });
        ApplyCodec.answer(bytes).ifPresent(this::note);
    }

    private synchronized void note(ApplyAnswer answer) {
        Said said = new Said(answer.id(), answer.step(), answer.from());
        if (heard.containsKey(said)) {
            heard.put(said, answer);
            notifyAll();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                ApplyAsk ask = waiting.take();
                try {
                    link.broadcast(ApplyCodec.encode(answered(ask)));
                } catch (RuntimeException e) {
                    LOG.error(
                            "the question of {} to {} was not answered; please report this as a bug",
                            ask.from(),
                            ask.step(),
                            e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("no more questions of peers are answered: the node stops");
        }
    }

    private ApplyAnswer answered(ApplyAsk ask) {
        Said said = new Said(ask.id(), ask.step(), ask.from());
        ApplyAnswer known = answered.get(said);
        if (known != null) {
            return known;
        }
        ApplyAnswer answer = desk.apply(ask);
        answered.put(said, answer);
        order.add(said);
        if (order.size() > MOST_REMEMBERED) {
            answered.remove(order.remove());
        }
        return answer;
    }

    @Override
    public Map<String, ApplyAnswer> ask(String id, Step step, Terms terms, Collection<String> nodes) {
        ApplyAnswer none = new ApplyAnswer(id, "", step, false, "", "");
        long end = clock.nanos() + PATIENCE_NANOS;
        synchronized (this) {
            nodes.forEach(peer -> heard.put(new Said(id, step, peer), none));
        }
        Map<String, ApplyAnswer> answers = new LinkedHashMap<>();
        try {
            while (answers.size() < nodes.size() && end - clock.nanos() > 0) {
                nodes.stream()
                        .filter(peer -> !answers.containsKey(peer))
                        .forEach(peer -> link.broadcast(ApplyCodec.encode(new ApplyAsk(id, node, peer, step, terms))));
                collect(id, step, nodes, none, answers);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                nodes.forEach(peer -> heard.remove(new Said(id, step, peer)));
            }
        }
        return answers;
    }

    private synchronized void collect(
            String id, Step step, Collection<String> nodes, ApplyAnswer none, Map<String, ApplyAnswer> answers)
            throws InterruptedException {
        long again = System.nanoTime() + AGAIN_NANOS;
        while (true) {
            for (String peer : nodes) {
                ApplyAnswer answer = heard.getOrDefault(new Said(id, step, peer), none);
                if (!answer.equals(none)) {
                    answers.put(peer, answer);
                }
            }
            long left = again - System.nanoTime();
            if (answers.size() == nodes.size() || left <= 0) {
                return;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
