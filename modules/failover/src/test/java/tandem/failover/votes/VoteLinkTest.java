package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.core.port.NodeClock;
import tandem.core.text.IpAddress;
import tandem.failover.lease.LeaseMessage;

/** Real datagrams on loopback addresses. */
@Timeout(30)
class VoteLinkTest {
    private static final Map<String, List<InetAddress>> VOTERS = Map.of(
            "lb1", LinkVoter.at("127.1.0.1"),
            "lb2", LinkVoter.at("127.1.0.2"),
            "w1", LinkVoter.at("127.1.0.3"));

    private final int port = LinkVoter.freePort();
    private final List<LinkVoter> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(LinkVoter::close);
    }

    @Test
    void message_reaches_the_voter_that_it_is_sent_to_once() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        LinkVoter witness = voter("w1");
        awaitAllHear();

        lb1.link.send("lb2", "main", LinkVoter.vote(1));

        await().until(() -> !lb2.received.isEmpty());
        assertThat(lb2.received).containsExactly(new Received.Heard("lb1", "main", LinkVoter.vote(1)));
        assertThat(witness.received).isEmpty();
        assertThat(lb1.received).isEmpty();
    }

    @Test
    void broadcast_reaches_every_other_voter() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        LinkVoter witness = voter("w1");
        awaitAllHear();

        lb1.link.broadcast("main", LinkVoter.vote(3));

        await().until(() -> lb2.count(LinkVoter.vote(3)) == 1 && witness.count(LinkVoter.vote(3)) == 1);
        assertThat(lb1.received).isEmpty();
    }

    @Test
    void vote_answer_and_release_do_not_displace_each_other() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        awaitAllHear();
        LeaseMessage release = new LeaseMessage.LeaseRelease(1, "aa");
        LeaseMessage later = new LeaseMessage.Vote(5, 2, 2, false, 550, "", "");

        lb1.link.send("lb2", "main", release);
        lb1.link.send("lb2", "main", later);
        lb1.link.send("lb2", "main", LinkVoter.answer(1));

        await().until(() -> lb2.count(release) == 1 && lb2.count(later) == 1 && lb2.count(LinkVoter.answer(1)) == 1);
    }

    @Test
    void what_waits_is_sent_before_the_link_closes() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        awaitAllHear();

        lb1.link.send("lb2", "main", new LeaseMessage.LeaseRelease(1, "aa"));
        lb1.close();

        await().until(() -> lb2.count(new LeaseMessage.LeaseRelease(1, "aa")) == 1);
    }

    @Test
    void voter_that_starts_anew_is_heard_again() {
        LinkVoter lb1 = voter("lb1");
        voter("lb2").close();
        LinkVoter again = voter("lb2");
        await().until(() -> lb1.hears("lb2") && again.hears("lb1"));

        await().until(() -> {
            lb1.link.send("lb2", "main", LinkVoter.vote(1));
            return again.count(LinkVoter.vote(1)) > 0;
        });
        await().until(() -> {
            again.link.send("lb1", "main", LinkVoter.answer(1));
            return lb1.count(LinkVoter.answer(1)) > 0;
        });
    }

    @Test
    void silence_shows_in_when_a_voter_was_last_heard() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        awaitAllHear();
        long before = lb1.link.lastHeardNanos("lb2");
        await().until(() -> lb1.link.lastHeardNanos("lb2") - before > 0);
        lb2.close();

        await().until(() -> NodeClock.SYSTEM.nanos() - lb1.link.lastHeardNanos("lb2") > 10 * LinkVoter.BEAT_NANOS);
    }

    @Test
    void keys_are_changed_while_voters_talk() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter lb2 = voter("lb2");
        awaitAllHear();

        lb1.link.rekey(List.of(TestKeys.SECOND, TestKeys.FIRST));
        awaitVote(lb1, lb2, 101);
        lb2.link.rekey(List.of(TestKeys.SECOND, TestKeys.FIRST));
        awaitVote(lb1, lb2, 102);
        lb1.link.rekey(List.of(TestKeys.SECOND));
        awaitVote(lb2, lb1, 103);
        lb2.link.rekey(List.of(TestKeys.SECOND));
        awaitVote(lb1, lb2, 104);
        lb1.link.rekey(List.of(TestKeys.FIRST));

        await().until(() -> lb2.dropped(Drop.SIGNATURE) >= 3);
    }

    private static void awaitVote(LinkVoter from, LinkVoter to, long sequence) {
        await().until(() -> {
            from.link.send(to.name, "main", LinkVoter.vote(sequence));
            return to.count(LinkVoter.vote(sequence)) > 0;
        });
    }

    @Test
    void node_with_another_secret_is_not_heard_and_counted() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter intruder = add(new LinkVoter("shop", "lb2", VOTERS, port, TestKeys.SECOND));

        intruder.link.send("lb1", "main", LinkVoter.vote(1));

        await().until(() -> lb1.dropped(Drop.SIGNATURE) >= 3 && intruder.dropped(Drop.SIGNATURE) >= 3);
        assertThat(lb1.hears("lb2")).isFalse();
        assertThat(lb1.received).isEmpty();
    }

    @Test
    void node_of_another_cluster_is_not_heard_and_counted() {
        LinkVoter lb1 = voter("lb1");
        LinkVoter intruder = add(new LinkVoter("shoe", "lb2", VOTERS, port, TestKeys.FIRST));

        intruder.link.send("lb1", "main", LinkVoter.vote(1));

        await().until(() -> lb1.dropped(Drop.CLUSTER) >= 3);
        assertThat(lb1.hears("lb2")).isFalse();
        assertThat(lb1.received).isEmpty();
    }

    @Test
    void nodes_hear_each_other_while_their_secret_is_being_changed() {
        LinkVoter lb1 = add(new LinkVoter("shop", "lb1", VOTERS, port, TestKeys.SECOND, TestKeys.FIRST));
        LinkVoter lb2 = add(new LinkVoter("shop", "lb2", VOTERS, port, TestKeys.FIRST));
        LinkVoter witness = add(new LinkVoter("shop", "w1", VOTERS, port, TestKeys.SECOND));
        await().until(() -> lb1.hears("lb2") && lb2.hears("lb1") && lb1.hears("w1") && witness.hears("lb1"));

        lb1.link.broadcast("main", LinkVoter.vote(1));

        await().until(() -> lb2.count(LinkVoter.vote(1)) == 1 && witness.count(LinkVoter.vote(1)) == 1);
        assertThat(lb2.hears("w1")).isFalse();
    }

    @Test
    void line_of_a_dead_nodes_guard_is_passed_on() throws IOException {
        LinkVoter lb2 = voter("lb2");
        String nonce = "0a".repeat(32);

        sendFrom("127.1.0.1", "tandem-release 1 shop lb1 12 " + nonce + "\n");
        sendFrom("127.1.0.9", "tandem-release 1 shop lb1 13 " + nonce + "\n");
        sendFrom("127.1.0.9", "tandem-release 1 shoe lb1 14 " + nonce + "\n");

        await().until(() -> lb2.dropped(Drop.LINE) == 1);
        assertThat(lb2.received)
                .containsExactly(
                        new Received.Release("lb1", "main", 12, nonce), new Received.Release("lb1", "main", 13, nonce));
    }

    @Test
    void stranger_and_nonsense_are_dropped_by_reason() throws IOException {
        LinkVoter lb2 = voter("lb2");

        sendFrom("127.1.0.9", "\u0001");
        sendFrom("127.1.0.1", "\u0001");
        sendFrom("127.1.0.1", "\u0002");
        sendFrom("127.1.0.1", "\u0001" + "x".repeat(5000));
        sendFrom("127.1.0.1", "");

        await().until(() ->
                lb2.dropped(Drop.SENDER) == 1 && lb2.dropped(Drop.MALFORMED) == 3 && lb2.dropped(Drop.VERSION) == 1);
        assertThat(lb2.received).isEmpty();
    }

    @Test
    void address_that_cannot_be_had_is_named() {
        Map<String, List<InetAddress>> elsewhere = Map.of("lb1", LinkVoter.at("192.0.2.1"));

        assertThatThrownBy(() -> VoteLink.open(
                        new VoteLinkSettings("shop", "lb1", elsewhere, port, 1),
                        List.of(TestKeys.FIRST),
                        NodeClock.SYSTEM,
                        new SimpleMeterRegistry(),
                        _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not listen for votes on UDP 192.0.2.1:" + port);
    }

    private LinkVoter voter(String name) {
        return add(new LinkVoter("shop", name, VOTERS, port, TestKeys.FIRST));
    }

    private LinkVoter add(LinkVoter voter) {
        open.add(voter);
        return voter;
    }

    private void awaitAllHear() {
        await().until(() -> open.stream()
                .allMatch(one -> open.stream().filter(other -> other != one).allMatch(other -> one.hears(other.name))));
    }

    private void sendFrom(String address, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(IpAddress.parse(address), 0))) {
            socket.send(new DatagramPacket(bytes, bytes.length, IpAddress.parse("127.1.0.2"), port));
        }
    }
}
