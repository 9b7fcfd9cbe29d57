package tandem.failover.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.failover.lease.Ballot.Memory;
import tandem.failover.lease.Ballot.Voted;
import tandem.failover.lease.LeaseMessage.Vote;

class BallotTest {
    private static final Electorate ELECTORATE = new Electorate(List.of("lb1", "lb2", "w"));
    private static final long G = nanos(550);

    private Ballot ballot = new Ballot(Memory.NONE, Optional.empty(), Optional.empty(), 0);
    private long millis = 1000;

    @Test
    void new_claim_above_every_term_seen_is_granted_and_remembered() {
        Voted voted = votes("lb1", claim(1, 1));

        assertThat(voted.answer().granted()).isTrue();
        assertThat(voted.answer().why()).isEmpty();
        assertThat(voted.answer().holder()).isEqualTo("lb1");
        assertThat(voted.remember()).isTrue();
        assertThat(voted.next().memory()).isEqualTo(new Memory(1, 550));
    }

    @Test
    void answer_names_the_round_that_it_answers() {
        Voted voted = votes("lb1", new Vote(7, 3, 12, false, 550, hash(3), ELECTORATE.mark()));

        assertThat(voted.answer().incarnation()).isEqualTo(7);
        assertThat(voted.answer().term()).isEqualTo(3);
        assertThat(voted.answer().sequence()).isEqualTo(12);
    }

    @Test
    void claim_under_a_term_that_was_seen_is_refused_with_the_highest_term() {
        votes("lb1", claim(4, 1));
        releases(4);

        Voted voted = votes("lb2", claim(4, 1));

        assertThat(voted.answer().granted()).isFalse();
        assertThat(voted.answer().why()).isEqualTo("has seen term 4");
        assertThat(voted.answer().highestTerm()).isEqualTo(4);
        assertThat(voted.answer().remainingMillis()).isZero();
        assertThat(voted.remember()).isFalse();
    }

    @Test
    void promise_excludes_every_other_node() {
        votes("lb1", claim(1, 1));
        pass(150);

        Voted voted = votes("lb2", claim(2, 1));

        assertThat(voted.answer().granted()).isFalse();
        assertThat(voted.answer().why()).isEqualTo("has promised to lb1 under term 1");
        assertThat(voted.answer().holder()).isEqualTo("lb1");
        assertThat(voted.answer().remainingMillis()).isEqualTo(400);
        assertThat(voted.next()).isEqualTo(ballot);
    }

    @Test
    void promise_excludes_another_life_of_its_holder() {
        votes("lb1", claim(1, 1));

        Voted voted = votes("lb1", new Vote(2, 2, 1, false, 550, hash(2), ELECTORATE.mark()));

        assertThat(voted.answer().granted()).isFalse();
    }

    @Test
    void promise_excludes_a_lower_term_of_its_holder() {
        votes("lb1", claim(5, 1));

        Voted voted = votes("lb1", claim(4, 2));

        assertThat(voted.answer().granted()).isFalse();
        assertThat(voted.next()).isEqualTo(ballot);
    }

    @Test
    void renewal_extends_the_promise_from_when_it_arrives_and_touches_no_disk() {
        votes("lb1", claim(1, 1));
        pass(500);

        Voted voted = votes("lb1", renewal(1, 2));

        assertThat(voted.answer().granted()).isTrue();
        assertThat(voted.remember()).isFalse();
        assertThat(voted.next().remaining(now())).isEqualTo(G);
    }

    @Test
    void round_that_is_asked_twice_is_granted_twice_but_not_extended() {
        votes("lb1", claim(1, 1));
        pass(100);

        Voted voted = votes("lb1", claim(1, 1));

        assertThat(voted.answer().granted()).isTrue();
        assertThat(voted.remember()).isFalse();
        assertThat(voted.next().remaining(now())).isEqualTo(nanos(450));
    }

    @Test
    void round_before_the_last_one_is_refused() {
        votes("lb1", claim(1, 1));
        votes("lb1", renewal(1, 3));

        Voted voted = votes("lb1", renewal(1, 2));

        assertThat(voted.answer().granted()).isFalse();
        assertThat(voted.answer().why()).isEqualTo("has answered a later round");
        assertThat(voted.next()).isEqualTo(ballot);
    }

    @Test
    void promise_holds_until_its_last_nanosecond() {
        votes("lb1", claim(1, 1));

        assertThat(ballot.holder(now() + G - 1)).contains("lb1");
        assertThat(ballot.holder(now() + G)).isEmpty();
    }

    @Test
    void another_node_is_granted_after_the_promise_has_run_out() {
        votes("lb1", claim(1, 1));
        pass(550);

        Voted voted = votes("lb2", claim(2, 1));

        assertThat(voted.answer().granted()).isTrue();
        assertThat(voted.next().holder(now())).contains("lb2");
        assertThat(voted.next().memory().highestTerm()).isEqualTo(2);
    }

    @Test
    void renewal_of_a_promise_that_this_voter_does_not_know_is_granted() {
        Voted voted = votes("lb1", renewal(6, 40));

        assertThat(voted.answer().granted()).isTrue();
        assertThat(voted.remember()).isTrue();
        assertThat(voted.next().memory().highestTerm()).isEqualTo(6);
    }

    @Test
    void late_renewal_of_a_free_voter_forgets_no_higher_term() {
        votes("lb2", claim(9, 1));
        releases(9);

        Voted voted = votes("lb1", renewal(6, 40));

        assertThat(voted.next().memory().highestTerm()).isEqualTo(9);
    }

    @Test
    void release_with_the_right_nonce_frees_the_voter_at_once() {
        votes("lb1", claim(1, 1));

        releases(1);

        assertThat(ballot.remaining(now())).isZero();
        assertThat(votes("lb2", claim(2, 1)).answer().granted()).isTrue();
    }

    @Test
    void release_with_a_wrong_nonce_or_of_another_term_changes_nothing() {
        votes("lb1", claim(3, 1));

        assertThat(ballot.released(3, "guessed")).isSameAs(ballot);
        assertThat(ballot.released(3, hash(3))).isSameAs(ballot);
        assertThat(ballot.released(2, nonce(2))).isSameAs(ballot);
        assertThat(ballot.released(4, nonce(3))).isSameAs(ballot);
    }

    @Test
    void replayed_release_of_an_earlier_term_leaves_the_next_promise() {
        votes("lb1", claim(1, 1));
        releases(1);
        votes("lb2", claim(2, 1));

        releases(1);

        assertThat(ballot.holder(now())).contains("lb2");
    }

    @Test
    void vote_overtaken_by_the_release_of_its_term_is_refused() {
        votes("lb1", claim(1, 1));
        releases(1);

        Voted late = votes("lb1", renewal(1, 2));

        assertThat(late.answer().granted()).isFalse();
        assertThat(late.answer().why()).isEqualTo("was released from term 1");
        assertThat(votes("lb2", claim(2, 1)).answer().granted()).isTrue();
    }

    @Test
    void node_that_released_may_claim_again() {
        votes("lb1", claim(1, 1));
        releases(1);

        Voted again = votes("lb1", claim(2, 2));

        assertThat(again.answer().granted()).isTrue();
        assertThat(votes("lb1", renewal(2, 3)).answer().granted()).isTrue();
    }

    @Test
    void voter_with_other_voters_in_its_configuration_refuses() {
        Vote vote = new Vote(1, 1, 1, false, 550, hash(1), new Electorate(List.of("lb1", "lb2")).mark());

        Voted voted = votes("lb1", vote);

        assertThat(voted.answer().granted()).isFalse();
        assertThat(voted.answer().why())
                .isEqualTo("counts other voters than lb1; compare cluster.nodes and cluster.witnesses");
    }

    @Test
    void promise_of_nothing_or_of_more_than_a_minute_is_refused() {
        for (long promise : new long[] {-1, 0, 60_001, Long.MAX_VALUE}) {
            Voted voted = votes("lb1", new Vote(1, 1, 1, false, promise, hash(1), ELECTORATE.mark()));

            assertThat(voted.answer().granted()).as("%d ms", promise).isFalse();
            assertThat(voted.answer().why()).isEqualTo("a promise of " + promise + " ms is out of range");
        }
    }

    @Test
    void voter_that_has_just_started_grants_nothing_for_as_long_as_a_promise_lasts() {
        ballot = Ballot.started(Memory.NONE, now(), G);

        Voted early = votes("lb1", claim(1, 1));
        pass(549);
        Voted last = votes("lb1", renewal(1, 2));
        pass(1);
        Voted after = votes("lb1", claim(1, 3));

        assertThat(early.answer().granted()).isFalse();
        assertThat(early.answer().why()).isEqualTo("has just started and waits until earlier promises are over");
        assertThat(early.answer().remainingMillis()).isEqualTo(550);
        assertThat(last.answer().granted()).isFalse();
        assertThat(last.answer().remainingMillis()).isEqualTo(1);
        assertThat(after.answer().granted()).isTrue();
    }

    @Test
    void quarantine_lasts_as_long_as_the_longest_promise_of_the_life_before() {
        ballot = Ballot.started(new Memory(7, 1550), now(), G);

        pass(1549);

        assertThat(ballot.quarantined(now())).isTrue();
        assertThat(ballot.remaining(now())).isEqualTo(nanos(1));
        assertThat(ballot.quarantined(now() + nanos(1))).isFalse();
    }

    @Test
    void voter_that_restarts_with_its_disk_knows_the_highest_term_again() {
        votes("lb1", claim(5, 1));
        ballot = Ballot.started(ballot.memory(), now(), G);
        pass(550);

        assertThat(votes("lb2", claim(5, 1)).answer().granted()).isFalse();
        assertThat(votes("lb2", claim(6, 2)).answer().granted()).isTrue();
    }

    @Test
    void longer_promise_is_remembered_for_the_next_quarantine() {
        votes("lb1", new Vote(1, 1, 1, false, 280, hash(1), ELECTORATE.mark()));

        Voted voted = votes("lb1", new Vote(1, 1, 2, true, 1550, hash(1), ELECTORATE.mark()));

        assertThat(voted.remember()).isTrue();
        assertThat(voted.next().memory()).isEqualTo(new Memory(1, 1550));
    }

    @Test
    void remaining_time_is_rounded_up_so_that_nobody_asks_too_early() {
        votes("lb1", claim(1, 1));

        Voted voted = ballot.vote("lb2", claim(2, 1), ELECTORATE, now() + 1);

        assertThat(voted.answer().remainingMillis()).isEqualTo(550);
    }

    @Test
    void clock_that_passes_its_largest_value_ends_no_promise() {
        long now = Long.MAX_VALUE - 5;
        ballot = new Ballot(Memory.NONE, Optional.empty(), Optional.empty(), now);

        Ballot given = ballot.vote("lb1", claim(1, 1), ELECTORATE, now).next();

        assertThat(given.holder(now + nanos(549))).contains("lb1");
        assertThat(given.holder(now + nanos(550))).isEmpty();
    }

    private Voted votes(String from, Vote vote) {
        Voted voted = ballot.vote(from, vote, ELECTORATE, now());
        ballot = voted.next();
        return voted;
    }

    private void releases(long term) {
        ballot = ballot.released(term, nonce(term));
    }

    private void pass(long forMillis) {
        millis += forMillis;
    }

    private long now() {
        return nanos(millis);
    }

    private static Vote claim(long term, long sequence) {
        return new Vote(1, term, sequence, false, 550, hash(term), ELECTORATE.mark());
    }

    private static Vote renewal(long term, long sequence) {
        return new Vote(1, term, sequence, true, 550, hash(term), ELECTORATE.mark());
    }

    private static String nonce(long term) {
        return "nonce of " + term;
    }

    private static String hash(long term) {
        return ReleaseNonce.hash(nonce(term));
    }

    private static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
