package tandem.failover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tandem.core.port.NodeClock;

/** A network segment in memory: who shows the address now, and who showed it when. Lifetimes run out by the clock. */
final class FakeSegment {
    /** @param until when it was hidden or ran out; {@link Long#MAX_VALUE} while shown */
    record Shown(String node, long from, long until) {}

    private final NodeClock clock;
    private final Map<String, Long> shownUntil = new TreeMap<>();
    private final Map<String, Long> shownFrom = new TreeMap<>();
    private final List<Shown> past = new ArrayList<>();
    private final List<String> announcers = new ArrayList<>();
    private int mostOwners;

    FakeSegment(NodeClock clock) {
        this.clock = clock;
    }

    synchronized void show(String node, long lifetimeNanos) {
        expire();
        long now = clock.nanos();
        shownFrom.putIfAbsent(node, now);
        shownUntil.put(node, lifetimeNanos == Long.MAX_VALUE ? Long.MAX_VALUE : now + lifetimeNanos);
        mostOwners = Math.max(mostOwners, shownFrom.size());
    }

    synchronized void hide(String node) {
        expire();
        end(node, clock.nanos());
    }

    synchronized List<String> owners() {
        expire();
        return List.copyOf(shownFrom.keySet());
    }

    /** How many nodes at most showed the address at one time. */
    synchronized int mostOwners() {
        return mostOwners;
    }

    synchronized void announced(String node) {
        announcers.add(node);
    }

    synchronized List<String> announcers() {
        return List.copyOf(announcers);
    }

    /** The longest time for which nobody showed the address, since it was first shown. */
    synchronized long longestGapNanos() {
        expire();
        List<Shown> all = new ArrayList<>(past);
        shownFrom.forEach((node, from) -> all.add(new Shown(node, from, clock.nanos())));
        all.sort(Comparator.comparingLong(Shown::from));
        long worst = 0;
        for (int i = 1; i < all.size(); i++) {
            worst = Math.max(worst, all.get(i).from() - all.get(i - 1).until());
        }
        return worst;
    }

    private void expire() {
        long now = clock.nanos();
        List<String> over = shownUntil.entrySet().stream()
                .filter(entry -> entry.getValue() != Long.MAX_VALUE && entry.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(node -> end(node, shownUntil.getOrDefault(node, now)));
    }

    private void end(String node, long at) {
        shownUntil.remove(node);
        Long from = shownFrom.remove(node);
        if (from != null) {
            past.add(new Shown(node, from, at));
        }
    }
}
