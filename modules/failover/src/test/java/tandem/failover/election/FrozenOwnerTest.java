package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The owner stands still and its address does not run out, as with provider bind. */
class FrozenOwnerTest {
    @Test
    void frozen_owner_that_keeps_its_port_is_named() {
        Scene scene = Scene.of("lb2", true, "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb1", scene.holding(1)).pass(400).view("lb2").pass(550);

        scene.tell(new Event.TakeRefused(2, "address in use"));

        assertThat(scene.standing())
                .isEqualTo("lb1 does not answer and still holds 198.51.100.100 (frozen?); provider bind cannot take it"
                        + " from a living process: resume or end lb1 (address in use)");
        assertThat(scene.holder()).contains("lb1");
    }

    @Test
    void frozen_owner_is_warned_of_once_also_while_it_wakes_and_talks_from_outside_the_view() {
        Scene scene = Scene.of("lb2", true, "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb1", scene.holding(1)).pass(400).view("lb2").pass(550);

        for (int term = 2; term < 7; term++) {
            scene.tell(new Event.TakeRefused(term, "address in use")).pass(100);
        }
        scene.tell(new Event.TakeRefused(7, "address in use"));
        scene.hears("lb1", scene.holding(1)).pass(500);

        assertThat(scene.takes()).hasSize(6);
        assertThat(scene.did(Action.Warn.class)).hasSize(1);
    }

    @Test
    void owner_that_was_frozen_stays_the_holder_when_it_is_back_in_the_view() {
        Scene scene = Scene.of("lb2", true, "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb1", scene.holding(1)).pass(400).view("lb2").pass(550);
        scene.tell(new Event.TakeRefused(2, "address in use")).pass(50);
        scene.actions.clear();

        scene.view("lb1", "lb2").hears("lb1", scene.holding(1)).pass(2000);

        assertThat(scene.takes()).isEmpty();
        assertThat(scene.standing()).isEqualTo("lb1 holds 198.51.100.100 under term 1");
        assertThat(scene.holder()).contains("lb1");
    }

    @Test
    void vanished_owner_whose_address_runs_out_is_not_said_to_hold() {
        Scene scene = Scene.pair("lb2").view("lb2").pass(550);

        scene.tell(new Event.TakeRefused(2, "198.51.100.100 still answers from 02:00:00:00:00:01"));

        assertThat(scene.holder()).isEmpty();
        assertThat(scene.did(Action.Warn.class)).isEmpty();
    }
}
