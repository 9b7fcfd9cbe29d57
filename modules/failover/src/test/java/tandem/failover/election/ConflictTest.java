package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.status.Role;
import tandem.failover.election.Action.HideVips;

/** Two nodes hold or take the addresses. */
class ConflictTest {
    @Test
    void of_two_holders_the_higher_term_stays() {
        Scene scene = Scene.holder("lb1");

        scene.hears("lb2", scene.holding(4));

        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.reason()).isEqualTo("gave way to lb2, which holds 198.51.100.100 under term 4");
    }

    @Test
    void of_two_holders_with_one_term_the_first_in_order_stays() {
        Scene first = Scene.holder("lb1");
        Scene second = Scene.holder("lb2");

        first.hears("lb2", first.holding(3));
        second.hears("lb1", second.holding(3));

        assertThat(first.did(HideVips.class)).isEmpty();
        assertThat(second.did(HideVips.class)).hasSize(1);
    }

    @Test
    void winner_announces_again_once_the_other_has_given_way() {
        Scene scene = Scene.holder("lb1");
        scene.hears("lb2", scene.holding(2));
        assertThat(scene.did(Action.AnnounceVips.class)).isEmpty();

        scene.hears("lb2", scene.standby(3));

        assertThat(scene.did(Action.AnnounceVips.class)).hasSize(1);
        assertThat(scene.did(Action.Note.class).getFirst().reason().sentence())
                .isEqualTo("lb2 also holds 198.51.100.100, under term 2; lb1 keeps it under term 3");
    }

    @Test
    void holder_announces_again_after_a_merge() {
        Scene scene = Scene.holder("lb1").view("lb1");

        scene.tell(new Event.ViewInstalled(List.of("lb1", "lb2"), true));

        assertThat(scene.did(Action.AnnounceVips.class)).hasSize(1);
    }

    @Test
    void holder_hides_for_a_higher_term_even_from_outside_its_view() {
        Scene scene = Scene.holder("lb1").view("lb1");

        scene.hears("lb2", scene.holding(4));

        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.state.role()).isEqualTo(Role.STANDBY);
    }

    @Test
    void take_that_nobody_waits_for_any_more_is_undone() {
        Scene scene = Scene.pair("lb2");

        scene.tell(new Event.Taken(2));

        assertThat(scene.did(HideVips.class)).hasSize(1);
    }

    @Test
    void taker_yields_to_a_peer_that_takes_with_a_better_claim() {
        Scene scene = Scene.pair("lb2");
        scene.hears("lb1", scene.unfit("starting")).hears("lb1", scene.taking(2));

        assertThat(scene.takes()).hasSize(1);
        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.reason()).isEqualTo("leaves 198.51.100.100 to lb1");
    }
}
