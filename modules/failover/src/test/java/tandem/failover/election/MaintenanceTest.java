package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;
import tandem.core.status.Role;
import tandem.failover.election.Action.Answer;

/** An operator wants a node to hold nothing. */
class MaintenanceTest {
    private static final Event ON = new Event.MaintenanceAsked(5, true);

    @Test
    void holder_hands_over_as_in_a_switchover_and_takes_nothing_afterwards() {
        Scene scene = Scene.holder("lb1").tell(ON).tell(new Event.Hidden());
        assertThat(scene.sentTo("lb2")).containsExactly(Scene.release(3));
        assertThat(scene.standing()).doesNotContain("maintenance");
        scene.hears("lb2", scene.holding(4));

        assertThat(scene.did(Answer.class).getFirst().outcome().sentence()).startsWith("switched over from lb1 to lb2");
        scene.hears("lb2", scene.standby(4));
        scene.tell(new Event.Heard("lb2", Scene.release(4))).pass(2000);
        assertThat(scene.takes()).isEmpty();
        assertThat(scene.standing()).contains("is in maintenance until an operator ends it");
    }

    @Test
    void holder_that_nobody_could_relieve_stays_and_is_in_no_maintenance() {
        Scene scene = Scene.holder("lb1");
        scene.hears("lb2", scene.unfit("has no interface eth0"));

        scene.tell(ON);

        assertThat(scene.did(Answer.class))
                .containsExactly(new Answer(
                        5, new Outcome.Refused("no other node could take 198.51.100.100: lb2: has no interface eth0")));
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
        assertThat(scene.state.fitness().maintenance()).isFalse();
    }

    @Test
    void holder_takes_the_addresses_back_if_the_peer_declines_them() {
        Scene scene = Scene.holder("lb1").tell(ON).tell(new Event.Hidden());

        scene.tell(new Event.Heard("lb2", new Message.Declined(3, "cannot")));

        assertThat(scene.did(Answer.class).getFirst().outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(scene.takes()).containsExactly(new Scene.Take(4, true));
    }

    @Test
    void node_that_starts_in_maintenance_takes_nothing_until_it_is_over() {
        Scene scene = Scene.of("lb1", "lb1");
        scene.tell(new Event.MaintenanceAsked(0, true))
                .view("lb1")
                .tell(new Event.GatewayChecked(true))
                .tell(new Event.Joined())
                .pass(6000);
        assertThat(scene.takes()).isEmpty();

        scene.tell(new Event.MaintenanceAsked(6, false)).pass(1000);

        assertThat(scene.takes()).hasSize(1);
        assertThat(scene.did(Answer.class))
                .last()
                .isEqualTo(new Answer(6, new Outcome.Done("lb1 may hold 198.51.100.100 again")));
    }
}
