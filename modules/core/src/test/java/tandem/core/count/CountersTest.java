package tandem.core.count;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CountersTest {
    @Test
    void totals_sum_what_each_thread_counted() throws InterruptedException {
        Counters counters = new Counters();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CounterRow row = counters.shard().row("app/a");
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 50_000; n++) {
                    row.add(Count.REQUESTS, 1);
                    row.add(Count.BYTES_TO, 10);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        long[] totals = counters.totals().get("app/a");

        assertThat(totals[Count.REQUESTS.ordinal()]).isEqualTo(200_000);
        assertThat(totals[Count.BYTES_TO.ordinal()]).isEqualTo(2_000_000);
    }

    @Test
    void response_is_counted_by_its_class() {
        assertThat(Count.response(101)).isEqualTo(Count.RESPONSES_1XX);
        assertThat(Count.response(204)).isEqualTo(Count.RESPONSES_2XX);
        assertThat(Count.response(304)).isEqualTo(Count.RESPONSES_3XX);
        assertThat(Count.response(404)).isEqualTo(Count.RESPONSES_4XX);
        assertThat(Count.response(599)).isEqualTo(Count.RESPONSES_5XX);
    }

    @Test
    void response_is_counted_by_how_long_its_head_took() {
        assertThat(Count.answered(0)).isEqualTo(Count.ANSWERED_1MS);
        assertThat(Count.answered(1_000_000)).isEqualTo(Count.ANSWERED_1MS);
        assertThat(Count.answered(1_000_001)).isEqualTo(Count.ANSWERED_2MS);
        assertThat(Count.answered(700_000_000)).isEqualTo(Count.ANSWERED_1S);
        assertThat(Count.answered(5_000_000_000L)).isEqualTo(Count.ANSWERED_5S);
        assertThat(Count.answered(Long.MAX_VALUE)).isEqualTo(Count.ANSWERED_LATER);
        assertThat(Count.ANSWER_TIMES).hasSize(Count.answeredMillis().size() + 1);
    }
}
