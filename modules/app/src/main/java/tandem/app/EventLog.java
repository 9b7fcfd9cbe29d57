package tandem.app;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.history.History;
import tandem.core.port.NodeClock;
import tandem.core.status.Event;

/** What happened on this node and, as far as they told, on its peers; for log, status and event history. Any thread; never blocks for long. */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("tandem.events");
    private static final int SHOWN = 100;
    private static final int SHARED = 100;

    private final String node;
    private final NodeClock clock;
    private final long incarnation;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile History history;
    private volatile long kept;
    private long sequence;

    /** @param before what an earlier life of this node knew */
    EventLog(String node, NodeClock clock, Collection<Event> before) {
        this.node = node;
        this.clock = clock;
        this.history = History.NONE.merge(before).history();
        // A clock that was set back must not name new events as old ones.
        this.incarnation = Math.max(clock.epochMillis(), history.incarnation(node) + 1);
    }

    /** Greater than in every earlier life of this node that is remembered. */
    long incarnation() {
        return incarnation;
    }

    /** Has this called after every event, on the thread that tells of it; must not block. */
    void whenSomethingHappens(Runnable listener) {
        listeners.add(listener);
    }

    /** Something happened as it should. */
    void info(String kind, String sentence) {
        info(kind, sentence, Map.of());
    }

    /** Something happened as it should; facts as {@link Event#facts}. */
    void info(String kind, String sentence, Map<String, String> facts) {
        LOG.info("{}", sentence);
        note(kind, sentence, facts);
    }

    /** Something happened that will need someone. */
    void warn(String kind, String sentence) {
        warn(kind, sentence, Map.of());
    }

    /** Something happened that will need someone; facts as {@link Event#facts}. */
    void warn(String kind, String sentence, Map<String, String> facts) {
        LOG.warn("{}", sentence);
        note(kind, sentence, facts);
    }

    /** Something happened that whoever saw it has logged already. */
    void note(String kind, String sentence) {
        note(kind, sentence, Map.of());
    }

    /** Something happened that whoever saw it has logged already; facts as {@link Event#facts}. */
    void note(String kind, String sentence, Map<String, String> facts) {
        synchronized (this) {
            sequence++;
            Event event = new Event(node, incarnation, sequence, clock.epochMillis(), kind, sentence, facts);
            history = history.merge(List.of(event)).history();
        }
        listeners.forEach(Runnable::run);
    }

    /** Events came from a peer, known ones among them. */
    void learned(Collection<Event> events) {
        synchronized (this) {
            History.Merge merge = history.merge(events);
            if (merge.news().isEmpty()) {
                return;
            }
            history = merge.history();
        }
        listeners.forEach(Runnable::run);
    }

    /** The newest of all nodes by time, the newest last. */
    List<Event> newest() {
        return history.newest(SHOWN);
    }

    /**
     * The newest of this node, to be told to the peers: only what a crash cannot make this node forget, or the histories would
     * differ for good.
     */
    List<Event> own() {
        long last = kept;
        return history.newestOf(node, SHARED).stream()
                .filter(event -> event.incarnation() != incarnation || event.sequence() <= last)
                .toList();
    }

    /** A history of this log is on the disk, or the disk refuses it. */
    void kept(History stored) {
        stored.newestOf(node, 1).stream()
                .filter(event -> event.incarnation() == incarnation)
                .forEach(event -> kept = event.sequence());
    }

    /** Everything that is known at this moment. */
    History history() {
        return history;
    }
}
