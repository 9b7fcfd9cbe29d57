package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
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
import tandem.core.status.GroupStatus;
import tandem.core.status.Role;

/** Two groups of addresses on two nodes, over real JGroups and datagrams; only the addresses are in memory. */
@Timeout(60)
class FailoverGroupsTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private static LinkSecurity security;

    @TempDir
    Path directory;

    private final Map<String, FakeSegment> segments =
            Map.of("main", new FakeSegment(NodeClock.SYSTEM), "db", new FakeSegment(NodeClock.SYSTEM));
    private final Map<String, FailoverNode> nodes = new LinkedHashMap<>();
    private final Map<String, FakeVip> vips = new LinkedHashMap<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final int port = freePort();

    @BeforeAll
    static void identity() {
        security = TestTls.createSecurity();
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(FailoverNode::close);
    }

    @Test
    void each_preferred_node_gets_its_group() {
        start("lb1", "main", "db", "main prefers lb1", "db prefers lb2");
        start("lb2", "main", "db", "main prefers lb1", "db prefers lb2");
        awaitSpread();

        assertThat(nodes.get("lb1").status().groups())
                .extracting(GroupStatus::name, GroupStatus::prefer, GroupStatus::holder)
                .containsExactly(tuple("main", "lb1", "lb1"), tuple("db", "lb2", "lb2"));
        assertThat(nodes.values()).allSatisfy(node -> assertThat(node.role()).isEqualTo(Role.ACTIVE));
        assertThat(nodes.get("lb2").status().vips())
                .extracting(vip -> vip.group() + " held by " + vip.holder())
                .containsExactly("main held by lb1", "db held by lb2");
        assertThat(told).anyMatch(line -> line.startsWith("lb2 db standby -> active: group db: active"));
        assertThat(segments.values())
                .allSatisfy(segment -> assertThat(segment.mostOwners()).isEqualTo(1));
    }

    @Test
    void group_is_moved_off_its_preferred_node_and_not_taken_back_at_once() {
        start("lb1", "main", "db", "main prefers lb1", "db prefers lb2");
        start("lb2", "main", "db", "main prefers lb1", "db prefers lb2");
        awaitSpread();
        await().pollDelay(Duration.ofSeconds(2))
                .atMost(SOON)
                .until(() -> owners("db").equals(List.of("lb2")));

        Outcome moved = join(nodes.get("lb1").switchover(new Switchover(Optional.of("db"), Optional.of("lb1"))));

        assertThat(moved.sentence()).startsWith("switched over from lb2 to lb1");
        await().during(Duration.ofSeconds(3))
                .atMost(SOON)
                .until(() -> owners("db").equals(List.of("lb1")));
        assertThat(segments.get("db").longestGapNanos())
                .isLessThan(Duration.ofMillis(500).toNanos());
    }

    @Test
    void one_group_moves_and_the_other_stays() {
        startSpread();

        Outcome moved = join(nodes.get("lb2").switchover(new Switchover(Optional.of("main"), Optional.of("lb2"))));

        assertThat(moved.sentence())
                .matches("switched over from lb1 to lb2 in \\d+ ms, term \\d+; its connections are reset: .*");
        assertThat(owners("main")).containsExactly("lb2");
        assertThat(owners("db")).containsExactly("lb2");
        assertThat(segments.get("db").longestGapNanos())
                .isLessThan(Duration.ofMillis(500).toNanos());
    }

    @Test
    void all_groups_move_to_a_node_at_once() {
        startSpread();

        Outcome moved = join(nodes.get("lb1").switchover(Switchover.to(Optional.of("lb1"))));
        Outcome there = join(nodes.get("lb1").switchover(Switchover.to(Optional.of("lb1"))));

        assertThat(moved).as(moved.sentence()).isInstanceOf(Outcome.Done.class);
        assertThat(moved.sentence()).startsWith("switched over from lb2 to lb1");
        assertThat(owners("db")).containsExactly("lb1");
        assertThat(there).isEqualTo(new Outcome.Done("every group is there already"));
    }

    @Test
    void switchover_without_group_or_node_is_refused_and_names_the_groups() {
        startSpread();

        assertThat(join(nodes.get("lb1").switchover(Switchover.to(Optional.empty())))
                        .sentence())
                .contains("Name a group (main, db)");
        assertThat(join(nodes.get("lb1").switchover(new Switchover(Optional.of("web"), Optional.empty()))))
                .isEqualTo(new Outcome.Refused("there is no group web of virtual addresses; there is main, db"));
    }

    @Test
    void stepping_down_hands_every_group_over() {
        startSpread();

        Outcome outcome = join(nodes.get("lb1").stepDown());
        nodes.remove("lb1").close();

        assertThat(outcome.sentence())
                .contains("main: switched over from lb1 to lb2")
                .contains("db: ");
        assertThat(owners("main")).containsExactly("lb2");
        assertThat(owners("db")).containsExactly("lb2");
    }

    @Test
    void group_whose_addresses_cannot_be_shown_moves_alone() {
        startSpread();

        vips.get("lb1 main").incapable = "eth0 is down";
        vips.get("lb1 main").refuseShow = "eth0 is down";
        segments.get("main").hide("lb1");

        await().atMost(SOON).until(() -> owners("main").equals(List.of("lb2")));
        assertThat(owners("db")).containsExactly("lb2");
        assertThat(segments.get("db").longestGapNanos())
                .isLessThan(Duration.ofMillis(500).toNanos());
    }

    @Test
    void group_whose_provider_hangs_delays_no_other() {
        startSpread();
        CountDownLatch hang = new CountDownLatch(1);
        vips.get("lb1 main").beforeRenewing = () -> awaitQuietly(hang);

        Outcome moved = join(nodes.get("lb1").switchover(new Switchover(Optional.of("db"), Optional.of("lb1"))));
        hang.countDown();

        assertThat(moved.sentence()).startsWith("switched over from lb2 to lb1");
    }

    @Test
    void terms_are_remembered_by_group() throws IOException {
        startSpread();
        join(nodes.get("lb1").switchover(new Switchover(Optional.of("db"), Optional.of("lb1"))));

        try (Stream<Path> files = Files.list(directory.resolve("lb1"))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("terms", "terms-db");
        }
        assertThat(term("db")).isGreaterThan(term("main"));
    }

    @Test
    void node_without_the_group_votes_on_it_and_is_not_waited_for() {
        start("lb1", "main", "db");
        start("lb2", "main");

        await().atMost(SOON).until(() -> owners("db").equals(List.of("lb1")));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(nodes.get("lb1")
                                .status()
                                .groups()
                                .get(1)
                                .nodes()
                                .get(1)
                                .unfit())
                        .isEqualTo("its configuration has no group 'db' of virtual addresses"));
        Outcome refused = join(nodes.get("lb1").switchover(new Switchover(Optional.of("db"), Optional.of("lb2"))));

        assertThat(refused).isInstanceOf(Outcome.Refused.class);
        assertThat(refused.sentence()).contains("its configuration has no group 'db'");
    }

    private void startSpread() {
        start("lb1", "main", "db");
        await().atMost(SOON)
                .until(() -> nodes.get("lb1").status().groups().stream()
                        .allMatch(group -> group.holder().equals("lb1")));
        start("lb2", "main", "db");
        await().atMost(SOON)
                .until(() -> nodes.get("lb1").status().groups().stream()
                        .map(group -> group.nodes().get(1))
                        .allMatch(
                                lb2 -> lb2.role() == Role.STANDBY && lb2.unfit().isEmpty()));
        Outcome moved = join(nodes.get("lb2").switchover(new Switchover(Optional.of("db"), Optional.of("lb2"))));
        assertThat(moved).as(moved.sentence()).isInstanceOf(Outcome.Done.class);
        awaitSpread();
    }

    private void awaitSpread() {
        await().atMost(SOON)
                .until(() ->
                        owners("main").equals(List.of("lb1")) && owners("db").equals(List.of("lb2")));
        await().atMost(SOON)
                .until(() -> nodes.values().stream()
                        .allMatch(node ->
                                holder(node, 0).equals("lb1") && holder(node, 1).equals("lb2")));
    }

    private static String holder(FailoverNode node, int group) {
        return node.status().groups().get(group).holder();
    }

    private long term(String group) {
        return nodes.get("lb1").status().groups().stream()
                .filter(status -> status.name().equals(group))
                .findFirst()
                .orElseThrow()
                .lease()
                .term();
    }

    private List<String> owners(String group) {
        return segments.get(group).owners();
    }

    /** @param words groups, and which of them prefers a node */
    private void start(String node, String... words) {
        List<VipGroup> configured = Stream.of(words)
                .filter(word -> !word.contains(" "))
                .map(group -> {
                    FakeVip vip = new FakeVip(segments.get(group), node);
                    vips.put(node + " " + group, vip);
                    VipGroup main = vip.group();
                    return new VipGroup(
                            group,
                            preferred(group, words),
                            main.vips(),
                            main.fence(),
                            main.guard(),
                            main.watch(),
                            main.flows());
                })
                .toList();
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("lb1", "127.0.0.75");
        addresses.put("lb2", "127.0.0.76");
        FailoverSettings settings = new FailoverSettings("test", node, addresses, port, Profile.NORMAL);
        Surroundings surroundings =
                new Surroundings(NodeClock.SYSTEM, new Ear(node), new SimpleMeterRegistry(), directory.resolve(node));
        try {
            nodes.put(node, FailoverNode.start(settings, security, configured, Reachability.ALWAYS, surroundings));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Optional<String> preferred(String group, String... words) {
        return Stream.of(words)
                .filter(word -> word.startsWith(group + " prefers "))
                .map(word -> word.substring(word.lastIndexOf(' ') + 1))
                .findFirst();
    }

    private final class Ear implements Ownership.Listener {
        private final String node;

        Ear(String node) {
            this.node = node;
        }

        @Override
        public void roleChanged(String group, Role before, Role now, String reason) {
            told.add(node + " " + group + " " + before.word() + " -> " + now.word() + ": " + reason);
        }

        @Override
        public void noted(String sentence) {
            told.add(node + ": " + sentence);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Outcome join(CompletionStage<Outcome> stage) {
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
