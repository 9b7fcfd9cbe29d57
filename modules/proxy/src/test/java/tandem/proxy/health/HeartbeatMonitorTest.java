package tandem.proxy.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.Samples;
import tandem.core.balance.Choice;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HeartbeatConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.PolicyName;
import tandem.core.config.TandemConfig;
import tandem.core.port.NodeClock;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.core.text.Network;

/** Members that announce their load by UDP and by a file. */
class HeartbeatMonitorTest {
    private static final InetSocketAddress OWN = new InetSocketAddress(
            InetAddress.getLoopbackAddress(), Samples.member("a").url().port());

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private LiveTable table;
    private HeartbeatMonitor monitor;

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        monitor.close();
    }

    private void start(HeartbeatConfig heartbeats) {
        BalancerConfig app = new BalancerConfig(
                PolicyName.HEARTBEAT, Optional.empty(), false, OptionalInt.empty(), true, List.of(Samples.member("a")));
        TandemConfig config = TandemConfig.empty()
                .edit()
                .balancers(Map.of("app", app))
                .heartbeats(Optional.of(heartbeats))
                .done();
        table = new LiveTable(RoutingTable.of(config, Settings.NONE, Map.of("app/a", OWN), null));
        monitor = new HeartbeatMonitor(table, NodeClock.SYSTEM, meters);
        monitor.configChanged();
    }

    private HeartbeatConfig listening(String... senders) {
        return new HeartbeatConfig(
                Optional.of(ListenAddress.parse("127.0.0.1:0")),
                Optional.empty(),
                List.of(senders).stream().map(Network::parse).toList(),
                Optional.empty());
    }

    private void announce(String text) throws IOException {
        Awaitility.await().until(() -> monitor.port() > 0);
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), monitor.port()));
        }
    }

    private boolean chosen() {
        return table.current().balancers().get("app").preview(null, 0, NodeClock.SYSTEM.nanos())
                instanceof Choice.Chosen;
    }

    private double outcome(String outcome) {
        return meters.get("tandem.heartbeats").tag("outcome", outcome).counter().count();
    }

    @Test
    void a_member_that_announces_free_slots_is_chosen() throws IOException {
        start(listening());
        assertThat(chosen()).isFalse();

        announce("v=1&ready=10&busy=1");

        Awaitility.await().until(this::chosen);
        assertThat(outcome("counted")).isEqualTo(1);
    }

    @Test
    void strangers_and_nonsense_count_for_nobody() throws IOException {
        start(listening("192.0.2.0/24"));

        announce("v=1&ready=10&busy=1");
        announce("hello");

        Awaitility.await().untilAsserted(() -> {
            assertThat(outcome("stranger")).isEqualTo(1);
            assertThat(outcome("malformed")).isEqualTo(1);
        });
        assertThat(chosen()).isFalse();
    }

    @Test
    void a_file_that_apache_writes_says_the_same() throws IOException {
        Path file = directory.resolve("hb.dat");
        Files.writeString(file, "# a comment\n127.0.0.1 &ready=10&busy=1&lastseen=2&port=80\nnonsense\n");

        start(new HeartbeatConfig(Optional.empty(), Optional.empty(), List.of(), Optional.of(file)));

        Awaitility.await().until(this::chosen);
    }

    @Test
    void what_is_written_can_be_read() throws IOException {
        Path file = directory.resolve("hb.dat");
        Map<InetAddress, HeartbeatFile.Entry> entries = Map.of(
                InetAddress.getLoopbackAddress(), new HeartbeatFile.Entry(new tandem.core.health.Heartbeat(75, 3), 4));

        HeartbeatFile.write(file, entries);

        assertThat(file).hasContent("127.0.0.1 &ready=75&busy=3&lastseen=4&port=80\n");
        assertThat(HeartbeatFile.read(file)).isEqualTo(entries);
        start(listening());
    }

    @Test
    void another_configuration_ends_it() throws IOException {
        start(listening());
        announce("v=1&ready=10&busy=1");

        table.configChanged(
                table.current().config().edit().heartbeats(Optional.empty()).done());
        monitor.configChanged();

        assertThat(monitor.port()).isZero();
    }
}
