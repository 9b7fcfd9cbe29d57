package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;
import tandem.core.status.Role;
import tandem.failover.election.Message.Hello;

/** Connections go on when the addresses are moved on purpose. */
class FlowHandoverTest {
    private static final long KEEP = TimeUnit.SECONDS.toNanos(65);
    private static final List<Station> OWN = List.of(new Station(Scene.VIP, "198.51.100.11", "02:00:00:00:00:0b"));
    private static final List<Station> PEER = List.of(new Station(Scene.VIP, "198.51.100.12", "02:00:00:00:00:0c"));
    private static final Event LOOKED = new Event.FlowsLooked(OWN, "");

    @Test
    void old_owner_prepares_parks_releases_drains_and_clears_in_this_order() {
        Scene scene = Scene.holder("lb1").tell(LOOKED).tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));
        assertThat(scene.sentTo("lb2")).containsExactly(new Message.Prepare(3, KEEP, OWN));
        assertThat(scene.did(Action.ParkVips.class)).isEmpty();

        scene.tell(new Event.Heard("lb2", new Message.Prepared(3, PEER, "")));
        assertThat(scene.did(Action.KeepFlows.class)).containsExactly(new Action.KeepFlows(PEER, KEEP));
        scene.tell(new Event.FlowsKept(""));
        assertThat(scene.did(Action.ParkVips.class)).hasSize(1);
        assertThat(scene.did(Action.HideVips.class)).isEmpty();
        assertThat(scene.sentTo("lb2")).hasSize(1);

        scene.tell(new Event.Hidden());
        assertThat(scene.sentTo("lb2")).last().isEqualTo(Scene.release(3));
        assertThat(scene.did(Action.DrainFlows.class)).isEmpty();

        scene.millis += 7;
        scene.hears("lb2", scene.holding(4));
        assertThat(scene.did(Action.DrainFlows.class)).hasSize(1);
        assertThat(scene.did(Action.Answer.class))
                .containsExactly(new Action.Answer(
                        5,
                        new Outcome.Done("switched over from lb1 to lb2 in 7 ms, term 4;"
                                + " its connections go on at lb1 for up to 60 s")));

        scene.tell(new Event.Draining(12));
        assertThat(scene.state.flows().parked()).map(FlowState.Parked::left).contains(12);
        scene.tell(new Event.Drained(214, 0));
        assertThat(scene.did(Action.UnparkVips.class)).hasSize(1);
        assertThat(scene.did(Action.ClearFlows.class)).isEmpty();
        scene.tell(new Event.Unparked());
        assertThat(scene.did(Action.ClearFlows.class)).hasSize(1);
        assertThat(scene.state.flows().last().orElseThrow().sentence())
                .isEqualTo("handed over to lb2: 0 of 214 connections broken");
    }

    @Test
    void new_owner_passes_packets_on_before_it_says_that_it_has_prepared() {
        Scene scene = Scene.pair("lb2").tell(LOOKED);

        scene.tell(new Event.Heard("lb1", new Message.Prepare(3, KEEP, PEER)));
        assertThat(scene.did(Action.PassFlows.class)).containsExactly(new Action.PassFlows(PEER, KEEP));
        assertThat(scene.sentTo("lb1")).isEmpty();

        scene.tell(new Event.FlowsPassed(""));
        assertThat(scene.sentTo("lb1")).containsExactly(new Message.Prepared(3, OWN, ""));
    }

    @Test
    void new_owner_stops_passing_packets_on_once_the_old_one_keeps_no_connections() {
        Scene scene = Scene.pair("lb2").tell(LOOKED);
        scene.tell(new Event.Heard("lb1", new Message.Prepare(3, KEEP, PEER))).tell(new Event.FlowsPassed(""));

        scene.hears("lb1", scene.handing(3, "lb2"));
        scene.hears("lb1", keeping(scene, "lb2", 3));
        assertThat(scene.did(Action.ClearFlows.class)).isEmpty();

        scene.hears("lb1", keeping(scene, "", 0));
        assertThat(scene.did(Action.ClearFlows.class)).hasSize(1);
        assertThat(scene.state.flows().passing()).isEmpty();
    }

    @Test
    void where_the_peer_cannot_pass_packets_on_the_addresses_move_and_the_reason_is_told() {
        Scene scene = Scene.holder("lb1").tell(LOOKED).tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));

        scene.tell(new Event.Heard("lb2", new Message.Prepared(3, List.of(), "nft is not on the path")));
        assertThat(scene.did(Action.HideVips.class)).hasSize(1);
        scene.tell(new Event.Hidden());
        scene.hears("lb2", scene.holding(4));

        assertThat(scene.did(Action.Answer.class).getFirst().outcome().sentence())
                .endsWith("its connections are reset: lb2: nft is not on the path");
    }

    @Test
    void a_peer_that_does_not_prepare_in_time_gets_the_addresses_without_connections() {
        Scene scene = Scene.holder("lb1").tell(LOOKED).tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));

        for (int i = 0; i < 12 && scene.did(Action.HideVips.class).isEmpty(); i++) {
            scene.hears("lb2", scene.standby(0));
            scene.pass(100);
        }

        assertThat(scene.did(Action.HideVips.class)).hasSize(1);
    }

    @Test
    void rules_that_come_too_late_are_removed_so_that_they_send_no_connection_away_later() {
        Scene scene = Scene.holder("lb1").tell(LOOKED).tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));
        scene.tell(new Event.Heard("lb2", new Message.Prepared(3, PEER, "")));

        for (int i = 0; i < 12 && scene.did(Action.HideVips.class).isEmpty(); i++) {
            scene.hears("lb2", scene.standby(0));
            scene.pass(100);
        }
        scene.tell(new Event.FlowsKept(""));

        assertThat(scene.did(Action.ParkVips.class)).isEmpty();
        assertThat(scene.did(Action.ClearFlows.class)).hasSize(1);
    }

    @Test
    void peer_that_has_done_with_its_connections_takes_no_rules_from_the_hand_over_back_to_it() {
        Scene scene = Scene.holder("lb1").tell(LOOKED);
        scene.tell(new Event.Heard("lb2", new Message.Prepare(2, KEEP, PEER)));
        scene.hears("lb2", keeping(scene, "lb1", 14));
        scene.tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));
        scene.tell(new Event.Heard("lb2", new Message.Prepared(3, PEER, "")));
        assertThat(scene.did(Action.KeepFlows.class)).hasSize(1);

        scene.hears("lb2", keeping(scene, "", 0));
        assertThat(scene.state.flows().passing()).isEmpty();
        assertThat(scene.did(Action.ClearFlows.class)).isEmpty();

        scene.tell(new Event.FlowsKept(""));
        assertThat(scene.did(Action.ParkVips.class)).hasSize(1);
        assertThat(scene.did(Action.ClearFlows.class)).isEmpty();
    }

    @Test
    void node_that_lost_the_lease_while_preparing_does_not_hold_again() {
        Scene scene = Scene.holder("lb1").tell(LOOKED).tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));

        scene.tell(new Event.VipsLost("the kernel closed the fence"));

        assertThat(scene.state.role()).isEqualTo(Role.STANDBY);
        assertThat(scene.did(Action.Answer.class).getFirst().outcome()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void switchover_to_a_third_is_refused_while_connections_are_passed_on_but_back_is_not() {
        Scene scene = Scene.holder("lb1").tell(LOOKED);
        scene.tell(new Event.Heard("lb2", new Message.Prepare(2, KEEP, PEER)));
        scene.hears("lb2", keeping(scene, "lb1", 14));
        FlowHandover flows = new FlowHandover(new Turn(scene.rules, scene.state, scene.nanos()));

        assertThat(flows.stillKeeps("lb3"))
                .hasValueSatisfying(why -> assertThat(why).startsWith("lb2 still keeps 14 connections"));
        assertThat(flows.stillKeeps("lb2")).isEmpty();
    }

    @Test
    void node_that_takes_the_addresses_back_sends_no_connection_away() {
        Scene scene = Scene.holder("lb1").tell(LOOKED).tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));
        scene.tell(new Event.Heard("lb2", new Message.Prepared(3, PEER, "")))
                .tell(new Event.FlowsKept(""))
                .tell(new Event.Hidden());

        scene.tell(new Event.Heard("lb2", new Message.Declined(3, "cannot")));

        assertThat(scene.did(Action.ClearFlows.class)).hasSize(1);
        assertThat(scene.takes()).containsExactly(new Scene.Take(4, true));
    }

    private static Hello keeping(Scene scene, String to, int left) {
        Hello standby = scene.standby(0);
        return new Hello(
                standby.incarnation(),
                standby.sequence(),
                standby.term(),
                standby.claim(),
                standby.to(),
                standby.role(),
                standby.unfit(),
                standby.weak(),
                standby.reason(),
                standby.ageMillis(),
                Map.of(),
                to,
                left);
    }
}
