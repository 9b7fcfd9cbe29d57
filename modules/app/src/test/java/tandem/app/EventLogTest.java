package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;
import tandem.core.status.Event;

final class EventLogTest {
    private final FixedClock clock = new FixedClock();

    @Test
    void events_of_a_life_are_counted_from_one_and_a_life_after_a_clock_set_back_is_still_a_later_one() {
        EventLog first = new EventLog("lb1", clock, List.of());
        first.note("config", "read");
        first.note("config", "read again", Map.of("hash", "cafe"));
        clock.epochMillis -= 1_000_000;

        EventLog second = new EventLog("lb1", clock, first.history().all());
        second.note("config", "read after a restart");

        assertThat(second.incarnation()).isGreaterThan(first.incarnation());
        assertThat(second.history().newestOf("lb1", 10))
                .extracting(Event::sequence, Event::text)
                .containsExactly(tuple(1L, "read"), tuple(2L, "read again"), tuple(1L, "read after a restart"));
    }

    @Test
    void peers_are_told_what_is_on_the_disk_and_no_more() {
        EventLog first = new EventLog("lb1", clock, List.of());
        first.note("config", "read");
        EventLog second = new EventLog("lb1", clock, first.history().all());
        second.note("config", "read after a restart");

        List<Event> before = second.own();
        second.kept(second.history());
        second.note("config", "read again");

        assertThat(before).extracting(Event::text).containsExactly("read");
        assertThat(second.own()).extracting(Event::text).containsExactly("read", "read after a restart");
    }

    @Test
    void what_a_peer_tells_is_shown_but_not_told_on_and_wakes_listeners_once() {
        EventLog log = new EventLog("lb1", clock, List.of());
        AtomicInteger woken = new AtomicInteger();
        log.whenSomethingHappens(woken::incrementAndGet);
        List<Event> told = List.of(new Event("lb2", 7, 1, 3, "member", "app/a is down", Map.of()));

        log.learned(told);
        log.learned(told);

        assertThat(log.newest()).isEqualTo(told);
        assertThat(log.own()).isEmpty();
        assertThat(woken).hasValue(1);
    }

    @Test
    void history_is_stored_soon_and_at_the_end_and_a_disk_that_refuses_stops_nothing() {
        EventLog log = new EventLog("lb1", clock, List.of());
        List<List<Event>> stored = new CopyOnWriteArrayList<>();
        try (HistoryKeeper keeper = new HistoryKeeper(log, events -> {
            stored.add(new ArrayList<>(events));
            return stored.size() == 1 ? new Outcome.Refused("the disk is full") : new Outcome.Done("stored");
        })) {
            keeper.start();
            log.note("config", "read");
            await().until(() -> stored.size() == 1);
            log.note("config", "read again");
        }

        assertThat(stored.getLast()).extracting(Event::text).containsExactly("read", "read again");
    }
}
