package tandem.failover.votes;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKey;
import tandem.core.port.NodeClock;
import tandem.core.text.IpAddress;
import tandem.failover.lease.LeaseMessage;

/** One voter with a real link; keeps what it received. */
final class LinkVoter implements AutoCloseable {
    static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    final String name;
    final VoteLink link;
    final List<Received> received = new CopyOnWriteArrayList<>();
    volatile Runnable whenReceived = () -> {};
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    LinkVoter(String cluster, String name, Map<String, List<InetAddress>> voters, int port, SecretKey... keys) {
        this.name = name;
        try {
            this.link = VoteLink.open(
                    new VoteLinkSettings(cluster, name, voters, port, BEAT_NANOS),
                    List.of(keys),
                    NodeClock.SYSTEM,
                    meters,
                    this::keep);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keep(Received one) {
        received.add(one);
        whenReceived.run();
    }

    static List<InetAddress> at(String... addresses) {
        return Arrays.stream(addresses).map(IpAddress::parse).toList();
    }

    /** A port that is free for UDP and TCP. */
    static int freePort() {
        try (ServerSocket tcp = new ServerSocket(0);
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress(tcp.getLocalPort()))) {
            return udp.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LeaseMessage vote(long sequence) {
        return new LeaseMessage.Vote(5, 1, sequence, true, 550, "0f".repeat(32), "e");
    }

    static LeaseMessage answer(long sequence) {
        return new LeaseMessage.Answer(5, 1, sequence, true, "lb1", 1, 550, "");
    }

    /** Whether the voter's present life and this one know each other. */
    boolean hears(String voter) {
        return link.paths(voter).stream().anyMatch(VoterPath::everHeard);
    }

    long count(LeaseMessage message) {
        return received.stream()
                .filter(one ->
                        one instanceof Received.Heard heard && heard.message().equals(message))
                .count();
    }

    double dropped(Drop reason) {
        return meters.get("tandem.failover.datagrams.dropped")
                .tag("reason", reason.word())
                .counter()
                .count();
    }

    @Override
    public void close() {
        link.close();
    }
}
