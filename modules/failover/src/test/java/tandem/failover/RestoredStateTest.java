package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.Profile;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.Role;

/** What voters remember, put back from a backup: older than the cluster, or another node's. Real JGroups on loopback addresses. */
@Timeout(60)
class RestoredStateTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** As after months of operation. */
    private static final String LATE = "5000 550\n";

    private static final String EARLY = "3 550\n";

    private static LinkSecurity tls;

    @TempDir
    Path directory;

    private final FakeSegment segment = new FakeSegment(NodeClock.SYSTEM);
    private final Map<String, FailoverNode> nodes = new LinkedHashMap<>();
    private final int port = freePort();

    @BeforeAll
    static void identity() {
        tls = TestTls.createSecurity();
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(FailoverNode::close);
    }

    @Test
    void node_whose_terms_are_older_than_the_clusters_learns_them_and_takes_above() {
        remember("lb1", LATE);
        remember("lb2", EARLY);
        start("lb1");
        awaitRole("lb1", Role.ACTIVE);
        start("lb2");
        awaitRole("lb2", Role.STANDBY);

        Outcome moved = switchover("lb2");

        assertThat(moved).isInstanceOf(Outcome.Done.class);
        assertThat(segment.owners()).containsExactly("lb2");
        assertThat(term("lb2")).isGreaterThan(5000);
    }

    @Test
    void owner_below_the_terms_of_a_returning_peer_keeps_the_address_and_gives_it_above() {
        remember("lb2", EARLY);
        start("lb2");
        awaitRole("lb2", Role.ACTIVE);
        assertThat(term("lb2")).isLessThan(100);

        remember("lb1", LATE);
        start("lb1");
        awaitRole("lb1", Role.STANDBY);

        assertThat(segment.owners()).containsExactly("lb2");
        assertThat(switchover("lb1")).isInstanceOf(Outcome.Done.class);
        assertThat(segment.owners()).containsExactly("lb1");
        assertThat(term("lb1")).isGreaterThan(5000);
    }

    @Test
    void two_nodes_with_copies_of_one_state_directory_are_a_pair() throws IOException {
        remember("lb1", LATE);
        start("lb1");
        awaitRole("lb1", Role.ACTIVE);
        Files.createDirectories(directory.resolve("lb2"));
        Files.copy(terms("lb1"), terms("lb2"), StandardCopyOption.REPLACE_EXISTING);
        start("lb2");
        awaitRole("lb2", Role.STANDBY);

        assertThat(switchover("lb2")).isInstanceOf(Outcome.Done.class);
        assertThat(switchover("lb1")).isInstanceOf(Outcome.Done.class);
        assertThat(segment.owners()).containsExactly("lb1");
    }

    private void remember(String node, String line) {
        try {
            Files.createDirectories(directory.resolve(node));
            Files.writeString(terms(node), line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path terms(String node) {
        return directory.resolve(node).resolve(TermFile.NAME);
    }

    private Outcome switchover(String to) {
        Outcome outcome = nodes.get(to)
                .switchover(Switchover.to(Optional.of(to)))
                .toCompletableFuture()
                .join();
        awaitRole(to, Role.ACTIVE);
        return outcome;
    }

    private long term(String node) {
        return nodes.get(node).status().term();
    }

    private void awaitRole(String node, Role role) {
        await(node + " as " + role.word()).atMost(SOON).until(() -> settled(node, role));
    }

    private boolean settled(String node, Role role) {
        Ownership.OwnershipStatus status = nodes.get(node).status();
        return status.role() == role
                && status.nodes().stream()
                        .filter(each -> nodes.containsKey(each.name()))
                        .allMatch(each -> each.reachable() && each.role() != Role.STARTING)
                && !status.vips().getFirst().holder().isEmpty();
    }

    private void start(String name) {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("lb1", "127.0.0.73");
        addresses.put("lb2", "127.0.0.74");
        try {
            nodes.put(
                    name,
                    FailoverNode.start(
                            new FailoverSettings("restored", name, addresses, port, Profile.NORMAL),
                            tls,
                            List.of(new FakeVip(segment, name).group()),
                            Reachability.ALWAYS,
                            new Surroundings(
                                    NodeClock.SYSTEM,
                                    new Silent(),
                                    new SimpleMeterRegistry(),
                                    directory.resolve(name))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Silent implements Ownership.Listener {
        @Override
        public void roleChanged(String group, Role before, Role now, String reason) {}

        @Override
        public void noted(String sentence) {}
    }
}
