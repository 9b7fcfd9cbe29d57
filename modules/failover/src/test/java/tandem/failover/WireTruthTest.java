package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WireTruthTest {
    private static final String VIP = "198.51.100.100";
    private static final String MAC1 = "02:00:00:00:00:01";
    private static final String MAC3 = "02:00:00:00:00:03";
    private static final String STRANGER = "02:00:00:00:00:99";
    private static final Optional<String> LB1 = Optional.of("lb1");

    private final WireTruth wire = new WireTruth();

    @BeforeEach
    void learn() {
        wire.learned("lb1", Map.of(VIP, MAC1));
        wire.learned("lb3", Map.of(VIP, MAC3));
    }

    @Test
    void the_holder_that_answers_is_no_news() {
        assertThat(answered(Set.of(MAC1), LB1, 3)).isEmpty();
        assertThat(wire.alarm(VIP)).isEmpty();
    }

    @Test
    void a_stranger_beside_the_holder_is_told_the_second_time_and_once() {
        String sentence = STRANGER + " answers for 198.51.100.100, which lb1 holds at " + MAC1;

        assertThat(answered(Set.of(MAC1, STRANGER), LB1, 1)).isEmpty();
        assertThat(wire.alarm(VIP)).isEmpty();
        assertThat(answered(Set.of(MAC1, STRANGER), LB1, 1)).contains(sentence);
        assertThat(answered(Set.of(MAC1, STRANGER), LB1, 1)).isEmpty();
        assertThat(wire.alarm(VIP)).isEqualTo(sentence);
    }

    @Test
    void another_node_in_the_holders_place_is_named() {
        assertThat(answered(Set.of(MAC3), LB1, 2))
                .contains(MAC3 + " (lb3) answers for 198.51.100.100, which lb1 holds at " + MAC1
                        + ", and lb1 does not answer");
    }

    @Test
    void silence_while_somebody_holds_is_told() {
        assertThat(answered(Set.of(), LB1, 2)).contains("nobody answers for 198.51.100.100, which lb1 holds");
    }

    @Test
    void an_answer_while_nobody_holds_is_told() {
        assertThat(answered(Set.of(MAC1), Optional.empty(), 2))
                .contains(MAC1 + " (lb1) answers for 198.51.100.100, which no node holds");
        assertThat(wire.alarm("198.51.100.101")).isEmpty();
    }

    @Test
    void silence_while_nobody_holds_is_as_it_should_be() {
        assertThat(answered(Set.of(), Optional.empty(), 3)).isEmpty();
    }

    @Test
    void an_answer_for_a_holder_that_has_not_said_where_it_is_proves_nothing() {
        assertThat(answered(Set.of(STRANGER), Optional.of("lb2"), 3)).isEmpty();
    }

    @Test
    void one_wrong_answer_between_two_right_ones_is_not_told() {
        answered(Set.of(STRANGER), LB1, 1);
        answered(Set.of(MAC1), LB1, 1);

        assertThat(answered(Set.of(STRANGER), LB1, 1)).isEmpty();
    }

    @Test
    void the_end_is_told_too() {
        answered(Set.of(), LB1, 2);

        assertThat(answered(Set.of(MAC1), LB1, 1))
                .contains("the right one answers for 198.51.100.100 again; before: nobody answers for 198.51.100.100,"
                        + " which lb1 holds");
        assertThat(wire.alarm(VIP)).isEmpty();
    }

    @Test
    void a_node_that_takes_them_itself_forgets_what_it_saw() {
        answered(Set.of(), LB1, 2);

        wire.forget();

        assertThat(wire.alarm(VIP)).isEmpty();
        assertThat(answered(Set.of(), LB1, 1)).isEmpty();
    }

    /** What the last of so many equal answers makes it tell. */
    private Optional<String> answered(Set<String> macs, Optional<String> holder, int times) {
        Optional<String> told = Optional.empty();
        for (int i = 0; i < times; i++) {
            told = wire.answered(VIP, macs, holder);
        }
        return told;
    }
}
