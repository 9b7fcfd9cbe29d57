package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tandem.core.port.LastWord;
import tandem.core.port.Ownership;
import tandem.core.status.Role;
import tandem.failover.election.Message.Release;

class ReleaseWordTest {
    private static final Release RELEASE = new Release(7, "5ec3e7");

    private final List<String> told = new ArrayList<>();

    @Test
    void release_carries_the_word() {
        Release said = word(() -> new byte[] {1, 2}).said(RELEASE);

        assertThat(said).isEqualTo(RELEASE.with(new byte[] {1, 2}));
        assertThat(told).isEmpty();
    }

    @Test
    void word_that_is_too_long_is_left_out_and_that_is_said_once() {
        ReleaseWord word = word(() -> new byte[ReleaseWord.MOST_BYTES + 1]);

        assertThat(word.said(RELEASE)).isEqualTo(RELEASE);
        word.said(RELEASE);

        assertThat(told)
                .containsExactly(
                        "schedule and counters are not handed over with the addresses, the new owner goes on from the"
                                + " last report: 1048577 bytes are more than 1048576");
    }

    @Test
    void word_that_cannot_be_found_delays_nothing() {
        ReleaseWord word = word(() -> {
            throw new IllegalStateException("no schedule");
        });

        assertThat(word.said(RELEASE)).isEqualTo(RELEASE);
        assertThat(told).singleElement().asString().endsWith("java.lang.IllegalStateException: no schedule");
    }

    @Test
    void repeated_release_counts_once_so_that_own_choices_are_not_undone() {
        ReleaseWord word = word(() -> new byte[0]);

        word.heard("lb1", RELEASE.with(new byte[] {1}));
        word.heard("lb1", RELEASE.with(new byte[] {2}));
        word.heard("lb1", new Release(9, "5ec3e7").with(new byte[] {3}));

        assertThat(told).containsExactly("heard of lb1: 1", "heard of lb1: 3");
    }

    @Test
    void word_that_cannot_be_followed_stops_nothing() {
        word(() -> new byte[0]).heard("lb1", RELEASE.with(new byte[] {-1}));

        assertThat(told)
                .containsExactly(
                        "the schedule and counters of lb1 were not taken over with the addresses, going on from its"
                                + " last report: java.lang.IllegalStateException: negative");
    }

    @Test
    void release_without_a_word_is_told() {
        word(() -> new byte[0]).heard("lb1", RELEASE);

        assertThat(told)
                .containsExactly(
                        "lb1 released the addresses without schedule and counters; going on from its last report");
    }

    private ReleaseWord word(Supplier<byte[]> says) {
        LastWord word = new LastWord() {
            @Override
            public byte[] say() {
                return says.get();
            }

            @Override
            public void hear(String from, byte[] heard) {
                if (heard[0] < 0) {
                    throw new IllegalStateException("negative");
                }
                told.add("heard of " + from + ": " + heard[0]);
            }
        };
        return new ReleaseWord(word, new GroupVoice("main", false, new Ear()));
    }

    private final class Ear implements Ownership.Listener {
        @Override
        public void roleChanged(String group, Role before, Role now, String reason) {
            throw new AssertionError("no role changes here");
        }

        @Override
        public void noted(String sentence) {
            told.add(sentence);
        }
    }
}
