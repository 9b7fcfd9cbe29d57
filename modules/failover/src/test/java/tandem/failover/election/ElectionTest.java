package tandem.failover.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.core.config.Profile;
import tandem.core.port.Outcome;
import tandem.core.status.Role;
import tandem.failover.election.Action.Answer;
import tandem.failover.election.Action.HideVips;
import tandem.failover.election.Action.TakeVips;

class ElectionTest {
    private static final Event GAP = new Event.ClockGap(TimeUnit.MILLISECONDS.toNanos(612));

    @Test
    void first_node_of_the_view_takes_after_the_quarantine() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb2", scene.standby(0));

        scene.pass(250);
        assertThat(scene.did(TakeVips.class)).isEmpty();
        scene.pass(100).tell(new Event.Taken(1));

        assertThat(scene.did(TakeVips.class)).containsExactly(new TakeVips(1, true));
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
        assertThat(scene.reason())
                .isEqualTo("active since term 1: first fit node of lb1, lb2; 198.51.100.100 taken in 0 ms");
    }

    @Test
    void second_node_of_the_view_waits_for_the_first() {
        Scene scene = Scene.of("lb2", "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb1", scene.standby(0));

        scene.pass(2000);

        assertThat(scene.did(TakeVips.class)).isEmpty();
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

        assertThat(first.did(TakeVips.class)).containsExactly(new TakeVips(1, true));
        assertThat(second.did(TakeVips.class)).isEmpty();
        assertThat(second.pass(500).did(TakeVips.class)).hasSize(1);
    }

    @Test
    void only_node_of_an_installation_needs_no_gateway() {
        Scene scene = Scene.of("lb1", "lb1");

        scene.view("lb1")
                .tell(new Event.GatewayChecked(false))
                .tell(new Event.Joined())
                .pass(400);

        assertThat(scene.did(TakeVips.class)).hasSize(1);
    }

    @Test
    void nobody_takes_before_a_new_member_has_said_who_it_is() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");
        scene.tell(new Event.GatewayChecked(true)).tell(new Event.Joined()).pass(200);
        scene.view("lb1", "lb2").pass(500);
        assertThat(scene.did(TakeVips.class)).isEmpty();

        scene.hears("lb2", scene.holding(7));

        assertThat(scene.pass(1000).did(TakeVips.class)).isEmpty();
        assertThat(scene.standing()).isEqualTo("lb2 holds 198.51.100.100 under term 7");
    }

    @Test
    void a_silent_member_is_not_waited_for_longer_than_the_settle_time() {
        Scene scene = Scene.of("lb1", "lb1", "lb2");

        scene.view("lb1", "lb2")
                .tell(new Event.GatewayChecked(true))
                .tell(new Event.Joined())
                .pass(650);

        assertThat(scene.did(TakeVips.class)).hasSize(1);
    }

    @Test
    void holder_ranks_before_configuration_order() {
        Scene scene = Scene.pair("lb1");

        scene.pass(5000);

        assertThat(scene.did(TakeVips.class)).isEmpty();
        assertThat(scene.standing()).isEqualTo("lb2 holds 198.51.100.100 under term 1");
    }

    @Test
    void standby_takes_over_when_the_holder_leaves_the_view() {
        Scene scene = Scene.pair("lb2");

        scene.view("lb2");
        scene.millis += 41;
        scene.tell(new Event.Taken(2));

        assertThat(scene.did(TakeVips.class)).containsExactly(new TakeVips(2, true));
        assertThat(scene.reason())
                .isEqualTo("active since term 2: lb1 left the view; 198.51.100.100 taken over in 41 ms");
        assertThat(scene.did(Action.CountTake.class))
                .containsExactly(new Action.CountTake(Cause.Kind.PEER_LOST, TimeUnit.MILLISECONDS.toNanos(41)));
    }

    @Test
    void lone_standby_without_gateway_takes_nothing() {
        Scene scene = Scene.pair("lb2").tell(new Event.GatewayChecked(false));

        scene.view("lb2").pass(5000);

        assertThat(scene.did(TakeVips.class)).isEmpty();
        assertThat(scene.standing()).isEqualTo("sees neither lb1 nor the gateway");
    }

    @Test
    void lone_standby_takes_when_the_gateway_answers_again() {
        Scene scene = Scene.pair("lb2").tell(new Event.GatewayChecked(false)).view("lb2");

        scene.pass(500).tell(new Event.GatewayChecked(true));

        assertThat(scene.did(TakeVips.class)).hasSize(1);
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

        assertThat(scene.did(TakeVips.class)).hasSize(1);
    }

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
    void node_that_stood_still_takes_nothing_until_its_peers_confirm_the_view() {
        Scene scene = Scene.holder("lb1").tell(GAP);
        assertThat(scene.reason()).isEqualTo("lb1 stood still for 612 ms and hid 198.51.100.100");
        scene.tell(new Event.GatewayChecked(true)).pass(300);
        assertThat(scene.did(TakeVips.class)).isEmpty();

        scene.tell(new Event.Heard("lb2", new Message.Confirm(nonce(scene), List.of("lb2", "lb1"))));

        assertThat(scene.did(TakeVips.class)).containsExactly(new TakeVips(4, true));
    }

    @Test
    void confirmation_of_another_view_does_not_count() {
        Scene scene = Scene.holder("lb1").tell(GAP);

        scene.tell(new Event.Heard("lb2", new Message.Confirm(nonce(scene), List.of("lb2"))));
        scene.tell(new Event.Heard("lb2", new Message.Confirm(nonce(scene) - 1, List.of("lb2", "lb1"))));

        assertThat(scene.pass(3000).did(TakeVips.class)).isEmpty();
        assertThat(scene.standing())
                .isEqualTo("lb1 cannot take 198.51.100.100: stood still for 612 ms and its view is not confirmed yet");
    }

    @Test
    void node_that_stood_still_takes_again_in_a_view_of_its_own_installed_afterwards() {
        Scene scene = Scene.holder("lb1").tell(GAP).tell(new Event.GatewayChecked(true));

        scene.pass(100).view("lb1");

        assertThat(scene.did(TakeVips.class)).hasSize(1);
    }

    @Test
    void node_that_stood_still_asks_the_gateway_again_before_it_takes() {
        Scene scene = Scene.holder("lb1").tell(GAP).pass(100).view("lb1");
        assertThat(scene.did(TakeVips.class)).isEmpty();

        scene.tell(new Event.GatewayChecked(true));

        assertThat(scene.did(TakeVips.class)).hasSize(1);
    }

    @Test
    void late_news_of_a_halt_undoes_a_take_that_was_ordered_since() {
        Scene scene = Scene.pair("lb2").view("lb2");
        assertThat(scene.did(TakeVips.class)).hasSize(1);

        scene.tell(GAP).tell(new Event.Taken(2));

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
    void lone_node_that_stood_still_waits_for_a_peer_to_turn_up_and_then_takes() {
        Scene scene = Scene.holder("lb1").view("lb1").tell(GAP).tell(new Event.GatewayChecked(true));

        scene.pass(900);
        assertThat(scene.did(TakeVips.class)).isEmpty();
        scene.pass(200);

        assertThat(scene.did(TakeVips.class)).hasSize(1);
    }

    @Test
    void only_node_that_stood_still_takes_again_at_once() {
        Scene scene = Scene.of("lb1", "lb1");
        scene.view("lb1").tell(new Event.Joined()).pass(400).tell(new Event.Taken(1));
        scene.actions.clear();

        scene.tell(GAP);

        assertThat(scene.did(TakeVips.class)).containsExactly(new TakeVips(2, true));
    }

    @Test
    void holder_whose_own_steps_stood_still_hides_first() {
        Scene scene = Scene.holder("lb1");

        scene.millis += 700;
        scene.tell(new Event.Tick());

        assertThat(scene.actions.getFirst()).isInstanceOf(HideVips.class);
        assertThat(scene.reason()).isEqualTo("lb1 stood still for 700 ms and hid 198.51.100.100");
    }

    @Test
    void calm_holder_whose_own_steps_alone_stood_still_for_a_second_keeps() {
        Scene scene = Scene.holder("lb1", Profile.CALM);

        scene.millis += 1000;
        scene.tell(new Event.Tick());

        assertThat(scene.did(HideVips.class)).isEmpty();
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void calm_holder_whose_keeper_hid_after_a_halt_stands_by_although_its_own_limit_is_wider() {
        Scene scene = Scene.holder("lb1", Profile.CALM);

        scene.millis += 612;
        scene.tell(GAP).tell(new Event.GatewayChecked(true)).pass(1000);

        assertThat(scene.did(TakeVips.class)).isEmpty();
        assertThat(scene.state.role()).isEqualTo(Role.STANDBY);
        assertThat(scene.standing())
                .isEqualTo("lb1 cannot take 198.51.100.100: stood still for 612 ms and its view is not confirmed yet");
    }

    @Test
    void asked_by_a_peer_that_stood_still_a_node_tells_its_view() {
        Scene scene = Scene.holder("lb1");

        scene.tell(new Event.Heard("lb2", new Message.ConfirmAsk(77)));

        assertThat(scene.sentTo("lb2")).containsExactly(new Message.Confirm(77, List.of("lb1", "lb2")));
    }

    @Test
    void planned_switchover_hides_then_releases_then_answers() {
        Scene scene = Scene.holder("lb1").tell(new Event.SwitchoverAsked(5, Optional.of("lb2")));
        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.sentTo("lb2")).isEmpty();

        scene.tell(new Event.Hidden());
        assertThat(scene.sentTo("lb2")).containsExactly(new Message.Release(3));
        scene.millis += 7;
        scene.hears("lb2", scene.holding(4));

        assertThat(scene.did(Answer.class))
                .containsExactly(new Answer(5, new Outcome.Done("switched over from lb1 to lb2 in 7 ms, term 4")));
        assertThat(scene.state.role()).isEqualTo(Role.STANDBY);
    }

    @Test
    void released_node_takes_at_once_without_probe_and_before_its_rank() {
        Scene scene = Scene.pair("lb2");
        scene.hears("lb1", scene.handing(1, "lb2"));

        scene.tell(new Event.Heard("lb1", new Message.Release(1)));

        assertThat(scene.did(TakeVips.class)).containsExactly(new TakeVips(2, false));
        scene.tell(new Event.Taken(2));
        assertThat(scene.reason()).isEqualTo("active since term 2: lb1 handed over; 198.51.100.100 taken over in 0 ms");
    }

    @Test
    void old_release_takes_nothing() {
        Scene scene = Scene.pair("lb2");
        scene.hears("lb1", scene.holding(6));

        scene.tell(new Event.Heard("lb1", new Message.Release(5)));

        assertThat(scene.did(TakeVips.class)).isEmpty();
    }

    @Test
    void nobody_takes_in_the_middle_of_a_switchover() {
        Scene scene = Scene.of("lb1", "lb1", "lb2", "lb3");
        scene.view("lb1", "lb2", "lb3").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb2", scene.handing(3, "lb3"));
        scene.hears("lb3", scene.standby(3));

        scene.pass(1500);

        assertThat(scene.did(TakeVips.class)).isEmpty();
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
        assertThat(scene.did(TakeVips.class)).containsExactly(new TakeVips(4, true));
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
        Scene scene = Scene.pair("lb2").tell(new Event.Heard("lb1", new Message.Release(1)));

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
        assertThat(scene.sentTo("lb1")).containsExactly(new Message.SwitchoverAsk(5, "lb2"));

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

        assertThat(scene.sentTo("lb2")).contains(new Message.Release(3));
        assertThat(scene.did(Answer.class))
                .containsExactly(new Answer(6, new Outcome.Done("switched over from lb1 to lb2 in 8 ms, term 4")));
        assertThat(scene.did(TakeVips.class)).isEmpty();
    }

    @Test
    void step_down_without_a_fit_peer_hides_and_says_so() {
        Scene scene = Scene.holder("lb1").view("lb1").tell(new Event.StepDownAsked(6));

        scene.tell(new Event.Hidden());

        assertThat(scene.did(Answer.class))
                .containsExactly(
                        new Answer(6, new Outcome.Done("hid 198.51.100.100; nobody could take it: lb2: not in view")));
    }

    @Test
    void refused_try_is_repeated_while_still_the_first_and_noted_once() {
        Scene scene = Scene.pair("lb2").view("lb2");
        scene.tell(new Event.TakeRefused(2, "198.51.100.100 still answers from 02:00:00:00:00:01"));
        assertThat(scene.standing()).isEqualTo("198.51.100.100 still answers from 02:00:00:00:00:01");

        scene.pass(100).tell(new Event.TakeRefused(2, "198.51.100.100 still answers from 02:00:00:00:00:01"));
        scene.pass(100).tell(new Event.Taken(2));

        assertThat(scene.did(TakeVips.class)).hasSize(3).allMatch(take -> take.term() == 2);
        assertThat(scene.did(Action.Note.class).stream().map(n -> n.reason().sentence()))
                .filteredOn(s -> s.contains("still answers"))
                .hasSize(1);
        assertThat(scene.state.role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void frozen_owner_that_keeps_its_port_is_named() {
        Scene scene = Scene.of("lb2", true, "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb1", scene.holding(1)).pass(400).view("lb2");

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
        scene.hears("lb1", scene.holding(1)).pass(400).view("lb2");

        for (int i = 0; i < 5; i++) {
            scene.tell(new Event.TakeRefused(2, "address in use"));
            scene.hears("lb1", scene.holding(1)).pass(100);
        }

        assertThat(scene.did(TakeVips.class)).hasSize(6);
        assertThat(scene.did(Action.Warn.class)).hasSize(1);
    }

    @Test
    void owner_that_was_frozen_stays_the_holder_when_it_is_back_in_the_view() {
        Scene scene = Scene.of("lb2", true, "lb1", "lb2");
        scene.view("lb1", "lb2").tell(new Event.GatewayChecked(true)).tell(new Event.Joined());
        scene.hears("lb1", scene.holding(1)).pass(400).view("lb2");
        scene.tell(new Event.TakeRefused(2, "address in use")).pass(50);
        scene.actions.clear();

        scene.view("lb1", "lb2").hears("lb1", scene.holding(1)).pass(2000);

        assertThat(scene.did(TakeVips.class)).isEmpty();
        assertThat(scene.standing()).isEqualTo("lb1 holds 198.51.100.100 under term 1");
        assertThat(scene.holder()).contains("lb1");
    }

    @Test
    void vanished_owner_whose_address_runs_out_is_not_said_to_hold() {
        Scene scene = Scene.pair("lb2").view("lb2");

        scene.tell(new Event.TakeRefused(2, "198.51.100.100 still answers from 02:00:00:00:00:01"));

        assertThat(scene.holder()).isEmpty();
        assertThat(scene.did(Action.Warn.class)).isEmpty();
    }

    @Test
    void node_without_privilege_lets_its_peer_take() {
        Scene incapable = Scene.pair("lb1").tell(new Event.CapabilityChecked("CAP_NET_ADMIN is missing"));
        Scene peer = Scene.pair("lb2");

        incapable.hears("lb2", incapable.standby(1));
        peer.hears("lb1", peer.unfit("CAP_NET_ADMIN is missing"));

        assertThat(incapable.did(TakeVips.class)).isEmpty();
        assertThat(incapable.standing()).isEqualTo("lb1 cannot take 198.51.100.100: CAP_NET_ADMIN is missing");
        assertThat(peer.did(TakeVips.class)).hasSize(1);
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

        assertThat(scene.did(TakeVips.class)).isEmpty();
        assertThat(scene.did(Action.Broadcast.class).getLast().message())
                .isInstanceOfSatisfying(
                        Message.Hello.class, hello -> assertThat(hello.weak()).isEqualTo("eth0 is down"));
    }

    @Test
    void taker_yields_to_a_peer_that_takes_with_a_better_claim() {
        Scene scene = Scene.pair("lb2");
        scene.hears("lb1", scene.unfit("starting")).hears("lb1", scene.taking(2));

        assertThat(scene.did(TakeVips.class)).hasSize(1);
        assertThat(scene.did(HideVips.class)).hasSize(1);
        assertThat(scene.reason()).isEqualTo("leaves 198.51.100.100 to lb1");
    }

    @Test
    void holder_that_lost_the_address_tries_again() {
        Scene scene = Scene.holder("lb1").tell(new Event.VipsLost("eth0 is down"));
        assertThat(scene.reason()).isEqualTo("lost 198.51.100.100: eth0 is down");

        scene.pass(150);

        assertThat(scene.did(TakeVips.class)).containsExactly(new TakeVips(4, true));
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

    private static String refusal(Scene scene, String to) {
        scene.actions.clear();
        scene.tell(new Event.SwitchoverAsked(5, Optional.of(to).filter(name -> !name.isEmpty())));
        return scene.did(Answer.class).getFirst().outcome().sentence();
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
