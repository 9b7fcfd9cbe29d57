package tandem.sharing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static tandem.sharing.TestSettings.drained;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.share.NodeReport;
import tandem.core.share.ShareCodec;
import tandem.core.status.Role;

/** Real Hazelcast instances on loopback addresses. */
class HazelcastSharedStateTest {
    private final List<TestNode> nodes = new ArrayList<>();
    private final List<HazelcastInstance> intruders = new ArrayList<>();
    private final int port1 = freePort("127.0.0.11");
    private final int port2 = freePort("127.0.0.12");

    @AfterEach
    void close_everything() {
        intruders.forEach(i -> i.getLifecycleService().terminate());
        nodes.forEach(node -> node.sharing.close());
    }

    @Test
    void settings_and_reports_go_both_ways_and_who_joins_later_gets_what_exists() {
        TestNode lb1 = node("lb1", "127.0.0.11", port1, "127.0.0.12:" + port2);
        lb1.change(drained("node1", 1, "lb1"));
        eventually().until(() -> lb1.sharing.status().state().equals("alone"));

        TestNode lb2 = node("lb2", "127.0.0.12", port2, "127.0.0.11:" + port1);
        eventually().until(() -> lb2.has(drained("node1", 1, "lb1")));
        lb2.change(drained("node2", 1, "lb2"));
        eventually().until(() -> lb1.has(drained("node2", 1, "lb2")));
        eventually().until(() -> lb1.hears("lb2") && lb2.hears("lb1"));

        assertThat(lb1.sharing.status().state()).isEqualTo("joined");
        assertThat(lb1.sharing.status().reason()).isEqualTo("shared with 127.0.0.12:" + port2);
        assertThat(lb1.sharing.status().lagMillis()).isBetween(0L, 10_000L);
        assertThat(lb1.meters.get("tandem.sharing.peers").gauge().value()).isEqualTo(1);
        assertThat(lb1.meters.get("tandem.sharing.joined").gauge().value()).isEqualTo(1);

        // A second change of the same key replaces the first, and an older one that comes late does not.
        lb1.change(drained("node1", 2, "lb1"));
        eventually().until(() -> lb2.has(drained("node1", 2, "lb1")));
        lb2.sharing.publish(List.of(drained("node1", 1, "lb2")));
        long before = lb1.newest("lb2").sequence();
        lb2.sharing.flush(2_000);
        eventually().until(() -> lb1.newest("lb2").sequence() > before);
        assertThat(lb1.has(drained("node1", 2, "lb1"))).isTrue();

        // One dies: the other goes on, and nothing that it is asked waits.
        lb2.kill();
        long started = System.nanoTime();
        lb1.change(drained("node3", 1, "lb1"));
        lb1.sharing.peers();
        lb1.sharing.status();
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(1));
        eventually().until(() -> lb1.sharing.status().state().equals("alone"));
        assertThat(lb1.newest("lb2").role()).isEqualTo(Role.STANDBY);
        lb1.sharing.flush(5_000);

        // It comes back empty-handed and gets everything, its own earlier setting too.
        TestNode again = node("lb2", "127.0.0.12", port2, "127.0.0.11:" + port1);
        eventually().until(() -> again.has(drained("node3", 1, "lb1")) && again.has(drained("node2", 1, "lb2")));
    }

    @Test
    void who_joins_without_the_key_changes_nothing_and_is_named() {
        TestNode lb1 = node("lb1", "127.0.0.11", port1, "127.0.0.12:" + port2);
        lb1.change(drained("node1", 3, "lb1"));
        eventually().until(() -> lb1.sharing.status().state().equals("alone"));
        int strangerPort = freePort("127.0.0.66");
        HazelcastInstance intruder = Hazelcast.newHazelcastInstance(HazelcastConfig.of(
                new SharingSettings("shop", "intruder", "127.0.0.66", strangerPort, List.of("127.0.0.11:" + port1))));
        intruders.add(intruder);
        eventually().until(() -> intruder.getCluster().getMembers().size() == 2);
        eventually().until(() -> intruder.getReplicatedMap(Link.SETTINGS).containsKey("app/node1"));
        byte[] original = (byte[]) intruder.getReplicatedMap(Link.SETTINGS).get("app/node1");

        MacSeal guessed = new MacSeal(List.of(TestSettings.key("guessed")));
        Map<Object, Object> settings = intruder.getReplicatedMap(Link.SETTINGS);
        Map<Object, Object> reports = intruder.getReplicatedMap(Link.REPORTS);
        byte[] forged = ShareCodec.encode(drained("node1", 99, "lb9"));
        settings.put("app/node1", guessed.seal(Link.SETTINGS, "app/node1", forged));
        settings.put("app/node2", forged);
        settings.put("app/node4", original);
        settings.put("app/node5", 5L);
        reports.put("lb9", ShareCodec.encode(TestNode.report("lb9", 1)));

        eventually().until(() -> lb1.rejected() >= 4);
        eventually().until(() -> Arrays.equals(original, (byte[]) settings.get("app/node1")));
        assertThat(lb1.settings.records()).containsExactly(drained("node1", 3, "lb1"));
        assertThat(lb1.sharing.peers()).isEmpty();
        assertThat(lb1.noted).anyMatch(text -> text.startsWith("sharing refused a value: "));
        assertThat(lb1.sharing.status().reason())
                .contains("127.0.0.66:" + strangerPort + "], which is none of the nodes");

        settings.remove("app/node1");
        eventually().until(() -> Arrays.equals(original, (byte[]) settings.get("app/node1")));
    }

    @Test
    void events_of_each_node_come_to_be_known_on_both_also_those_from_before_they_met() {
        TestNode lb1 = node("lb1", "127.0.0.11", port1, "127.0.0.12:" + port2);
        lb1.happens(1);
        eventually().until(() -> lb1.sharing.status().state().equals("alone"));
        TestNode lb2 = node("lb2", "127.0.0.12", port2, "127.0.0.11:" + port1);
        lb2.happens(1);

        eventually().until(() -> lb1.sharing.status().state().equals("joined"));
        lb1.happens(2);
        lb2.happens(2);
        eventually()
                .until(() -> lb1.history.all().size() == 4 && lb2.history.all().size() == 4);

        assertThat(lb1.history.newest(100)).isEqualTo(lb2.history.newest(100));
        lb1.kill();
        assertThat(lb2.history.newestOf("lb1", 100)).hasSize(2);
    }

    @Test
    void hazelcasts_that_died_on_both_nodes_are_started_again_and_share_what_was_set_meanwhile() {
        TestNode lb1 = node("lb1", "127.0.0.11", port1, "127.0.0.12:" + port2);
        TestNode lb2 = node("lb2", "127.0.0.12", port2, "127.0.0.11:" + port1);
        eventually().until(() -> lb1.sharing.status().state().equals("joined"));

        Hazelcast.getAllHazelcastInstances()
                .forEach(instance -> instance.getLifecycleService().terminate());
        lb1.change(drained("node1", 1, "lb1"));

        eventually().until(() -> lb2.has(drained("node1", 1, "lb1")));
        eventually()
                .until(() -> lb1.sharing.status().state().equals("joined")
                        && lb2.sharing.status().state().equals("joined"));
    }

    @Test
    void an_entry_of_a_newer_version_is_neither_lost_nor_overwritten() {
        TestNode lb1 = node("lb1", "127.0.0.11", port1, "127.0.0.12:" + port2);
        eventually().until(() -> lb1.sharing.status().state().equals("alone"));
        HazelcastInstance newer = Hazelcast.newHazelcastInstance(HazelcastConfig.of(
                new SharingSettings("shop", "lb2", "127.0.0.12", port2, List.of("127.0.0.11:" + port1))));
        intruders.add(newer);
        eventually().until(() -> newer.getCluster().getMembers().size() == 2);
        MacSeal seal = new MacSeal(TestSettings.KEYS);
        byte[] known = ShareCodec.encode(drained("node1", 3, "lb2"));
        byte[] longer = Arrays.copyOf(known, known.length + 5);
        longer[known.length] = 9;
        byte[] appended = seal.seal(Link.SETTINGS, "app/node1", longer);
        Map<Object, Object> settings = newer.getReplicatedMap(Link.SETTINGS);
        settings.put("app/node1", appended);

        eventually().until(() -> lb1.has(drained("node1", 3, "lb2")));
        long before = lb1.sequence();
        eventually().until(() -> lb1.sequence() > before + 30);

        assertThat((byte[]) settings.get("app/node1")).isEqualTo(appended);
    }

    @Test
    void a_port_that_is_taken_is_named_and_tried_again_while_callers_go_on() throws IOException {
        try (ServerSocket taken = new ServerSocket(port1, 1, InetAddress.getByName("127.0.0.11"))) {
            TestNode lb1 = node("lb1", "127.0.0.11", taken.getLocalPort(), "127.0.0.12:" + port2);

            eventually().until(() -> lb1.sharing.status().reason().contains("could not start on 127.0.0.11:" + port1));
            lb1.change(drained("node1", 1, "lb1"));
            lb1.sharing.flush(1);

            assertThat(lb1.sharing.status().state()).isEqualTo("joining");
        }
        eventually().until(() -> nodes.getFirst().sharing.status().state().equals("alone"));
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
    }

    private TestNode node(String name, String address, int port, String peer) {
        TestNode node =
                new TestNode(name, new SharingSettings("shop", name, address, port, List.of(peer)), TestSettings.KEYS);
        nodes.add(node);
        return node;
    }

    private static int freePort(String address) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static NodeReport report(String node, long sequence) {
        return new NodeReport(node, 1, sequence, 0, "test", Role.STANDBY, "", Map.of(), Map.of());
    }
}
