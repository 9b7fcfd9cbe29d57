package tandem.failover.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Profile;
import tandem.core.config.Quorum;
import tandem.failover.lease.Lease.Stage;
import tandem.failover.lease.LeaseEffect.Ask;
import tandem.failover.lease.LeaseEffect.Denied;
import tandem.failover.lease.LeaseEffect.GiveBack;
import tandem.failover.lease.LeaseEffect.Lost;
import tandem.failover.lease.LeaseEffect.Renewed;
import tandem.failover.lease.LeaseEffect.Won;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseMessage.Vote;

class ClaimantTest {
    @Test
    void claim_begins_with_the_kernel_and_asks_nobody_yet() {
        ClaimScene scene = ClaimScene.majority().begin(3);

        assertThat(scene.effects).containsExactly(new LeaseEffect.Arm(3));
        assertThat(scene.lease.stage()).isEqualTo(new Stage.Arming(3, scene.nanos()));
    }

    @Test
    void armed_claim_asks_every_voter() {
        ClaimScene scene = ClaimScene.majority().begin(3).forget().armed(3);

        Vote vote = scene.vote();
        assertThat(scene.did(Ask.class)).extracting(Ask::voters).containsExactly(Set.of("lb1", "lb2", "w"));
        assertThat(vote)
                .isEqualTo(new Vote(
                        ClaimScene.INCARNATION,
                        3,
                        1,
                        false,
                        550,
                        ClaimScene.hash(3),
                        scene.rules.electorate().mark()));
    }

    @Test
    void kernel_that_was_armed_for_another_term_or_twice_changes_nothing() {
        ClaimScene other = ClaimScene.majority().begin(3).forget().armed(2);
        ClaimScene twice = ClaimScene.majority().asks(3).armed(3);
        ClaimScene idle = ClaimScene.majority().armed(3);

        assertThat(other.effects).isEmpty();
        assertThat(twice.effects).isEmpty();
        assertThat(idle.lease).isEqualTo(Lease.NONE);
    }

    @Test
    void kernel_that_is_not_armed_in_time_ends_the_claim() {
        ClaimScene scene = ClaimScene.majority().begin(3).forget();

        scene.after(200);
        assertThat(scene.effects).isEmpty();
        scene.after(1);

        assertThat(scene.effects)
                .containsExactly(new Denied(3, "the kernel was not armed in time", ClaimScene.nanos(100)));
        assertThat(scene.lease.idle()).isTrue();
    }

    @Test
    void majority_of_grants_wins() {
        ClaimScene scene = ClaimScene.majority().asks(3);
        long sentAt = scene.nanos();

        scene.granted("lb1");
        assertThat(scene.effects).isEmpty();
        scene.granted("w");

        assertThat(scene.effects).containsExactly(new Won(3, sentAt + ClaimScene.nanos(300)));
        assertThat(scene.lease.held()).isTrue();
    }

    @Test
    void third_grant_of_a_round_counts_nothing_again() {
        ClaimScene scene = ClaimScene.majority().holds(3).granted("lb2").granted("w");

        assertThat(scene.effects).isEmpty();
    }

    @Test
    void grants_without_its_own_do_not_win() {
        ClaimScene scene =
                ClaimScene.majority().asks(3).granted("lb2").granted("w").after(50);

        assertThat(scene.did(Won.class)).isEmpty();
    }

    @Test
    void grants_that_come_later_than_a_round_lasts_do_not_win() {
        ClaimScene scene = ClaimScene.majority().asks(3).granted("lb1");

        scene.millis += 100;
        scene.millis += 1;
        scene.granted("lb2").granted("w");

        assertThat(scene.did(Won.class)).isEmpty();
        assertThat(scene.after(0).did(Denied.class)).hasSize(1);
    }

    @Test
    void grant_in_the_last_moment_of_a_round_wins() {
        ClaimScene scene = ClaimScene.majority().asks(3).granted("lb1");

        scene.millis += 100;
        scene.granted("w");

        assertThat(scene.did(Won.class)).hasSize(1);
    }

    @Test
    void denied_claim_gives_back_first_and_says_who_refused() {
        ClaimScene scene = ClaimScene.majority().asks(3).granted("lb1");

        scene.refused("lb2", "lb2", 420, "has promised to lb2 under term 2").after(101);

        assertThat(scene.effects)
                .containsExactly(
                        new GiveBack(3),
                        new Denied(3, "lb2 has promised to lb2 under term 2; w did not answer", ClaimScene.nanos(420)));
        assertThat(scene.lease.idle()).isTrue();
    }

    @Test
    void claim_that_most_have_refused_ends_before_its_time() {
        ClaimScene scene = ClaimScene.majority().asks(3);

        scene.refused("lb2", "lb2", 420, "no").refused("w", "lb2", 430, "no").after(1);

        assertThat(scene.did(Denied.class)).extracting(Denied::retryAfter).containsExactly(ClaimScene.nanos(430));
    }

    @Test
    void denied_claim_that_nobody_answered_is_tried_again_soon() {
        ClaimScene scene = ClaimScene.majority().asks(3).after(101);

        assertThat(scene.did(Denied.class)).extracting(Denied::retryAfter).containsExactly(ClaimScene.nanos(25));
    }

    @Test
    void round_is_repeated_twice_to_those_who_have_not_answered() {
        ClaimScene scene = ClaimScene.majority().holds(3).after(100).forget();
        long round = scene.lease.sequence();
        scene.granted("w");

        for (int i = 0; i < 99; i++) {
            scene.after(1);
        }

        assertThat(scene.did(Ask.class)).hasSize(2).allSatisfy(ask -> {
            assertThat(ask.voters()).containsExactly("lb2");
            assertThat(ask.vote().sequence()).isEqualTo(round);
        });
    }

    @Test
    void round_that_all_have_answered_is_not_repeated() {
        ClaimScene scene = ClaimScene.majority().holds(3).after(100).forget();
        scene.granted("lb1").granted("lb2").granted("w");

        scene.after(40).after(40);

        assertThat(scene.did(Ask.class)).isEmpty();
    }

    @Test
    void holder_asks_again_every_interval_as_a_renewal() {
        ClaimScene scene = ClaimScene.majority().holds(3);
        long first = scene.lease.sequence();

        scene.after(99);
        assertThat(scene.did(Ask.class))
                .allSatisfy(ask -> assertThat(ask.vote().sequence()).isEqualTo(first));
        scene.after(1);

        assertThat(scene.vote().renewal()).isTrue();
        assertThat(scene.vote().term()).isEqualTo(3);
        assertThat(scene.vote().sequence()).isEqualTo(first + 1);
        assertThat(scene.did(Ask.class).getLast().voters()).containsExactlyInAnyOrder("lb1", "lb2", "w");
    }

    @Test
    void round_of_a_holder_that_a_majority_granted_renews() {
        ClaimScene scene = ClaimScene.majority().holds(3).after(100).forget();
        long sentAt = scene.nanos();

        scene.granted("lb1").after(20).granted("lb2");

        assertThat(scene.did(Renewed.class)).containsExactly(new Renewed(3, sentAt + ClaimScene.nanos(300)));
    }

    @Test
    void answers_to_an_earlier_round_renew_nothing() {
        ClaimScene scene = ClaimScene.majority().holds(3).after(100);
        long round = scene.lease.sequence();
        scene.after(100).forget();

        for (String voter : List.of("lb1", "lb2", "w")) {
            scene.hears(voter, new Answer(ClaimScene.INCARNATION, 3, round, true, "lb1", 3, 550, ""));
        }

        assertThat(scene.effects).isEmpty();
    }

    @Test
    void answers_to_another_term_or_life_or_from_a_stranger_change_nothing() {
        ClaimScene scene = ClaimScene.majority().asks(3).granted("lb1");
        Lease before = scene.lease;
        long round = before.sequence();

        scene.hears("w", new Answer(ClaimScene.INCARNATION, 2, round, true, "lb1", 3, 550, ""));
        scene.hears("w", new Answer(ClaimScene.INCARNATION + 1, 3, round, true, "lb1", 3, 550, ""));
        scene.hears("lb9", new Answer(ClaimScene.INCARNATION, 3, round, true, "lb1", 3, 550, ""));

        assertThat(scene.lease).isEqualTo(before);
    }

    @Test
    void replayed_answer_counts_a_voter_once() {
        ClaimScene scene = ClaimScene.of(Quorum.MAJORITY, OnQuorumLoss.RELEASE, "lb1", "lb2", "lb3", "w1", "w2")
                .asks(3);

        scene.granted("lb1").granted("w1").granted("w1").granted("w1");

        assertThat(scene.did(Won.class)).isEmpty();
        assertThat(scene.granted("w2").did(Won.class)).hasSize(1);
    }

    @Test
    void refusal_takes_back_what_the_voter_granted_to_the_same_round() {
        ClaimScene scene = ClaimScene.of(Quorum.MAJORITY, OnQuorumLoss.RELEASE, "lb1", "lb2", "lb3", "w1", "w2")
                .asks(3);

        scene.granted("lb1").granted("w1").refused("w1", "", 550, "has just started");

        assertThat(scene.granted("w2").did(Won.class)).isEmpty();
    }

    @Test
    void holder_without_a_good_round_loses_the_lease_when_the_fence_is_over() {
        ClaimScene scene = ClaimScene.majority().holds(3);

        scene.after(100).after(100).after(100);
        assertThat(scene.did(Lost.class)).isEmpty();
        scene.after(1);

        assertThat(scene.did(Lost.class)).extracting(Lost::term).containsExactly(3L);
        assertThat(scene.did(Lost.class).getFirst().why()).contains("lb2 did not answer", "w did not answer");
        assertThat(scene.lease.idle()).isTrue();
        assertThat(scene.did(Renewed.class)).isEmpty();
    }

    @Test
    void one_failed_round_loses_nothing() {
        ClaimScene scene = ClaimScene.majority().holds(3).after(100).after(100).forget();

        scene.granted("lb1").granted("w");

        assertThat(scene.did(Renewed.class)).hasSize(1);
    }

    @Test
    void claim_that_is_dropped_gives_back_in_every_stage_but_without_one() {
        assertThat(ClaimScene.majority().drop().effects).isEmpty();
        assertThat(ClaimScene.majority().begin(3).forget().drop().effects).containsExactly(new GiveBack(3));
        assertThat(ClaimScene.majority().asks(3).drop().effects).containsExactly(new GiveBack(3));
        assertThat(ClaimScene.majority().holds(3).drop().effects).containsExactly(new GiveBack(3));
    }

    @Test
    void second_claim_continues_the_rounds_of_the_first() {
        ClaimScene scene = ClaimScene.majority().holds(3).after(100).drop().asks(4);

        assertThat(scene.lease.sequence()).isEqualTo(3);
        assertThat(scene.lease.term()).isEqualTo(4);
    }

    @Test
    void claim_while_another_is_under_way_is_a_mistake_of_the_caller() {
        ClaimScene scene = ClaimScene.majority().asks(3);

        assertThatThrownBy(() -> scene.begin(4))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a claim under term 3 is under way");
    }

    @Test
    void nothing_is_due_without_a_claim() {
        ClaimScene scene = ClaimScene.majority().holds(3).drop();

        assertThat(scene.claimant.waitNanos(scene.lease, scene.nanos())).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void wait_ends_when_something_is_due_and_is_never_over_before() {
        ClaimScene scene = ClaimScene.majority().holds(2).drop();
        scene.millis += 5000;
        scene.begin(3);
        assertThat(scene.claimant.waitNanos(scene.lease, scene.nanos())).isEqualTo(ClaimScene.nanos(200) + 1);

        scene.armed(3);
        long step = ClaimScene.nanos(100) / 3;
        assertThat(scene.claimant.waitNanos(scene.lease, scene.nanos())).isEqualTo(step);
        assertThat(scene.claimant.waitNanos(scene.after(40).lease, scene.nanos()))
                .isEqualTo(2 * step - ClaimScene.nanos(40));
        assertThat(scene.claimant.waitNanos(scene.after(40).lease, scene.nanos()))
                .isEqualTo(ClaimScene.nanos(20) + 1);

        scene.granted("lb1").granted("w");
        assertThat(scene.claimant.waitNanos(scene.lease, scene.nanos())).isEqualTo(ClaimScene.nanos(20));
    }

    @Test
    void rules_with_a_stranger_as_self_or_too_short_a_promise_are_refused() {
        Electorate electorate = new Electorate(List.of("lb1", "lb2", "w"));
        LeaseTimers normal = LeaseTimers.of(Profile.NORMAL);
        LeaseTimers tooShort = new LeaseTimers(
                normal.renew(), normal.round(), normal.fence(), normal.armed(), normal.slack(), normal.promise() - 1);

        assertThatThrownBy(() -> new LeaseRules("lb3", 1, electorate, Quorum.MAJORITY, OnQuorumLoss.RELEASE, normal))
                .hasMessage("'lb3' is not among the voters [lb1, lb2, w]");
        assertThatThrownBy(() -> new LeaseRules("lb1", 1, electorate, Quorum.MAJORITY, OnQuorumLoss.RELEASE, tooShort))
                .hasMessageStartingWith("the promise is too short for the other times");
        assertThat(new LeaseRules("lb1", 1, electorate, Quorum.NONE, OnQuorumLoss.RELEASE, tooShort).self())
                .isEqualTo("lb1");
    }
}
