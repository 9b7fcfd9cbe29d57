package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.Profile;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership;
import tandem.core.status.Role;
import tandem.failover.lease.LeaseTimers;

/** The active node runs in a process of its own, which is killed or frozen; the address is in memory, with a lifetime. */
@Timeout(60)
class FailoverProcessTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final FakeSegment segment = new FakeSegment(NodeClock.SYSTEM);
    private @Nullable Process child;
    private @Nullable FailoverNode node;
    private volatile String childRole = "";

    @TempDir
    Path directory;

    @BeforeEach
    void start() throws IOException {
        Path identity = directory.resolve("keys.p12");
        TestTls.generate(identity);
        int port = freePort();
        child = startChild(identity, port);
        await().atMost(SOON).until(() -> childRole.equals("active"));
        node = FailoverNode.start(
                ChildNode.settings("lb2", port),
                TestTls.security(identity),
                List.of(new FakeVip(segment, "lb2").group()),
                Reachability.ALWAYS,
                new Surroundings(NodeClock.SYSTEM, new Silent(), new SimpleMeterRegistry(), directory.resolve("lb2")));
        await().atMost(SOON)
                .until(() -> node().status().role() == Role.STANDBY
                        && node().status().nodes().getFirst().role() == Role.ACTIVE
                        && hasPromised());
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (child != null) {
            child.destroyForcibly().waitFor();
        }
        if (node != null) {
            node.close();
        }
    }

    @Test
    void killed_holder_without_guard_is_taken_over_when_its_promises_are_over() {
        long promise = TimeUnit.NANOSECONDS.toMillis(
                LeaseTimers.of(Profile.NORMAL).withLifetimeFence().promise());
        long killedAt = System.nanoTime();
        child().destroyForcibly();

        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> segment.owners().equals(List.of("lb2")));

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killedAt))
                .isBetween(promise - 200, promise + 1000);
        await().atMost(SOON).until(() -> node().status().role() == Role.ACTIVE);
        assertThat(node().status().reason())
                .matches("active since term [2-9]: lb1 left the view; 198\\.51\\.100\\.100 taken over in \\d+ ms");
    }

    @Test
    void frozen_holder_is_taken_over_and_hides_before_anything_else_when_it_wakes() throws Exception {
        signal("STOP");
        await().atMost(SOON).until(() -> node().status().role() == Role.ACTIVE);
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);

        signal("CONT");

        await().pollDelay(Duration.ofMillis(100))
                .pollInterval(Duration.ofMillis(10))
                .during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> segment.owners().equals(List.of("lb2")));
        await().atMost(SOON)
                .until(() -> node().status().nodes().getFirst().reachable()
                        && node().status().nodes().getFirst().role() == Role.STANDBY);
        assertThat(childRole).isEqualTo("standby");
    }

    @Test
    void short_halt_puts_no_node_out_for_ever() throws Exception {
        signal("STOP");
        await().pollDelay(Duration.ofMillis(560)).until(() -> true);
        signal("CONT");

        await().pollDelay(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> segment.owners().size() == 1
                        && node().status().nodes().stream()
                                .allMatch(n -> n.reachable() && n.unfit().isEmpty()));
    }

    @Test
    void closing_beside_a_frozen_peer_takes_at_most_three_seconds() throws Exception {
        signal("STOP");

        long closedAt = System.nanoTime();
        node().close();

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - closedAt)).isLessThan(3200);
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + child().pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private Process startChild(Path identity, int port) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        ChildNode.class.getName(),
                        Integer.toString(port),
                        identity.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread.ofPlatform().daemon().start(() -> mirror(process));
        return process;
    }

    /** What the child says it shows is seen on the segment. */
    private void mirror(Process process) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (line) {
                    case "show" -> segment.show("lb1", FakeVip.LIFETIME);
                    case "hide" -> segment.hide("lb1");
                    default -> childRole = line.startsWith("role ") ? line.substring(5) : childRole;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether this node's voter has granted the child a round: it comes with the first one after its quarantine. */
    private boolean hasPromised() {
        return node().status().guarantee().lease().remainingMillis() > 0;
    }

    private FailoverNode node() {
        return java.util.Objects.requireNonNull(node);
    }

    private Process child() {
        return java.util.Objects.requireNonNull(child);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static final class Silent implements Ownership.Listener {
        @Override
        public void roleChanged(String group, Role before, Role now, String reason) {}

        @Override
        public void noted(String sentence) {}
    }
}
