package tandem.failover.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ElectorateTest {
    @Test
    void majority_is_more_than_half() {
        assertThat(new Electorate(List.of("a")).majority()).isEqualTo(1);
        assertThat(new Electorate(List.of("a", "b")).majority()).isEqualTo(2);
        assertThat(new Electorate(List.of("a", "b", "c")).majority()).isEqualTo(2);
        assertThat(new Electorate(List.of("a", "b", "c", "d")).majority()).isEqualTo(3);
        assertThat(new Electorate(List.of("a", "b", "c", "d", "e")).majority()).isEqualTo(3);
    }

    @Test
    void mark_tells_other_voters_but_not_another_order() {
        String mark = new Electorate(List.of("lb1", "lb2", "w")).mark();

        assertThat(new Electorate(List.of("w", "lb2", "lb1")).mark()).isEqualTo(mark);
        assertThat(new Electorate(List.of("lb1", "lb2")).mark()).isNotEqualTo(mark);
        assertThat(new Electorate(List.of("lb1", "lb2w")).mark()).isNotEqualTo(mark);
        assertThat(mark).matches("[0-9a-f]{16}");
    }

    @Test
    void voters_need_names_of_their_own() {
        assertThatThrownBy(() -> new Electorate(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Electorate(List.of("lb1", "lb1")))
                .hasMessage("voters must have names of their own, got [lb1, lb1]");
    }
}
