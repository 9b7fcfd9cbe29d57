package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.config.Profile;
import tandem.core.status.Role;
import tandem.failover.election.Action.HideVips;
import tandem.failover.election.Scene.Take;

/** A node stood still. */
class StandingStillTest {
    @Test
    void node_that_stood_still_takes_nothing_until_its_peers_confirm_the_view() {
        Scene scene = Scene.holder("lb1").halt(612).tell(new Event.Hidden());
        assertThat(scene.reason()).isEqualTo("lb1 stood still for 612 ms and hid 198.51.100.100");
        scene.tell(new Event.GatewayChecked(true)).pass(300);
        assertThat(scene.takes()).isEmpty();

        scene.tell(new Event.Heard("lb2", new Message.Confirm(nonce(scene), List.of("lb2", "lb1"))));

        assertThat(scene.takes()).containsExactly(new Take(4, true));
    }

    @Test
    void confirmation_of_another_view_does_not_count() {
        Scene scene = Scene.holder("lb1").halt(612).tell(new Event.Hidden());

        scene.tell(new Event.Heard("lb2", new Message.Confirm(nonce(scene), List.of("lb2"))));
        scene.tell(new Event.Heard("lb2", new Message.Confirm(nonce(scene) - 1, List.of("lb2", "lb1"))));

        assertThat(scene.pass(3000).takes()).isEmpty();
        assertThat(scene.standing())
                .isEqualTo("lb1 cannot take 198.51.100.100: stood still for 612 ms and its view is not confirmed yet");
    }

    @Test
    void node_that_stood_still_takes_again_in_a_view_of_its_own_installed_afterwards() {
        Scene scene = Scene.holder("lb1").halt(612).tell(new Event.Hidden()).tell(new Event.GatewayChecked(true));

        scene.pass(100).view("lb1").pass(550);

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void node_that_stood_still_asks_the_gateway_again_before_it_takes() {
        Scene scene = Scene.holder("lb1")
                .halt(612)
                .tell(new Event.Hidden())
                .pass(100)
                .view("lb1")
                .pass(600);
        assertThat(scene.takes()).isEmpty();

        scene.tell(new Event.GatewayChecked(true));

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void lone_node_that_stood_still_waits_for_a_peer_to_turn_up_and_then_takes() {
        Scene scene = Scene.holder("lb1")
                .view("lb1")
                .halt(612)
                .tell(new Event.Hidden())
                .tell(new Event.GatewayChecked(true));

        scene.pass(900);
        assertThat(scene.takes()).isEmpty();
        scene.pass(200);

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void only_node_that_stood_still_takes_again_at_once() {
        Scene scene = Scene.of("lb1", "lb1");
        scene.view("lb1").tell(new Event.Joined()).pass(400).tell(new Event.Taken(1));
        scene.actions.clear();

        scene.halt(612).tell(new Event.Hidden());

        assertThat(scene.takes()).containsExactly(new Take(2, true));
    }

    @Test
    void holder_whose_own_steps_stood_still_hides_first() {
        Scene scene = Scene.holder("lb1");

        scene.halt(700);

        assertThat(scene.actions.getFirst()).isInstanceOf(HideVips.class);
        assertThat(scene.reason()).isEqualTo("lb1 stood still for 700 ms and hid 198.51.100.100");
    }

    @Test
    void calm_holder_whose_own_steps_alone_stood_still_for_less_than_its_fence_lasts_keeps() {
        Scene scene = Scene.holder("lb1", Profile.CALM);

        scene.halt(800);

        assertThat(scene.did(HideVips.class)).isEmpty();
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void asked_by_a_peer_that_stood_still_a_node_tells_its_view() {
        Scene scene = Scene.holder("lb1");

        scene.tell(new Event.Heard("lb2", new Message.ConfirmAsk(77)));

        assertThat(scene.sentTo("lb2")).containsExactly(new Message.Confirm(77, List.of("lb1", "lb2")));
    }

    private static long nonce(Scene scene) {
        return scene.did(Action.Broadcast.class).stream()
                .map(Action.Broadcast::message)
                .filter(Message.ConfirmAsk.class::isInstance)
                .map(Message.ConfirmAsk.class::cast)
                .findFirst()
                .orElseThrow()
                .nonce();
    }
}
