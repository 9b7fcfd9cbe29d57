package tandem.core.history;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.core.status.Event;

/**
 * Events of all nodes in the order in which this one learnt of them. Immutable; merging is idempotent, and nodes that saw the same
 * events in any order hold the same ones. Bounded: the newest {@value #MOST_OF_NODE} of each node, {@value #MOST} in all. Any
 * thread.
 */
public final class History {
    public static final int MOST_OF_NODE = 250;
    public static final int MOST = 1_000;
    public static final History NONE = new History(Map.of());

    /** By time, between nodes as well; an event of one node before its next, where the clock stood still. */
    private static final Comparator<Event> BY_TIME = Comparator.comparingLong(Event::atEpochMillis)
            .thenComparing(Event::node)
            .thenComparingLong(Event::incarnation)
            .thenComparingLong(Event::sequence);

    private static final Comparator<Event> BY_COUNT =
            Comparator.comparingLong(Event::incarnation).thenComparingLong(Event::sequence);

    private final Map<String, Event> byId;

    private History(Map<String, Event> byId) {
        this.byId = Collections.unmodifiableMap(byId);
    }

    /**
     * What a merge led to.
     *
     * @param news the events that were not known and are kept, in the order of each node; may be empty
     */
    public record Merge(History history, List<Event> news) {}

    /**
     * Events from somewhere on.
     *
     * @param events in the order in which this node learnt of them; may be empty
     * @param complete whether the event asked for is known, so that none is missing between it and these
     */
    public record Page(List<Event> events, boolean complete) {
        public Page {
            events = List.copyOf(events);
        }

        /** The id to ask with for what comes after these; {@code after} where there are none. */
        public String next(String after) {
            return events.isEmpty() ? after : events.getLast().id();
        }
    }

    /** The history after these events came. */
    public Merge merge(Collection<Event> incoming) {
        Map<String, Event> merged = new LinkedHashMap<>(byId);
        List<Event> fresh = new ArrayList<>();
        incoming.stream().sorted(BY_COUNT).forEach(event -> {
            if (merged.putIfAbsent(event.id(), event) == null) {
                fresh.add(event);
            }
        });
        if (fresh.isEmpty()) {
            return new Merge(this, List.of());
        }
        fresh.stream().map(Event::node).distinct().forEach(node -> keepNewest(merged, node));
        while (merged.size() > MOST) {
            merged.remove(Collections.min(merged.values(), BY_TIME).id());
        }
        fresh.removeIf(event -> !merged.containsKey(event.id()));
        return fresh.isEmpty()
                ? new Merge(this, List.of())
                : new Merge(new History(merged), Collections.unmodifiableList(fresh));
    }

    private static void keepNewest(Map<String, Event> merged, String node) {
        List<Event> own = merged.values().stream()
                .filter(event -> event.node().equals(node))
                .sorted(BY_COUNT)
                .toList();
        own.subList(0, Math.max(0, own.size() - MOST_OF_NODE)).forEach(event -> merged.remove(event.id()));
    }

    /** All, in the order in which this node learnt of them. */
    public List<Event> all() {
        return List.copyOf(byId.values());
    }

    /** The newest of all nodes by time, oldest first. */
    public List<Event> newest(int most) {
        List<Event> sorted = byTime(byId.values());
        return sorted.subList(Math.max(0, sorted.size() - most), sorted.size());
    }

    /** The newest of one node, oldest first. */
    public List<Event> newestOf(String node, int most) {
        List<Event> own = byId.values().stream()
                .filter(event -> event.node().equals(node))
                .sorted(BY_COUNT)
                .toList();
        return own.subList(Math.max(0, own.size() - most), own.size());
    }

    /** The greatest incarnation of a node; 0 if nothing is known of it. */
    public long incarnation(String node) {
        return byId.values().stream()
                .filter(event -> event.node().equals(node))
                .mapToLong(Event::incarnation)
                .max()
                .orElse(0);
    }

    /**
     * What this node learnt after it learnt of an event.
     *
     * @param id the event's; empty: everything. An id that is not known, because the event is too old or of another cluster, gives
     *     everything too
     */
    public Page after(String id) {
        if (!byId.containsKey(id)) {
            return new Page(all(), id.isEmpty());
        }
        List<Event> later = new ArrayList<>();
        boolean passed = false;
        for (Event event : byId.values()) {
            if (passed) {
                later.add(event);
            }
            passed |= event.id().equals(id);
        }
        return new Page(later, true);
    }

    /** The same events by time, oldest first. */
    public static List<Event> byTime(Collection<Event> events) {
        return events.stream().sorted(BY_TIME).toList();
    }
}
