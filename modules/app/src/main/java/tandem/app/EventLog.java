package tandem.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.status.Event;

/** The newest events of this node, for log and status. Any thread; never blocks for long. */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("tandem.events");
    private static final int KEPT = 100;

    private final NodeClock clock;
    private final Deque<Event> events = new ArrayDeque<>();
    private long sequence;

    EventLog(NodeClock clock) {
        this.clock = clock;
    }

    /** Something happened as it should. */
    void info(String kind, String sentence) {
        LOG.info("{}", sentence);
        add(kind, sentence);
    }

    /** Something happened that will need someone. */
    void warn(String kind, String sentence) {
        LOG.warn("{}", sentence);
        add(kind, sentence);
    }

    /** Something happened that whoever saw it has logged already. */
    void note(String kind, String sentence) {
        add(kind, sentence);
    }

    private synchronized void add(String kind, String sentence) {
        sequence++;
        events.addLast(new Event(sequence, clock.epochMillis(), kind, sentence));
        while (events.size() > KEPT) {
            events.removeFirst();
        }
    }

    /** The newest last. */
    synchronized List<Event> newest() {
        return List.copyOf(events);
    }
}
