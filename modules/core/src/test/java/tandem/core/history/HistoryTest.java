package tandem.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.core.status.Event;

final class HistoryTest {
    @Test
    void nodes_that_saw_the_same_events_in_any_order_hold_the_same() {
        List<Event> events = new ArrayList<>();
        for (int i = 1; i <= 300; i++) {
            events.add(event("lb1", 1, i, i * 10L));
            events.add(event("lb2", 5, i, i * 10L + 3));
        }
        History first = History.NONE.merge(events).history();
        long seed = Long.getLong("seed", System.nanoTime());
        Collections.shuffle(events, new Random(seed));
        History second = History.NONE;
        for (Event event : events) {
            second = second.merge(List.of(event)).history();
        }

        assertThat(second.newest(History.MOST)).as("seed %d", seed).isEqualTo(first.newest(History.MOST));
        assertThat(first.newest(History.MOST)).hasSize(2 * History.MOST_OF_NODE);
        assertThat(first.newest(1)).containsExactly(event("lb2", 5, 300, 3003));
    }

    @Test
    void an_event_that_is_known_is_no_news_nor_is_one_older_than_all_that_are_kept() {
        History full = History.NONE;
        for (int i = 1; i <= 260; i++) {
            full = full.merge(List.of(event("lb1", 1, i, i))).history();
        }

        assertThat(full.merge(List.of(event("lb1", 1, 260, 260))).news()).isEmpty();
        assertThat(full.merge(List.of(event("lb1", 1, 3, 3))).news()).isEmpty();
        assertThat(full.merge(List.of(event("lb1", 2, 1, 2))).news()).containsExactly(event("lb1", 2, 1, 2));
    }

    @Test
    void a_noisy_node_does_not_push_out_what_the_others_told() {
        History history = History.NONE.merge(List.of(event("lb2", 1, 1, 1))).history();
        for (int i = 1; i <= 2_000; i++) {
            history = history.merge(List.of(event("lb1", 1, i, i))).history();
        }

        assertThat(history.newestOf("lb2", 10)).hasSize(1);
        assertThat(history.newestOf("lb1", 1_000)).hasSize(History.MOST_OF_NODE);
    }

    @Test
    void who_asks_with_the_last_id_gets_what_was_learnt_since_late_ones_of_peers_included() {
        History history = History.NONE
                .merge(List.of(event("lb1", 1, 1, 100), event("lb1", 1, 2, 200)))
                .history();
        String last = history.after("").next("");

        History later = history.merge(List.of(event("lb2", 1, 1, 50))).history();

        assertThat(last).isEqualTo("lb1-1-2");
        assertThat(later.after(last)).isEqualTo(new History.Page(List.of(event("lb2", 1, 1, 50)), true));
        assertThat(later.after(later.after(last).next(last)).events()).isEmpty();
    }

    @Test
    void an_unknown_id_gives_everything_and_says_that_something_may_be_missing() {
        History history = History.NONE.merge(List.of(event("lb1", 1, 1, 100))).history();

        assertThat(history.after("lb1-0-9")).isEqualTo(new History.Page(List.of(event("lb1", 1, 1, 100)), false));
        assertThat(history.after("").complete()).isTrue();
    }

    @Test
    void a_long_text_is_cut() {
        Event event = new Event("lb1", 1, 1, 1, "config", "x".repeat(5_000), Map.of("why", "y".repeat(5_000)));

        assertThat(event.text()).hasSize(Event.LONGEST_TEXT).endsWith("…");
        assertThat(event.facts().get("why")).hasSize(Event.LONGEST_TEXT);
    }

    private static Event event(String node, long incarnation, long sequence, long at) {
        return new Event(node, incarnation, sequence, at, "test", "something", Map.of("n", "1"));
    }
}
