package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.core.status.Role;
import tandem.failover.election.Action.HideVips;
import tandem.failover.election.Scene.Take;

/** Something speaks against a node: its gateway, its privileges, refused tries. */
class FitnessTest {
    @Test
    void lone_standby_without_gateway_takes_nothing() {
        Scene scene = Scene.pair("lb2").tell(new Event.GatewayChecked(false));

        scene.view("lb2").pass(5000);

        assertThat(scene.takes()).isEmpty();
        assertThat(scene.standing()).isEqualTo("sees neither lb1 nor the gateway");
    }

    @Test
    void lone_standby_takes_when_the_gateway_answers_again() {
        Scene scene = Scene.pair("lb2").tell(new Event.GatewayChecked(false)).view("lb2");

        scene.pass(600).tell(new Event.GatewayChecked(true));

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void holder_that_loses_peer_and_gateway_hides() {
        Scene scene = Scene.holder("lb1").view("lb1");
        assertThat(scene.did(HideVips.class)).isEmpty();

        scene.tell(new Event.GatewayChecked(false));

        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.reason()).isEqualTo("sees neither lb2 nor the gateway; hid 198.51.100.100");
    }

    @Test
    void holder_that_loses_the_gateway_hands_over_to_a_peer_that_reaches_it() {
        Scene scene = Scene.holder("lb1").tell(new Event.GatewayChecked(false));
        assertThat(scene.did(HideVips.class)).isEmpty();

        scene.pass(1050);

        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.reason()).isEqualTo("hands over to lb2: lb1 does not reach the gateway, lb2 does");
    }

    @Test
    void holder_keeps_when_nobody_reaches_the_gateway() {
        Scene scene = Scene.holder("lb1").tell(new Event.GatewayChecked(false));
        scene.hears("lb2", scene.weak("does not reach the gateway"));

        scene.pass(5000);

        assertThat(scene.did(HideVips.class)).isEmpty();
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void without_holder_the_first_takes_although_nobody_reaches_the_gateway() {
        Scene scene = Scene.pair("lb1").tell(new Event.GatewayChecked(false));

        scene.hears("lb2", scene.weak("does not reach the gateway"));

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void refused_try_is_repeated_while_still_the_first_and_noted_once() {
        Scene scene = Scene.pair("lb2").view("lb2").pass(550);
        scene.tell(new Event.TakeRefused(2, "198.51.100.100 still answers from 02:00:00:00:00:01"));
        assertThat(scene.standing()).isEqualTo("198.51.100.100 still answers from 02:00:00:00:00:01");

        scene.pass(100).tell(new Event.TakeRefused(3, "198.51.100.100 still answers from 02:00:00:00:00:01"));
        scene.pass(100).tell(new Event.Taken(4));

        assertThat(scene.takes()).containsExactly(new Take(2, true), new Take(3, true), new Take(4, true));
        assertThat(scene.did(Action.Note.class).stream().map(n -> n.reason().sentence()))
                .filteredOn(s -> s.contains("still answers"))
                .hasSize(1);
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void node_without_privilege_lets_its_peer_take() {
        Scene incapable = Scene.pair("lb1").tell(new Event.CapabilityChecked("CAP_NET_ADMIN is missing"));
        Scene peer = Scene.pair("lb2");

        incapable.hears("lb2", incapable.standby(1));
        peer.hears("lb1", peer.unfit("CAP_NET_ADMIN is missing"));

        assertThat(incapable.takes()).isEmpty();
        assertThat(incapable.standing()).isEqualTo("lb1 cannot take 198.51.100.100: CAP_NET_ADMIN is missing");
        assertThat(peer.takes()).hasSize(1);
    }

    @Test
    void node_whose_tries_are_refused_for_a_while_steps_behind_its_peer() {
        Scene scene = Scene.pair("lb1");
        scene.hears("lb2", scene.standby(1));
        for (int i = 0; i < 12; i++) {
            scene.tell(new Event.TakeRefused(2, "eth0 is down")).pass(100);
        }
        scene.tell(new Event.TakeRefused(2, "eth0 is down"));
        scene.actions.clear();

        scene.pass(1000);

        assertThat(scene.takes()).isEmpty();
        assertThat(scene.did(Action.Broadcast.class).getLast().message())
                .isInstanceOfSatisfying(
                        Message.Hello.class, hello -> assertThat(hello.weak()).isEqualTo("eth0 is down"));
    }

    @Test
    void holder_that_lost_the_address_tries_again() {
        Scene scene = Scene.holder("lb1").tell(new Event.VipsLost("eth0 is down"));
        assertThat(scene.reason()).isEqualTo("lost 198.51.100.100: eth0 is down");

        scene.pass(150);

        assertThat(scene.takes()).containsExactly(new Take(4, true));
    }
}
