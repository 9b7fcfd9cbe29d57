package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.core.port.Outcome;
import tandem.core.status.Role;
import tandem.failover.election.Action.Answer;
import tandem.failover.election.Action.HideVips;
import tandem.failover.election.Scene.Take;

/** The addresses are moved on purpose. */
class HandingOverTest {
    private static final String RESET = "; its connections are reset: whether they can be handed over is not known yet";

    @Test
    void planned_switchover_hides_then_releases_then_answers() {
        Scene scene = Scene.holder("lb1").tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));
        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.sentTo("lb2")).isEmpty();

        scene.tell(new Event.Hidden());
        assertThat(scene.sentTo("lb2")).containsExactly(Scene.release(3));
        scene.millis += 7;
        scene.hears("lb2", scene.holding(4));

        assertThat(scene.did(Answer.class))
                .containsExactly(
                        new Answer(5, new Outcome.Done("switched over from lb1 to lb2 in 7 ms, term 4" + RESET)));
        assertThat(scene.state.role()).isEqualTo(Role.STANDBY);
    }

    @Test
    void released_node_takes_at_once_without_probe_and_before_its_rank() {
        Scene scene = Scene.pair("lb2");
        scene.hears("lb1", scene.handing(1, "lb2"));

        scene.tell(new Event.Heard("lb1", Scene.release(1)));

        assertThat(scene.takes()).containsExactly(new Take(2, false));
        scene.tell(new Event.Taken(2));
        assertThat(scene.reason()).isEqualTo("active since term 2: lb1 handed over; 198.51.100.100 taken over in 0 ms");
    }

    @Test
    void vote_overtaken_by_its_release_does_not_hold_up_the_successor() {
        Scene scene = Scene.pair("lb2");
        scene.hears("lb1", scene.handing(1, "lb2"));
        scene.tell(new Event.VoteHeard("lb1", scene.renewal(1, 1)));

        scene.tell(new Event.Heard("lb1", Scene.release(1)));
        scene.tell(new Event.VoteHeard("lb1", scene.renewal(1, 2)));

        assertThat(scene.takes()).containsExactly(new Take(2, false));
        assertThat(scene.did(Action.AnswerVote.class).getLast().answer().granted())
                .isFalse();
    }

    @Test
    void old_release_takes_nothing() {
        Scene scene = Scene.pair("lb2");
        scene.hears("lb1", scene.holding(6));

        scene.tell(new Event.Heard("lb1", Scene.release(5)));

        assertThat(scene.takes()).isEmpty();
    }

    @Test
    void nobody_takes_in_the_middle_of_a_switchover() {
        Scene scene = Scene.of("lb1", "lb1", "lb2", "lb3");
        scene.view("lb1", "lb2", "lb3").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb2", scene.handing(3, "lb3"));
        scene.hears("lb3", scene.standby(3));

        scene.pass(1500);

        assertThat(scene.takes()).isEmpty();
    }

    @Test
    void holder_takes_back_what_the_target_did_not_take() {
        Scene scene = Scene.holder("lb1")
                .tell(new Event.SwitchoverAsked(5, Optional.of("lb2")))
                .tell(new Event.Hidden());

        scene.pass(2000);

        assertThat(scene.did(Answer.class))
                .containsExactly(new Answer(
                        5, new Outcome.Refused("lb2 did not take it within 2000 ms; lb1 takes 198.51.100.100 back")));
        assertThat(scene.takes()).containsExactly(new Take(4, true));
    }

    @Test
    void declined_switchover_returns_at_once_with_the_reason() {
        Scene scene = Scene.holder("lb1")
                .tell(new Event.SwitchoverAsked(5, Optional.of("lb2")))
                .tell(new Event.Hidden());

        scene.tell(new Event.Heard("lb2", new Message.Declined(3, "eth0 is down")));

        assertThat(scene.did(Answer.class))
                .containsExactly(new Answer(
                        5, new Outcome.Refused("lb2 declined: eth0 is down; lb1 takes 198.51.100.100 back")));
    }

    @Test
    void target_whose_try_is_refused_declines() {
        Scene scene = Scene.pair("lb2").tell(new Event.Heard("lb1", Scene.release(1)));

        scene.tell(new Event.TakeRefused(2, "eth0 is down"));

        assertThat(scene.sentTo("lb1")).containsExactly(new Message.Declined(1, "eth0 is down"));
    }

    @Test
    void switchover_is_refused_with_the_reason() {
        assertThat(refusal(Scene.holder("lb1"), "lb1")).isEqualTo("lb1 holds 198.51.100.100 already");
        assertThat(refusal(Scene.holder("lb1"), "lb9"))
                .isEqualTo("lb9 is not a node of this installation; its nodes are lb1, lb2");
        assertThat(refusal(Scene.holder("lb1").view("lb1"), "lb2"))
                .isEqualTo("lb1 does not see lb2; 198.51.100.100 stays at lb1");
        Scene unfit = Scene.holder("lb1");
        assertThat(refusal(unfit.hears("lb2", unfit.unfit("CAP_NET_ADMIN is missing")), "lb2"))
                .isEqualTo("lb2 cannot take 198.51.100.100: CAP_NET_ADMIN is missing");
        assertThat(refusal(Scene.holder("lb1").view("lb1"), ""))
                .isEqualTo("no other node could take 198.51.100.100: lb2: not in view");
    }

    @Test
    void switchover_asked_of_a_standby_is_passed_to_the_holder_and_answered() {
        Scene scene = Scene.pair("lb2").tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));
        assertThat(scene.sentTo("lb1")).containsExactly(new Message.SwitchoverAsk(5, "lb2", false));

        scene.tell(new Event.Heard("lb1", new Message.SwitchoverResult(5, true, "switched over")));

        assertThat(scene.did(Answer.class)).containsExactly(new Answer(5, new Outcome.Done("switched over")));
    }

    @Test
    void switchover_that_the_holder_never_answers_is_refused() {
        Scene scene = Scene.pair("lb2").tell(new Event.SwitchoverAsked(5, Optional.empty()));

        scene.pass(4000);

        assertThat(scene.did(Answer.class))
                .containsExactly(new Answer(
                        5, new Outcome.Refused("lb1 did not answer; see the status for who holds 198.51.100.100")));
    }

    @Test
    void step_down_hands_over_and_takes_nothing_any_more() {
        Scene scene = Scene.holder("lb1").tell(new Event.StepDownAsked(6));
        assertThat(scene.state.role()).isEqualTo(Role.STOPPING);

        scene.tell(new Event.Hidden());
        scene.millis += 8;
        scene.hears("lb2", scene.holding(4)).view("lb1").pass(3000);

        assertThat(scene.sentTo("lb2")).contains(Scene.release(3));
        assertThat(scene.did(Answer.class))
                .containsExactly(
                        new Answer(6, new Outcome.Done("switched over from lb1 to lb2 in 8 ms, term 4" + RESET)));
        assertThat(scene.takes()).isEmpty();
    }

    @Test
    void step_down_waits_for_a_peer_that_is_starting() {
        Scene scene = Scene.holder("lb1").view("lb1").view("lb1", "lb2");
        scene.hears("lb2", scene.starting());

        scene.tell(new Event.StepDownAsked(6)).pass(300);
        assertThat(scene.did(HideVips.class)).isEmpty();
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
        scene.hears("lb2", scene.standby(3));
        scene.tell(new Event.Hidden());

        assertThat(scene.sentTo("lb2")).contains(Scene.release(3));
        assertThat(scene.state.role()).isEqualTo(Role.STOPPING);
    }

    @Test
    void step_down_waits_for_a_peer_that_votes_and_is_about_to_join() {
        Scene scene = Scene.holder("lb1").view("lb1").pass(600);
        scene.votes("lb2").tell(new Event.StepDownAsked(6)).pass(400);
        assertThat(scene.did(HideVips.class)).isEmpty();
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);

        scene.view("lb1", "lb2").hears("lb2", scene.starting()).pass(100);
        scene.hears("lb2", scene.standby(3));
        scene.tell(new Event.Hidden());

        assertThat(scene.sentTo("lb2")).contains(Scene.release(3));
        assertThat(scene.state.role()).isEqualTo(Role.STOPPING);
    }

    @Test
    void step_down_does_not_wait_for_a_peer_that_went_silent() {
        Scene scene = Scene.holder("lb1").view("lb1").pass(600);

        scene.votes("lb2").tell(new Event.StepDownAsked(6)).pass(600);

        assertThat(scene.did(HideVips.class)).hasSize(1);
    }

    @Test
    void step_down_does_not_wait_for_ever() {
        Scene scene = Scene.holder("lb1").view("lb1").view("lb1", "lb2");
        scene.hears("lb2", scene.starting());

        scene.tell(new Event.StepDownAsked(6)).pass(2600);
        scene.tell(new Event.Hidden());

        assertThat(scene.did(Answer.class))
                .containsExactly(
                        new Answer(6, new Outcome.Done("hid 198.51.100.100; nobody could take it: lb2: is starting")));
    }

    @Test
    void step_down_without_a_fit_peer_hides_and_says_so() {
        Scene scene = Scene.holder("lb1").view("lb1").pass(600).tell(new Event.StepDownAsked(6));

        scene.tell(new Event.Hidden());

        assertThat(scene.did(Answer.class))
                .containsExactly(
                        new Answer(6, new Outcome.Done("hid 198.51.100.100; nobody could take it: lb2: not in view")));
    }

    private static String refusal(Scene scene, String to) {
        scene.actions.clear();
        scene.tell(new Event.SwitchoverAsked(5, Optional.of(to).filter(name -> !name.isEmpty())));
        return scene.did(Answer.class).getFirst().outcome().sentence();
    }
}
