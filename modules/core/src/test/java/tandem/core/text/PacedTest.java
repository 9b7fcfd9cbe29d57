package tandem.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PacedTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Paced paced = new Paced();

    @Test
    void each_line_passes_once_a_minute() {
        boolean first = paced.pass("a", 5);

        assertThat(first).isTrue();
        assertThat(paced.pass("a", 4 + MINUTE)).isFalse();
        assertThat(paced.pass("b", 4 + MINUTE)).isTrue();
        assertThat(paced.pass("a", 5 + MINUTE)).isTrue();
    }

    @Test
    void flood_of_different_lines_passes_a_bounded_number_of_times() {
        long passed = LongStream.range(0, 10_000)
                .filter(i -> paced.pass("line " + i, i))
                .count();

        assertThat(passed).isEqualTo(257);
    }
}
