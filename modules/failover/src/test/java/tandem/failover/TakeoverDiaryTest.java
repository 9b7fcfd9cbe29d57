package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership;
import tandem.core.port.Ownership.Takeover.Moment;
import tandem.failover.election.Action;
import tandem.failover.election.Cause;
import tandem.failover.election.Event;
import tandem.failover.election.Reason;
import tandem.failover.election.Takeover;

class TakeoverDiaryTest {
    private final TickingClock clock = new TickingClock();
    private final TakeoverDiary diary = new TakeoverDiary("main", clock);

    /** Moves on by a millisecond whenever it is read. */
    private static final class TickingClock implements NodeClock {
        private long nanos;

        @Override
        public long nanos() {
            nanos += 1_000_000;
            return nanos;
        }

        @Override
        public long epochMillis() {
            return nanos / 1_000_000;
        }
    }

    @Test
    void a_takeover_tells_its_moments_in_order_and_what_spoke_for_it() {
        diary.heard(new Event.ReleaseHeard("lb1", 7, "00ff", true));
        diary.decided(new Action.Note(Reason.of("lb1 left the view")));
        diary.decided(new Action.Note(Reason.of("lb1 left the view")));

        Ownership.Takeover told = diary.close(new Takeover(
                8,
                new Cause(Cause.Kind.PEER_LOST, "lb1's process died", "lb1", 500_000),
                2_000_000,
                3_000_000,
                4_000_000));

        assertThat(told.kind()).isEqualTo("peer_lost");
        assertThat(told.from()).isEqualTo("lb1");
        assertThat(told.evidence()).containsExactly("lb1 left the view");
        assertThat(told.moments())
                .extracting(Moment::what)
                .containsExactly(
                        "nobody holds the addresses: lb1's process died",
                        "lb1's guard released term 7",
                        "asked the voters for term 8",
                        "the voters granted it",
                        "addresses shown and announced");
    }

    @Test
    void the_diary_is_bounded_and_begins_anew() {
        for (int i = 0; i < 1000; i++) {
            diary.heard(new Event.TakeRefused(i, "too late"));
        }
        Takeover takeover = new Takeover(1, new Cause(Cause.Kind.START, "first", "", 0), 1, 2, 3);

        assertThat(diary.close(takeover).moments()).hasSizeLessThan(30);
        assertThat(diary.close(takeover).moments()).hasSize(3);
        assertThat(List.of(diary.close(takeover).from())).containsExactly("");
    }
}
