package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.failover.lease.LeaseMessage;

/** Two voters and what a bad network, or somebody on it, can do between them. */
@Timeout(60)
class LossyWireTest {
    private static final long SEED = Long.getLong("seed", 4711);
    private static final LeaseMessage RELEASE = new LeaseMessage.LeaseRelease(1, "aa");

    private final int port = LinkVoter.freePort();
    private final LossyWire wire = new LossyWire(port, SEED);
    private final List<LinkVoter> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(LinkVoter::close);
        wire.close();
    }

    @Test
    void lost_repeated_and_overtaken_messages_arrive_once_or_not_at_all() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        wire.disturb(30, 30, 30);
        await().until(() -> lb1.hears("lb2") && lb2.hears("lb1"));

        for (long sequence = 1; sequence <= 500; sequence++) {
            lb1.link.send("lb2", "main", LinkVoter.vote(sequence));
            LockSupport.parkNanos(1_000_000);
        }
        wire.disturb(0, 0, 0);
        await().until(() -> {
            lb1.link.send("lb2", "main", LinkVoter.vote(501));
            return lb2.count(LinkVoter.vote(501)) > 0;
        });

        List<Received> disturbed = lb2.received.stream()
                .filter(one -> !one.equals(new Received.Heard("lb1", "main", LinkVoter.vote(501))))
                .toList();
        assertThat(disturbed).as("seed %d", SEED).doesNotHaveDuplicates().hasSizeGreaterThan(100);
        assertThat(lb2.dropped(Drop.REPLAY)).isPositive();
    }

    @Test
    void replay_within_a_life_changes_nothing() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        talk(lb1, lb2);
        List<Received> before = List.copyOf(lb2.received);

        wire.recorded("lb2").forEach(bytes -> wire.inject("lb2", bytes));

        await().until(() -> lb2.dropped(Drop.REPLAY) >= 3);
        awaitLater(lb1, lb2);
        assertThat(withoutLater(lb2)).isEqualTo(before);
    }

    @Test
    void replay_of_an_earlier_life_of_the_sender_changes_nothing() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        talk(lb1, lb2);
        List<byte[]> earlier = wire.recorded("lb2");
        lb1.close();
        LinkVoter again = voter("lb1");
        awaitLater(again, lb2);
        List<Received> before = withoutLater(lb2);
        double drops = lb2.dropped(Drop.LIFE);

        earlier.forEach(bytes -> wire.inject("lb2", bytes));

        await().until(() -> lb2.dropped(Drop.LIFE) >= drops + earlier.size());
        awaitLater(again, lb2);
        assertThat(withoutLater(lb2)).isEqualTo(before);
    }

    @Test
    void replay_to_a_later_life_of_the_receiver_changes_nothing() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        talk(lb1, lb2);
        List<byte[]> earlier = wire.recorded("lb2");
        lb1.close();
        lb2.close();
        LinkVoter again = voter("lb2");

        earlier.forEach(bytes -> wire.inject("lb2", bytes));

        await().until(() -> again.dropped(Drop.LIFE) >= earlier.size());
        assertThat(again.received).isEmpty();
        assertThat(again.hears("lb1")).isFalse();
    }

    @Test
    void datagram_that_is_sent_back_to_its_sender_changes_nothing() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        talk(lb1, lb2);
        List<Received> before = List.copyOf(lb1.received);

        List<byte[]> sent = wire.recorded("lb2");
        sent.forEach(bytes -> wire.inject("lb1", bytes));

        await().until(() -> lb1.dropped(Drop.NAMES) >= sent.size());
        assertThat(lb1.received).isEqualTo(before);
    }

    @Test
    void flood_is_counted_and_votes_pass_beside_it() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        talk(lb1, lb2);
        byte[] forged = wire.recorded("lb2").getFirst().clone();
        forged[forged.length - 1] ^= 1;

        for (int i = 0; i < 20_000; i++) {
            wire.inject("lb2", forged);
        }

        awaitLater(lb1, lb2);
        assertThat(lb2.dropped(Drop.SIGNATURE)).isPositive();
    }

    /** A vote, an answer and a release go to lb2. */
    private void talk(LinkVoter lb1, LinkVoter lb2) {
        await().until(() -> lb1.hears("lb2") && lb2.hears("lb1"));
        for (LeaseMessage message : List.of(LinkVoter.vote(1), LinkVoter.answer(1), RELEASE)) {
            lb1.link.send("lb2", "main", message);
            await().until(() -> lb2.count(message) > 0);
        }
        lb2.link.send("lb1", "main", LinkVoter.answer(9));
        await().until(() -> lb1.count(LinkVoter.answer(9)) > 0);
    }

    /** Something that is sent now arrives: what was sent before has been handled. */
    private static void awaitLater(LinkVoter from, LinkVoter to) {
        long later = System.nanoTime();
        await().until(() -> {
            from.link.send(to.name, "main", LinkVoter.vote(later));
            return to.count(LinkVoter.vote(later)) > 0;
        });
    }

    private static List<Received> withoutLater(LinkVoter voter) {
        return voter.received.stream()
                .filter(one -> !(one instanceof Received.Heard heard
                        && heard.message() instanceof LeaseMessage.Vote vote
                        && vote.sequence() > 1))
                .toList();
    }

    private LinkVoter voter(String name) {
        LinkVoter voter = new LinkVoter("shop", name, LossyWire.voters(name), port, TestKeys.FIRST);
        open.add(voter);
        return voter;
    }
}
