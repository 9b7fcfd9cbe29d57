package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.core.status.Role;
import tandem.failover.election.Action.HideVips;

class PreferenceTest {
    @Test
    void preferred_peer_gets_the_addresses_when_it_has_been_back_for_ten_seconds() {
        Scene scene = Scene.holderPreferring("lb2", "lb1").view("lb2", "lb1");
        scene.hears("lb1", scene.standby(3));

        scene.pass(9_900);
        assertThat(scene.did(HideVips.class)).isEmpty();
        scene.pass(200).tell(new Event.Hidden());

        assertThat(scene.sentTo("lb1")).contains(Scene.release(3));
        assertThat(scene.reason()).isEqualTo("lb2 hands 198.51.100.100 to lb1");
    }

    @Test
    void preferred_peer_that_is_worse_placed_gets_nothing() {
        Scene scene = Scene.holderPreferring("lb2", "lb1").view("lb2", "lb1");
        scene.hears("lb1", scene.weak("does not reach the gateway"));

        scene.pass(15_000);

        assertThat(scene.did(HideVips.class)).isEmpty();
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void preferred_peer_that_declined_is_asked_again_after_ten_seconds_not_before() {
        Scene scene = Scene.holderPreferring("lb2", "lb1").view("lb2", "lb1");
        scene.hears("lb1", scene.standby(3));
        scene.pass(10_100).tell(new Event.Hidden());

        scene.tell(new Event.Heard("lb1", new Message.Declined(3, "not ready")));
        long term = scene.takes().getLast().term();
        scene.tell(new Event.Taken(term)).pass(9_000);

        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.pass(2_000).did(HideVips.class)).hasSize(2);
    }

    @Test
    void preferred_holder_keeps() {
        Scene scene = Scene.holderPreferring("lb1", "lb1");

        scene.pass(20_000);

        assertThat(scene.did(HideVips.class)).isEmpty();
    }
}
