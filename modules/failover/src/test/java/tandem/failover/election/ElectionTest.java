package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.core.status.Role;
import tandem.failover.election.Scene.Take;

/**
 * Who takes the addresses when nobody holds them. The rest by concept: {@link FitnessTest}, {@link ConflictTest},
 * {@link HandingOverTest}, {@link StandingStillTest}, {@link FrozenOwnerTest}.
 */
class ElectionTest {
    @Test
    void first_node_of_the_view_takes_after_the_quarantine() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb2", scene.standby(0));

        scene.pass(250);
        assertThat(scene.takes()).isEmpty();
        scene.pass(100).tell(new Event.Taken(1));

        assertThat(scene.takes()).containsExactly(new Take(1, true));
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
        assertThat(scene.reason())
                .isEqualTo("active since term 1: first fit node of lb1, lb2; 198.51.100.100 taken in 50 ms");
    }

    @Test
    void second_node_of_the_view_waits_for_the_first() {
        Scene scene = Scene.of("lb2", "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb1", scene.standby(0));

        scene.pass(2000);

        assertThat(scene.takes()).isEmpty();
        assertThat(scene.standing()).isEqualTo("nobody holds 198.51.100.100 at the moment");
    }

    @Test
    void lone_starter_waits_for_its_peer_the_longer_the_later_it_is_in_order() {
        Scene first = Scene.of("lb1", "lb1", "lb2");
        Scene second = Scene.of("lb2", "lb1", "lb2");

        first.view("lb1")
                .tell(new Event.GatewayChecked(true))
                .tell(new Event.Joined())
                .pass(900);
        second.view("lb2")
                .tell(new Event.GatewayChecked(true))
                .tell(new Event.Joined())
                .pass(900);

        assertThat(first.takes()).containsExactly(new Take(1, true));
        assertThat(second.takes()).isEmpty();
        assertThat(second.pass(500).takes()).hasSize(1);
    }

    @Test
    void starter_is_starting_until_it_sees_the_peer_whose_votes_it_hears() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");
        scene.view("lb1").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());

        for (int round = 0; round < 10; round++) {
            scene.tell(new Event.VoteHeard("lb2", scene.renewal(1, round))).pass(200);
        }
        assertThat(scene.state.role()).isEqualTo(Role.STARTING);
        assertThat(scene.reason()).isEqualTo("starting: hears the votes of lb2, and has no election link to it yet");

        scene.view("lb1", "lb2").hears("lb2", scene.holding(1)).pass(50);
        assertThat(scene.state.role()).isEqualTo(Role.STANDBY);
    }

    @Test
    void starter_that_hears_votes_no_more_takes_the_addresses() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");
        scene.view("lb1").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.tell(new Event.VoteHeard("lb2", scene.renewal(1, 1))).pass(200);

        scene.pass(1500);

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void only_node_of_an_installation_needs_no_gateway() {
        Scene scene = Scene.of("lb1", "lb1");

        scene.view("lb1")
                .tell(new Event.GatewayChecked(false))
                .tell(new Event.Joined())
                .pass(400);

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void nobody_takes_before_a_new_member_has_said_who_it_is() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");
        scene.tell(new Event.GatewayChecked(true)).tell(new Event.Joined()).pass(200);
        scene.view("lb1", "lb2").pass(500);
        assertThat(scene.takes()).isEmpty();

        scene.hears("lb2", scene.holding(7));

        assertThat(scene.pass(1000).takes()).isEmpty();
        assertThat(scene.standing()).isEqualTo("lb2 holds 198.51.100.100 under term 7");
    }

    @Test
    void a_silent_member_is_not_waited_for_longer_than_the_settle_time() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");

        scene.view("lb1", "lb2")
                .tell(new Event.GatewayChecked(true))
                .tell(new Event.Joined())
                .pass(650);

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void holder_ranks_before_configuration_order() {
        Scene scene = Scene.pair("lb1");

        scene.pass(5000);

        assertThat(scene.takes()).isEmpty();
        assertThat(scene.standing()).isEqualTo("lb2 holds 198.51.100.100 under term 1");
    }

    @Test
    void standby_takes_over_when_the_holder_has_been_silent_for_as_long_as_a_promise() {
        Scene scene = Scene.pair("lb2");

        scene.view("lb2").pass(500);
        assertThat(scene.takes()).isEmpty();
        scene.pass(50);
        scene.millis += 41;
        scene.tell(new Event.Taken(2));

        assertThat(scene.takes()).containsExactly(new Take(2, true));
        assertThat(scene.reason())
                .isEqualTo("active since term 2: lb1 left the view; 198.51.100.100 taken over in 591 ms");
        assertThat(scene.did(Action.CountTake.class)).singleElement().satisfies(count -> {
            assertThat(count.takeover().cause().kind()).isEqualTo(Cause.Kind.PEER_LOST);
            assertThat(count.takeover().tookNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(591));
        });
    }

    @Test
    void change_is_told_at_once_and_repeated() {
        Scene scene = Scene.pair("lb2");

        scene.hears("lb1", scene.standby(1)).tell(new Event.GatewayChecked(false));
        int atOnce = scene.did(Action.Broadcast.class).size();
        scene.pass(1000);

        assertThat(atOnce).isPositive();
        assertThat(scene.did(Action.Broadcast.class).size() - atOnce).isBetween(9, 12);
    }

    @Test
    void node_whose_addresses_are_not_hidden_yet_neither_gives_back_nor_asks_again() {
        Scene scene = Scene.holder("lb1");
        scene.hears("lb2", scene.holding(9));
        scene.hears("lb2", scene.standby(9));

        scene.pass(400);

        assertThat(scene.did(Action.HideVips.class)).isNotEmpty();
        assertThat(scene.did(Action.GiveBack.class)).isEmpty();
        assertThat(scene.did(Action.Arm.class)).isEmpty();
        assertThat(scene.standing()).contains("has not hidden 198.51.100.100 yet");
        scene.tell(new Event.Hidden());
        assertThat(scene.did(Action.GiveBack.class)).hasSize(1);
    }

    @Test
    void voter_that_has_not_heard_of_a_dead_holders_release_yet_is_asked_again_within_milliseconds() {
        Scene scene = Scene.ofThree("lb2");
        scene.refusing.addAll(List.of("lb1", "lb3"));
        scene.tell(new Event.ReleaseHeard("lb1", 1, scene.rules.nonces().nonce(1), true));
        scene.pass(5);
        List<Scene.Take> before = scene.takes();

        scene.refusing.remove("lb3");
        scene.pass(5).pass(5);

        assertThat(before).isEmpty();
        assertThat(scene.takes()).hasSize(1).allMatch(take -> !take.probe());
    }

    @Test
    void voter_that_refuses_without_a_release_is_left_alone_until_its_promise_is_over() {
        Scene scene = Scene.ofThree("lb2");
        scene.refusing.add("lb3");
        scene.view("lb2", "lb3").pass(650);
        scene.refusing.clear();

        assertThat(scene.pass(400).takes()).isEmpty();
        assertThat(scene.pass(400).takes()).hasSize(1);
    }

    @Test
    void voter_that_refuses_is_asked_again_once_the_one_it_promised_to_has_given_back() {
        Scene scene = Scene.ofThree("lb2");
        scene.refusing.add("lb3");
        scene.view("lb2", "lb3").pass(650);
        scene.refusing.clear();

        scene.tell(new Event.ReleaseHeard("lb3", 2, "00", false)).pass(100);

        assertThat(scene.takes()).hasSize(1);
    }

    @Test
    void holder_whose_orders_are_not_carried_out_hides_once_the_fence_has_closed_and_gives_back_once_they_are_hidden() {
        Scene scene = Scene.holder("lb1");
        scene.tell(new Event.VipsStuck(TimeUnit.MILLISECONDS.toNanos(150)));
        List<Action.HideVips> early = scene.did(Action.HideVips.class);

        scene.tell(new Event.VipsStuck(TimeUnit.MILLISECONDS.toNanos(250))).pass(2000);
        List<Action.GiveBack> stuck = scene.did(Action.GiveBack.class);
        scene.tell(new Event.Hidden());

        assertThat(early).isEmpty();
        assertThat(scene.did(Action.HideVips.class)).hasSize(1);
        assertThat(stuck).isEmpty();
        assertThat(scene.did(Action.GiveBack.class)).hasSize(1);
        assertThat(scene.reason()).isEqualTo("no longer shows 198.51.100.100: orders were not carried out for 250 ms");
    }

    @Test
    void term_that_was_begun_and_given_back_is_not_claimed_again() {
        Scene scene = Scene.ofThree("lb2");
        scene.arms = false;
        scene.view("lb2", "lb3").pass(650);
        scene.halt(600);
        scene.arms = true;
        scene.pass(1500);

        List<Long> begun =
                scene.did(Action.Arm.class).stream().map(Action.Arm::term).toList();
        assertThat(begun).hasSizeGreaterThan(1).doesNotHaveDuplicates();
        assertThat(scene.did(Action.GiveBack.class)).isNotEmpty();
    }
}
