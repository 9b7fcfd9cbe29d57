package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.failover.election.Event;

class ReachabilityPollTest {
    private final List<Event> events = new ArrayList<>();

    @Test
    void one_failure_is_no_loss_two_in_a_row_are() {
        Deque<Boolean> answers = new ArrayDeque<>(List.of(true, false, true, false, false, true));
        ReachabilityPoll poll = new ReachabilityPoll(answers::removeFirst, events::add);

        for (int i = 0; i < 6; i++) {
            poll.poll();
        }

        assertThat(events)
                .containsExactly(
                        new Event.GatewayChecked(true),
                        new Event.GatewayChecked(true),
                        new Event.GatewayChecked(false),
                        new Event.GatewayChecked(true));
    }

    @Test
    void question_that_fails_counts_as_no_answer() {
        ReachabilityPoll poll = new ReachabilityPoll(
                () -> {
                    throw new IllegalStateException("socket is gone");
                },
                events::add);

        poll.poll();
        poll.poll();

        assertThat(events).containsExactly(new Event.GatewayChecked(false));
    }
}
