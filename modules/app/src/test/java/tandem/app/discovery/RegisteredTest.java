package tandem.app.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.RegistrationConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.SharedState;
import tandem.core.registration.McmpReply;
import tandem.core.registration.McmpRequest;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Setting;
import tandem.core.setting.Settings;
import tandem.core.share.NodeReport;
import tandem.core.status.Role;
import tandem.core.status.SharingStatus;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

/** Two nodes that hear members, and each other's reports when a test says so. */
class RegisteredTest {
    private static final String NODE1 = "JVMRoute=node1&Host=192.0.2.21&Port=8080&Type=http&Balancer=none";
    private static final RegistrationConfig CONFIG = new RegistrationConfig(
            Optional.empty(), List.of(), Optional.of("app"), Duration.ofSeconds(60), 10, Optional.empty(), List.of());

    private final Peer lb1 = new Peer("lb1", "lb2");
    private final Peer lb2 = new Peer("lb2", "lb1");

    @AfterEach
    void stop() {
        Stream.of(lb1, lb2).forEach(peer -> peer.discovery.close());
    }

    /** One node; what it heard of the other is in {@code reports}. */
    private static final class Peer implements SharedState, NodeClock {
        private static final BalancerConfig APP = Samples.balancer();

        private final String name;
        private final LiveTable table = new LiveTable(RoutingTable.of(
                Samples.config(Map.of("app", APP), List.of(Samples.route("/", "app"))), Settings.NONE, Map.of(), null));
        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final List<NodeReport> reports = new CopyOnWriteArrayList<>();
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final Set<String> running;
        private final Discovery discovery;
        private final Registered registered;
        private volatile long later;
        private volatile int flushed;

        private Peer(String name, String other) {
            this.name = name;
            this.running = new ConcurrentSkipListSet<>(Set.of(other));
            Discovery.Voice silent = new Discovery.Voice() {
                @Override
                public void changed(String sentence) {}

                @Override
                public void failed(String sentence) {}
            };
            this.discovery = new Discovery(table, silent, this::epochMillis, () -> {}, meters);
            this.registered = new Registered(
                    CONFIG,
                    new Registered.Around(name, table, this, List.of(Network.parse("192.0.2.0/24")), told::add, meters),
                    discovery,
                    new Registered.Peers(() -> this, () -> running),
                    "0.1.0",
                    1);
        }

        McmpReply say(String command, String body) {
            return registered.answer(McmpRequest.parse(command, "/", body, IpAddress.parse("192.0.2.21")));
        }

        void hear(Peer other) {
            reports.clear();
            reports.add(new NodeReport(
                    other.name,
                    1,
                    1,
                    1,
                    "x",
                    Role.ACTIVE,
                    "",
                    Map.of(),
                    Map.of(),
                    List.of(),
                    Map.of(),
                    0,
                    Map.of(),
                    other.registered.told()));
            registered.beat(reports);
        }

        List<String> members() {
            List<String> all = new ArrayList<>();
            table.current()
                    .balancers()
                    .get("app")
                    .members()
                    .forEach(member -> all.add(
                            member.config().name() + " " + member.config().url() + " " + member.flags()));
            return all;
        }

        @Override
        public long nanos() {
            return System.nanoTime() + later;
        }

        @Override
        public long epochMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public void publish(Collection<Setting> settings) {}

        @Override
        public void flush(long timeoutMillis) {
            flushed++;
        }

        @Override
        public List<NodeReport> peers() {
            return reports;
        }

        @Override
        public SharingStatus status() {
            throw new UnsupportedOperationException("nobody asks");
        }

        @Override
        public void close() {}
    }

    @Test
    void member_that_registers_at_one_node_is_known_at_both() {
        lb1.say("CONFIG", NODE1);
        lb1.say("ENABLE-APP", "JVMRoute=node1&Context=/app&Alias=localhost");
        lb2.hear(lb1);

        assertThat(lb1.members()).containsExactly("node1 http://192.0.2.21:8080 []");
        assertThat(lb2.members()).isEqualTo(lb1.members());
        assertThat(lb1.told)
                .containsExactly("app: node1 registered at http://192.0.2.21:8080", "app: node1 enables /app");
        assertThat(lb2.told).as("one node tells of it").isEmpty();
        assertThat(lb2.meters.get("tandem.registration.members").gauge().value())
                .isEqualTo(1);
        assertThat(lb1.meters
                        .get("tandem.registration.messages")
                        .tags("command", "CONFIG", "outcome", "ok")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void member_hears_that_it_may_stop_when_the_other_node_knows() throws Exception {
        lb1.say("CONFIG", NODE1);
        lb1.say("ENABLE-APP", "JVMRoute=node1&Context=/app&Alias=localhost");
        lb2.hear(lb1);

        CompletableFuture<McmpReply> reply =
                CompletableFuture.supplyAsync(() -> lb1.say("STOP-APP", "JVMRoute=node1&Context=/app&Alias=localhost"));
        Awaitility.await().until(() -> lb1.flushed > 0);
        assertThat(reply).isNotDone();
        lb2.hear(lb1);
        assertThat(lb2.members()).containsExactly("node1 http://192.0.2.21:8080 [DISABLED]");
        lb1.hear(lb2);

        assertThat(reply.get(10, TimeUnit.SECONDS).fault()).isEmpty();
    }

    @Test
    void member_is_not_kept_waiting_by_a_node_that_is_gone_or_silent() {
        lb1.say("CONFIG", NODE1);
        lb1.running.clear();
        assertThat(lb1.say("REMOVE-APP", "JVMRoute=node1&Context=/x&Alias=a").fault())
                .isEmpty();
        assertThat(lb1.flushed).isZero();

        lb1.running.add("lb2");
        long begun = System.nanoTime();
        lb1.say("STOP-APP", "JVMRoute=node1&Context=/x&Alias=a");

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(9));
    }

    @Test
    void member_of_which_nothing_is_heard_goes_from_both() {
        lb1.say("CONFIG", NODE1);
        lb2.hear(lb1);
        lb2.later = TimeUnit.SECONDS.toNanos(61);
        lb2.hear(lb1);
        lb2.hear(lb1);

        assertThat(lb2.members()).isEmpty();
        assertThat(lb2.told).containsExactly("app: node1 is gone: nothing was heard of it for 60 s");
        assertThat(lb1.members()).hasSize(1);
    }

    @Test
    void what_is_refused_is_counted_and_networks_are_kept_to() {
        assertThat(lb1.say("CONFIG", "JVMRoute=node1&Host=203.0.113.1&Type=http")
                        .fault())
                .isPresent();
        assertThat(lb1.say("BREW", "").fault()).isPresent();

        assertThat(lb1.members()).isEmpty();
        assertThat(lb1.meters
                        .get("tandem.registration.messages")
                        .tags("command", "other", "outcome", "refused")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(lb1.registered.maySend(IpAddress.parse("127.0.0.1"))).isTrue();
        assertThat(lb1.registered.maySend(IpAddress.parse("192.0.2.99"))).isTrue();
        assertThat(lb1.registered.maySend(IpAddress.parse("198.51.100.1"))).isFalse();
    }
}
