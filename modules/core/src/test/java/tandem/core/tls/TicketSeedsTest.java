package tandem.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.tls.TicketSeeds.Seed;

final class TicketSeedsTest {
    private static final long NOW = 1_700_000_000_000L;

    private static Seed seed(int value, long bornMillis) {
        byte[] bytes = new byte[TicketSeeds.BYTES];
        Arrays.fill(bytes, (byte) value);
        return new Seed(bytes, bornMillis);
    }

    @Test
    void message_carries_secrets_and_ages_over_clocks_that_differ() {
        TicketSeeds seeds = new TicketSeeds(List.of(seed(1, NOW - 5_000), seed(2, NOW - 60_000)));

        List<Seed> read = TicketSeeds.read(seeds.message(NOW), NOW + 3_600_000).orElseThrow();

        assertThat(read).extracting(Seed::bornMillis).containsExactly(NOW + 3_595_000, NOW + 3_540_000);
        assertThat(new TicketSeeds(read).isSame(seeds)).isTrue();
    }

    @Test
    void what_both_know_is_known_once_and_the_youngest_comes_first() {
        TicketSeeds merged =
                new TicketSeeds(List.of(seed(1, NOW - 10))).merge(List.of(seed(1, NOW - 900), seed(2, NOW)), NOW);

        assertThat(merged.all()).extracting(one -> one.bytes()[0]).containsExactly((byte) 2, (byte) 1);
    }

    @Test
    void nobody_keeps_what_is_three_hours_old() {
        long old = NOW - Duration.ofHours(3).toMillis() - 1;

        assertThat(TicketSeeds.NONE
                        .merge(List.of(seed(1, old), seed(2, old + 1)), NOW)
                        .all())
                .extracting(one -> one.bytes()[0])
                .containsExactly((byte) 2);
    }

    @Test
    void damaged_messages_hold_nothing() {
        byte[] message = new TicketSeeds(List.of(seed(1, NOW))).message(NOW);

        for (int length = 0; length < message.length; length++) {
            assertThat(TicketSeeds.read(Arrays.copyOf(message, length), NOW)).isEmpty();
        }
        message[0] = 20;
        assertThat(TicketSeeds.read(message, NOW)).isEmpty();
    }

    @Test
    void secrets_are_not_shown() {
        assertThat(new TicketSeeds(List.of(seed(7, NOW))).toString())
                .doesNotContain("7, 7")
                .doesNotContain("[B@");
    }
}
