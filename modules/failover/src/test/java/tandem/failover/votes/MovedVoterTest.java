package tandem.failover.votes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** lb2's machine was replaced: it is at 127.1.1.3 and says so in its own file, lb1's still says 127.1.1.2. */
@Timeout(30)
class MovedVoterTest {
    private static final List<InetAddress> LB1 = LinkVoter.at("127.1.1.1");
    private static final List<InetAddress> OLD = LinkVoter.at("127.1.1.2");
    private static final List<InetAddress> NEW = LinkVoter.at("127.1.1.3");

    private final int port = LinkVoter.freePort();
    private final List<LinkVoter> open = new ArrayList<>();

    @AfterEach
    void close() {
        open.forEach(LinkVoter::close);
    }

    @Test
    void voter_that_proves_itself_is_heard_and_answered_at_its_new_address() {
        LinkVoter lb1 = voter("lb1", OLD);
        LinkVoter lb2 = voter("lb2", NEW);
        await().until(() -> lb1.hears("lb2") && lb2.hears("lb1"));

        lb2.link.send("lb1", "main", LinkVoter.vote(1));
        await().until(() -> lb1.count(LinkVoter.vote(1)) == 1);
        lb1.link.send("lb2", "main", LinkVoter.answer(1));
        await().until(() -> lb2.count(LinkVoter.answer(1)) == 1);

        assertThat(lb1.link.paths("lb2")).singleElement().returns(NEW.getFirst(), VoterPath::peer);
    }

    @Test
    void voter_is_followed_back_when_it_is_where_the_file_says_again() {
        LinkVoter lb1 = voter("lb1", OLD);
        LinkVoter moved = voter("lb2", NEW);
        await().until(() -> lb1.hears("lb2") && moved.hears("lb1"));
        moved.close();

        LinkVoter back = voter("lb2", OLD);
        await().until(() -> back.hears("lb1"));
        lb1.link.send("lb2", "main", LinkVoter.vote(2));

        await().until(() -> back.count(LinkVoter.vote(2)) == 1);
        assertThat(lb1.link.paths("lb2")).singleElement().returns(OLD.getFirst(), VoterPath::peer);
    }

    @Test
    void stranger_with_another_secret_is_followed_nowhere() {
        LinkVoter lb1 = voter("lb1", OLD);
        LinkVoter stranger = new LinkVoter("shop", "lb2", voters(NEW), port, TestKeys.SECOND);
        open.add(stranger);

        await().until(() -> lb1.dropped(Drop.SENDER) >= 3);

        assertThat(lb1.hears("lb2")).isFalse();
        assertThat(lb1.link.paths("lb2")).singleElement().returns(OLD.getFirst(), VoterPath::peer);
    }

    @Test
    void recorded_datagram_from_elsewhere_moves_nobody() throws IOException {
        byte[] recorded = greetingOf("lb2");
        LinkVoter lb1 = voter("lb1", OLD);
        LinkVoter lb2 = voter("lb2", OLD);
        await().until(() -> lb1.hears("lb2") && lb2.hears("lb1"));
        double before = lb1.dropped(Drop.LIFE);

        send(recorded, NEW.getFirst());

        await().until(() -> lb1.dropped(Drop.LIFE) > before);
        assertThat(lb1.link.paths("lb2")).singleElement().returns(OLD.getFirst(), VoterPath::peer);
    }

    /** What an earlier life of the voter sent to lb1, which nobody answered. */
    private byte[] greetingOf(String name) throws IOException {
        try (DatagramSocket ear = new DatagramSocket(new InetSocketAddress(LB1.getFirst(), port));
                LinkVoter earlier = new LinkVoter("shop", name, voters(OLD), port, TestKeys.FIRST)) {
            DatagramPacket packet = new DatagramPacket(new byte[DatagramCodec.MAX_BYTES], DatagramCodec.MAX_BYTES);
            ear.receive(packet);
            assertThat(earlier.hears("lb1")).isFalse();
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    private void send(byte[] bytes, InetAddress from) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            socket.send(new DatagramPacket(bytes, bytes.length, LB1.getFirst(), port));
        }
    }

    private LinkVoter voter(String name, List<InetAddress> lb2) {
        LinkVoter voter = new LinkVoter("shop", name, voters(lb2), port, TestKeys.FIRST);
        open.add(voter);
        return voter;
    }

    private static Map<String, List<InetAddress>> voters(List<InetAddress> lb2) {
        return Map.of("lb1", LB1, "lb2", lb2);
    }
}
