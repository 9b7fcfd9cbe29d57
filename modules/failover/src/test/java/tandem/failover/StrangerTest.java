package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tandem.core.config.Profile;
import tandem.core.text.IpAddress;
import tandem.failover.election.Event;
import tandem.failover.jgroups.LinkSettings;
import tandem.failover.jgroups.PeerLink;

/** A node whose certificate is by another authority, on real JGroups links. */
@Timeout(180)
class StrangerTest {
    private static final Map<String, InetAddress> ADDRESSES = Map.of(
            "lb1", IpAddress.parse("127.0.0.83"),
            "lb2", IpAddress.parse("127.0.0.84"),
            "lb3", IpAddress.parse("127.0.0.85"));

    private final int port = freePort();
    private final List<PeerLink> links = new ArrayList<>();

    @AfterEach
    void close() {
        links.forEach(PeerLink::close);
    }

    @Test
    void stranger_neither_enters_the_view_nor_keeps_nodes_from_seeing_each_other() {
        SSLContext ours = TestTls.create();
        List<Event> first = link("lb1", ours);
        List<Event> stranger = link("lb3", TestTls.create());
        await().atMost(Duration.ofSeconds(60)).until(() -> stranger.stream().anyMatch(Event.Joined.class::isInstance));

        List<Event> second = link("lb2", ours);

        await().atMost(Duration.ofSeconds(90)).until(() -> sees(first, "lb2") && sees(second, "lb1"));
        assertThat(sees(first, "lb3")).isFalse();
        assertThat(sees(second, "lb3")).isFalse();
        assertThat(sees(stranger, "lb1")).isFalse();
    }

    private static boolean sees(List<Event> events, String node) {
        return events.stream()
                .anyMatch(event -> event instanceof Event.ViewInstalled view
                        && view.nodes().contains(node));
    }

    private List<Event> link(String node, SSLContext tls) {
        List<Event> events = new CopyOnWriteArrayList<>();
        PeerLink link = new PeerLink(
                new LinkSettings("shop", node, ADDRESSES, port, Profile.NORMAL), tls, new AllEars(events::add));
        links.add(link);
        link.open();
        return events;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
