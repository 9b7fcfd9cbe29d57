package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.failover.lease.LeaseMessage;

class SessionTest {
    private static final List<SecretKey> KEYS = List.of(TestKeys.FIRST, TestKeys.SECOND);
    private static final LeaseMessage RELEASE = new LeaseMessage.LeaseRelease(1, "aa");

    private final AtomicLong challenges = new AtomicLong(1000);
    private final List<Datagram> recorded = new ArrayList<>();
    private final Session lb1 = session(1);
    private final Session lb2 = session(2);
    private long now = TimeUnit.SECONDS.toNanos(9);

    @Test
    void two_lives_know_each_other_after_one_greeting_and_its_replies() {
        greet(lb1, lb2);

        assertThat(lb1.known()).isTrue();
        assertThat(lb2.known()).isTrue();
        assertThat(recorded).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void message_between_lives_that_know_each_other_is_accepted_once() {
        greet(lb1, lb2);
        Datagram message = lb1.next(new Content.Lease("main", RELEASE));

        assertThat(judge(lb2, message).lease()).isEqualTo(new Content.Lease("main", RELEASE));
        assertThat(judge(lb2, message)).isEqualTo(Verdict.REPLAY);
    }

    @Test
    void copy_by_the_other_path_is_no_replay_and_not_passed_on_twice() {
        greet(lb1, lb2);
        Datagram message = lb1.next(new Content.Lease("main", RELEASE));
        judge(lb2, message);

        assertThat(lb2.judge(message, 1, TestKeys.FIRST, now)).isEqualTo(Verdict.DONE);
        assertThat(lb2.judge(message, 1, TestKeys.FIRST, now)).isEqualTo(Verdict.REPLAY);
    }

    @Test
    void overtaken_message_is_accepted() {
        greet(lb1, lb2);
        Datagram first = lb1.next(new Content.Lease("main", RELEASE));
        Datagram second = lb1.next(new Content.Lease("main", RELEASE));

        assertThat(judge(lb2, second).lease()).isNotNull();
        assertThat(judge(lb2, first).lease()).isNotNull();
    }

    @Test
    void message_of_a_life_that_is_not_known_is_dropped_and_answered_with_a_challenge() {
        Datagram message = lb1.next(new Content.Lease("main", RELEASE));

        Verdict verdict = judge(lb2, message);

        assertThat(verdict.lease()).isNull();
        assertThat(verdict.drop()).isEqualTo(Drop.LIFE);
        assertThat(reply(verdict).greet().challenge()).isNotZero();
    }

    @Test
    void voter_that_started_anew_is_found_by_its_greeting() {
        greet(lb1, lb2);
        Session again = session(3);

        greet(again, lb1);

        assertThat(judge(lb1, again.next(new Content.Lease("main", RELEASE))).lease())
                .isEqualTo(new Content.Lease("main", RELEASE));
        assertThat(judge(again, lb1.next(new Content.Lease("main", RELEASE))).lease())
                .isEqualTo(new Content.Lease("main", RELEASE));
    }

    @Test
    void voter_that_started_anew_is_found_by_what_the_other_sends() {
        greet(lb1, lb2);
        Session again = session(3);

        exchange(lb1, lb1.next(new Content.Lease("main", RELEASE)), again);

        assertThat(judge(lb1, again.next(new Content.Lease("main", RELEASE))).lease())
                .isEqualTo(new Content.Lease("main", RELEASE));
    }

    @Test
    void nothing_recorded_of_an_earlier_life_of_the_sender_is_accepted() {
        greet(lb1, lb2);
        Datagram message = lb1.next(new Content.Lease("main", RELEASE));
        greet(session(3), lb2);
        List<Datagram> earlier = new ArrayList<>(recorded);
        earlier.add(message);

        List<Verdict> verdicts = earlier.stream()
                .filter(d -> d.senderLife() == 1)
                .map(d -> judge(lb2, d))
                .toList();

        assertThat(verdicts).isNotEmpty().allSatisfy(v -> assertThat(v.drop()).isEqualTo(Drop.LIFE));
    }

    @Test
    void nothing_recorded_of_an_earlier_life_of_the_receiver_is_accepted() {
        greet(lb1, lb2);
        Datagram message = lb1.next(new Content.Lease("main", RELEASE));
        Session again = session(3);
        List<Datagram> earlier = new ArrayList<>(recorded);
        earlier.add(message);

        List<Verdict> verdicts = earlier.stream()
                .filter(d -> d.senderLife() == 1)
                .map(d -> judge(again, d))
                .toList();

        assertThat(verdicts).isNotEmpty().allSatisfy(v -> assertThat(v.lease()).isNull());
        assertThat(again.known()).isFalse();
    }

    @Test
    void replayed_greetings_neither_count_as_heard_nor_change_who_is_known() {
        greet(lb1, lb2);
        greet(session(3), lb2);
        long heard = lb2.heardNanos();
        now += TimeUnit.SECONDS.toNanos(1);

        List.copyOf(recorded).forEach(datagram -> judge(lb2, datagram));

        assertThat(lb2.heardNanos()).isEqualTo(heard);
        assertThat(lb2.next(new Content.Greet(0, 0)).receiverLife()).isEqualTo(3);
    }

    @Test
    void life_that_is_dead_but_was_let_in_gives_way_to_the_living_one() {
        Datagram first = lb1.next(lb1.greet());
        Datagram echoOfTheDead = lb1.next(reply(judge(lb1, lb2.next(reply(judge(lb2, first))))));
        Session again = session(3);

        judge(lb2, echoOfTheDead);
        greet(again, lb2);

        assertThat(judge(lb2, again.next(new Content.Lease("main", RELEASE))).lease())
                .isEqualTo(new Content.Lease("main", RELEASE));
    }

    @Test
    void strangers_are_answered_a_hundred_times_a_second_at_most() {
        long answered = 0;
        for (int i = 0; i < 1000; i++) {
            Verdict verdict = judge(lb2, new Datagram(77, 78, i, new Content.Lease("main", RELEASE)));
            answered += verdict.reply() == null ? 0 : 1;
        }
        now += TimeUnit.SECONDS.toNanos(1);

        assertThat(answered).isEqualTo(100);
        assertThat(judge(lb2, lb1.next(lb1.greet())).reply()).isNotNull();
    }

    @Test
    void each_path_is_heard_for_itself() {
        greet(lb1, lb2);
        now += 50;

        lb2.judge(lb1.next(new Content.Greet(0, 0)), 1, TestKeys.FIRST, now);

        assertThat(lb2.heardNanos()).isEqualTo(now);
        assertThat(lb2.heardNanos(1)).isEqualTo(now);
        assertThat(lb2.heardNanos(0)).isEqualTo(now - 50);
        assertThat(lb2.everHeard(1)).isTrue();
    }

    @Test
    void key_is_the_one_that_the_voter_signs_with_and_each_in_turn_before() {
        SecretKey first = lb2.key(KEYS);
        lb2.next(new Content.Greet(0, 0));
        SecretKey second = lb2.key(KEYS);
        greet(lb1, lb2);
        lb2.judge(lb1.next(new Content.Greet(0, 0)), 0, TestKeys.SECOND, now);

        assertThat(List.of(first, second)).containsExactly(TestKeys.FIRST, TestKeys.SECOND);
        assertThat(lb2.key(KEYS)).isEqualTo(TestKeys.SECOND);
    }

    /** One greets the other, and every reply is delivered. */
    private void greet(Session from, Session to) {
        exchange(from, from.next(from.greet()), to);
    }

    private void exchange(Session from, Datagram first, Session to) {
        Session receiver = to;
        Session sender = from;
        Datagram datagram = first;
        for (int i = 0; i < 10; i++) {
            recorded.add(datagram);
            Verdict.Reply reply = judge(receiver, datagram).reply();
            if (reply == null) {
                return;
            }
            datagram = receiver.next(reply);
            Session swap = receiver;
            receiver = sender;
            sender = swap;
        }
        throw new AssertionError("the two never stop to greet each other");
    }

    private Verdict judge(Session session, Datagram datagram) {
        return session.judge(datagram, 0, TestKeys.FIRST, now);
    }

    private static Verdict.Reply reply(Verdict verdict) {
        Verdict.@Nullable Reply reply = verdict.reply();
        if (reply == null) {
            throw new AssertionError("no reply: " + verdict);
        }
        return reply;
    }

    private Session session(long life) {
        return new Session(life, 2, challenges::incrementAndGet, TimeUnit.SECONDS.toNanos(9));
    }
}
