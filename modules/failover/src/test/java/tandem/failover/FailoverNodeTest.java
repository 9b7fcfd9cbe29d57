package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.Profile;
import tandem.core.port.ClientFlows;
import tandem.core.port.LastWord;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.Ownership.Switchover;
import tandem.core.status.Role;
import tandem.failover.election.Cause;

/** Real JGroups on loopback addresses; only the virtual address is in memory. */
@Timeout(60)
class FailoverNodeTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Everything happens for the first time in this process; the end-to-end tests measure the gap of a warm one. */
    private static final long COLD_GAP_MILLIS = 50;

    private static LinkSecurity tls;

    @TempDir
    Path directory;

    private final FakeSegment segment = new FakeSegment(NodeClock.SYSTEM);
    private final Map<String, FailoverNode> nodes = new LinkedHashMap<>();
    private final Map<String, FakeVip> vips = new LinkedHashMap<>();
    private final Map<String, SimpleMeterRegistry> meters = new LinkedHashMap<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final int port = freePort();
    private volatile Runnable whenTold = () -> {};

    @BeforeAll
    static void identity() {
        tls = TestTls.createSecurity();
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(FailoverNode::close);
    }

    @Test
    void first_node_becomes_active_and_the_second_stands_by() {
        startPair();

        assertThat(nodes.get("lb1").status().reason())
                .matches("active since term \\d+: .*198\\.51\\.100\\.100 taken.* ms");
        assertThat(nodes.get("lb2").status().vips())
                .singleElement()
                .satisfies(vip -> assertThat(vip.holder()).isEqualTo("lb1"));
        assertThat(nodes.get("lb2").status().nodes())
                .satisfiesExactly(
                        peer -> assertThat(peer.role()).isEqualTo(Role.ACTIVE),
                        self -> assertThat(self.self()).isTrue());
        assertThat(told).anyMatch(line -> line.startsWith("lb1 starting -> standby"));
        assertThat(meters.get("lb1")
                        .get("tandem.failover.role")
                        .tag("role", "active")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(meters.get("lb2").get("tandem.failover.peers").gauge().value())
                .isEqualTo(1);
    }

    @Test
    void switchover_moves_the_address_there_and_back() {
        startPair();

        Outcome there = join(nodes.get("lb2").switchover(Switchover.to(Optional.of("lb2"))));
        awaitPair("lb2", "lb1");
        Outcome back = join(nodes.get("lb2").switchover(Switchover.to(Optional.empty())));
        awaitPair("lb1", "lb2");

        assertThat(there).isInstanceOf(Outcome.Done.class);
        assertThat(told.stream().filter(line -> line.contains(" hears ")))
                .containsExactly(
                        "lb2 hears of lb1, as standby, while [] owns: word of lb1",
                        "lb1 hears of lb2, as standby, while [] owns: word of lb2");
        assertThat(there.sentence())
                .matches("switched over from lb1 to lb2 in \\d+ ms, term \\d+; its connections are reset: .*");
        assertThat(back.sentence()).startsWith("switched over from lb2 to lb1");
        assertThat(TimeUnit.NANOSECONDS.toMillis(segment.longestGapNanos())).isLessThan(COLD_GAP_MILLIS);
    }

    @Test
    void switchover_to_an_unknown_node_is_refused() {
        startPair();

        Outcome outcome = join(nodes.get("lb2").switchover(Switchover.to(Optional.of("lb9"))));

        assertThat(outcome)
                .isEqualTo(new Outcome.Refused("lb9 is not a node of this installation; its nodes are lb1, lb2"));
        assertThat(segment.owners()).containsExactly("lb1");
    }

    @Test
    void graceful_stop_hands_over_first() {
        startPair();

        Outcome outcome = join(nodes.get("lb1").stepDown());
        nodes.remove("lb1").close();

        assertThat(outcome.sentence()).startsWith("switched over from lb1 to lb2");
        assertThat(segment.owners()).containsExactly("lb2");
        assertThat(TimeUnit.NANOSECONDS.toMillis(segment.longestGapNanos())).isLessThan(COLD_GAP_MILLIS);
        await().atMost(SOON)
                .until(() -> !nodes.get("lb2").status().nodes().getFirst().reachable());
        assertThat(nodes.get("lb2").status().role()).isEqualTo(Role.ACTIVE);
    }

    @Test
    void node_closed_without_handing_over_is_taken_over() {
        startPair();

        nodes.remove("lb1").close();

        await().atMost(SOON).until(() -> segment.owners().equals(List.of("lb2")));
        assertThat(nodes.get("lb2").status().reason()).contains("198.51.100.100 taken over in");
        assertThat(meters.get("lb2").get("tandem.failover.takeovers").counters())
                .as("every cause at zero but the one that happened")
                .extracting(Counter::count)
                .hasSize(Cause.Kind.values().length)
                .containsOnlyOnce(1.0)
                .containsOnly(0.0, 1.0);
    }

    @Test
    void closing_takes_at_most_three_seconds_although_a_listener_and_a_provider_hang() {
        CountDownLatch hang = new CountDownLatch(1);
        AtomicInteger hanging = new AtomicInteger();
        Runnable hangs = () -> {
            hanging.incrementAndGet();
            awaitUninterruptibly(hang);
        };
        start("lb1", tls);
        await().atMost(SOON).until(() -> role("lb1") == Role.ACTIVE);
        FailoverNode node = nodes.remove("lb1");
        vips.get("lb1").beforeHiding = hangs;
        whenTold = hangs;
        CompletableFuture<Outcome> unanswered = node.stepDown().toCompletableFuture();
        await().atMost(SOON).until(() -> hanging.get() == 2);

        long closedAt = System.nanoTime();
        node.close();
        long took = System.nanoTime() - closedAt;
        hang.countDown();

        assertThat(TimeUnit.NANOSECONDS.toMillis(took)).isBetween(1900L, 3300L);
        assertThat(unanswered).isCompletedWithValue(new Outcome.Refused("this node has stopped"));
    }

    @Test
    void node_with_a_certificate_of_another_authority_is_refused() {
        start("lb1", tls);
        await().atMost(SOON).until(() -> role("lb1") == Role.ACTIVE);

        start("lb2", TestTls.createSecurity());

        await().atMost(SOON).until(() -> role("lb2") == Role.STANDBY);
        await().during(Duration.ofSeconds(3)).atMost(SOON).until(() -> !sees("lb1", "lb2") && !sees("lb2", "lb1"));
        assertThat(segment.owners()).containsExactly("lb1");
        assertThat(nodes.get("lb2").status().reason()).isEqualTo("198.51.100.100 still answers from lb1");
    }

    @Test
    void unfit_node_leaves_the_address_to_its_peer() {
        FakeVip powerless = new FakeVip(segment, "lb1");
        powerless.incapable = "CAP_NET_ADMIN is missing";
        vips.put("lb1", powerless);

        start("lb1", tls);
        start("lb2", tls);

        awaitPair("lb2", "lb1");
        assertThat(nodes.get("lb2").status().nodes().getFirst().unfit()).isEqualTo("CAP_NET_ADMIN is missing");
    }

    @Test
    void returning_node_does_not_take_the_address_back() {
        startPair();
        nodes.remove("lb1").close();
        await().atMost(SOON).until(() -> role("lb2") == Role.ACTIVE);

        start("lb1", tls);

        awaitPair("lb2", "lb1");
        await().during(Duration.ofSeconds(1))
                .atMost(SOON)
                .until(() -> segment.owners().equals(List.of("lb2")));
    }

    @Test
    void port_in_use_is_named() throws IOException {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.71", port));

            assertThatThrownBy(() -> start("lb1", tls))
                    .isInstanceOf(java.io.UncheckedIOException.class)
                    .hasMessageContaining("could not listen on 127.0.0.71:" + port + " for the election link");
        }
    }

    /** lb1 first, so that it is the one that holds, however busy the machine is. */
    private void startPair() {
        start("lb1", tls);
        await().atMost(SOON).until(() -> role("lb1") == Role.ACTIVE);
        start("lb2", tls);
        awaitPair("lb1", "lb2");
    }

    private void start(String name, LinkSecurity identity) {
        FakeVip vip = vips.computeIfAbsent(name, node -> new FakeVip(segment, node));
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        meters.put(name, registry);
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("lb1", "127.0.0.71");
        addresses.put("lb2", "127.0.0.72");
        FailoverSettings settings = new FailoverSettings("test", name, addresses, port, Profile.NORMAL);
        try {
            nodes.put(
                    name,
                    FailoverNode.start(
                            settings,
                            identity,
                            List.of(vip.group()),
                            Reachability.ALWAYS,
                            new Surroundings(
                                    NodeClock.SYSTEM,
                                    new Ear(name),
                                    registry,
                                    directory.resolve(name),
                                    _ -> ClientFlows.NONE,
                                    Duration.ZERO,
                                    false,
                                    new Word(name))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Says the node's name. */
    private final class Word implements LastWord {
        private final String name;

        Word(String name) {
            this.name = name;
        }

        @Override
        public byte[] say() {
            return ("word of " + name).getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void hear(String from, byte[] word) {
            told.add(name + " hears of " + from + ", as " + role(name).word() + ", while " + segment.owners()
                    + " owns: " + new String(word, StandardCharsets.US_ASCII));
        }
    }

    private final class Ear implements Ownership.Listener {
        private final String name;

        Ear(String name) {
            this.name = name;
        }

        @Override
        public void roleChanged(String group, Role before, Role now, String reason) {
            whenTold.run();
            told.add(name + " " + before.word() + " -> " + now.word() + ": " + reason);
        }

        @Override
        public void noted(String sentence) {
            told.add(name + ": " + sentence);
        }
    }

    private void awaitPair(String active, String standby) {
        await().atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> role(active) == Role.ACTIVE
                        && role(standby) == Role.STANDBY
                        && segment.owners().equals(List.of(active))
                        && sees(active, standby)
                        && holder(standby).equals(active));
    }

    private Role role(String node) {
        return nodes.get(node).status().role();
    }

    private String holder(String node) {
        return nodes.get(node).status().vips().getFirst().holder();
    }

    private boolean sees(String node, String peer) {
        return new ArrayList<>(nodes.get(node).status().nodes())
                .stream().anyMatch(status -> status.name().equals(peer) && status.reachable());
    }

    /** Hangs as a system call would, whatever interrupts it. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Outcome join(java.util.concurrent.CompletionStage<Outcome> stage) {
        return stage.toCompletableFuture().join();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
