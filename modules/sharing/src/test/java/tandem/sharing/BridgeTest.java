package tandem.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tandem.sharing.TestSettings.drained;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.port.PeerChannel;
import tandem.core.share.NodeReport;
import tandem.core.share.ShareCodec;
import tandem.core.status.Event;
import tandem.sharing.Inbox.Entry;
import tandem.sharing.Inbox.EntryId;

/** Two nodes whose Hazelcasts do not join, as those of two minors do not, because the cluster's name has the minor. */
class BridgeTest {
    private final Wire wire = new Wire();
    private final List<TestNode> nodes = new ArrayList<>();

    @AfterEach
    void close_everything() {
        nodes.forEach(node -> node.sharing.close());
    }

    @Test
    void settings_reports_and_history_cross_the_election_link_while_the_minors_differ() {
        TestNode lb1 = node("lb1", "shop", "127.0.0.11");
        TestNode lb2 = node("lb2", "shop-of-another-minor", "127.0.0.12");
        lb1.learned(List.of(event("lb1")));
        lb1.arrived(List.of(drained("node1", 3, "lb1")));
        lb2.arrived(List.of(drained("node1", 2, "lb2"), drained("node2", 1, "lb2")));

        eventually(() ->
                lb1.settings.equals(lb2.settings) && lb1.settings.records().size() == 2);
        eventually(() -> lb2.history.all().equals(List.of(event("lb1"))));
        eventually(() -> lb1.sharing.status().state().equals("bridged"));

        assertThat(lb1.settings.records()).contains(drained("node1", 3, "lb1"));
        assertThat(lb1.sharing.peers()).extracting(NodeReport::node).containsExactly("lb2");
        assertThat(lb1.sharing.status().reason()).startsWith("state goes over the election link");
        assertThat(lb1.sharing.status().lagMillis()).isLessThan(3_000);
    }

    @Test
    void nothing_crosses_without_the_clusters_secret() {
        TestNode lb1 = node("lb1", "shop", "127.0.0.11");
        MacSeal guessed = new MacSeal(List.of(TestSettings.key("guessed")));
        byte[] forged = guessed.seal(Link.SETTINGS, "app/node1", ShareCodec.encode(drained("node1", 9, "lb9")));

        wire.deliver("lb9", BridgeCodec.encode(new Entry(new EntryId(Link.SETTINGS, "app/node1"), forged)));

        eventually(() ->
                lb1.meters.get("tandem.sharing.rejected").functionCounter().count() > 0);
        assertThat(lb1.settings.records()).isEmpty();
    }

    @Test
    void what_is_no_entry_of_this_version_is_passed_over() {
        byte[] good = BridgeCodec.encode(new Entry(new EntryId("map", "key"), new byte[] {1, 2}));
        byte[] newer = good.clone();
        newer[0] = 2;

        Entry read = BridgeCodec.decode(good).orElseThrow();
        assertThat(read.id()).isEqualTo(new EntryId("map", "key"));
        assertThat(read.sealed()).containsExactly(1, 2);
        assertThat(BridgeCodec.decode(newer)).isEmpty();
        for (int length = 0; length < good.length; length++) {
            assertThat(BridgeCodec.decode(Arrays.copyOf(good, length))).isEqualTo(Optional.empty());
        }
    }

    private static Event event(String node) {
        return new Event(node, 1, 1, 1, "test", "something", Map.of());
    }

    private TestNode node(String name, String cluster, String address) {
        TestNode node = new TestNode(
                name,
                new SharingSettings(cluster, name, address, freePort(address), List.of("127.0.0.9:1")),
                TestSettings.KEYS);
        node.sharing.bridge(wire.end(name));
        nodes.add(node);
        return node;
    }

    private static void eventually(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(condition);
    }

    private static int freePort(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A link on which every message arrives at every other end. */
    private static final class Wire {
        private final Map<String, Consumer<byte[]>> ears = new ConcurrentHashMap<>();

        PeerChannel end(String name) {
            return new PeerChannel() {
                @Override
                public void broadcast(byte[] bytes) {
                    deliver(name, bytes);
                }

                @Override
                public void listen(Consumer<byte[]> ear) {
                    ears.put(name, ear);
                }
            };
        }

        void deliver(String from, byte[] bytes) {
            ears.forEach((name, ear) -> {
                if (!name.equals(from)) {
                    ear.accept(bytes);
                }
            });
        }
    }
}
