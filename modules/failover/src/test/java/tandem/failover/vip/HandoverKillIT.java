package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.failover.LoneNamespace;
import tandem.failover.TestTls;

/**
 * The processes of the old owner, of the new one, and of both die exactly at a step of a hand-over. {@code -Dtandem.kills=all} goes
 * through every step, as {@code deploy/soak handovers} does.
 */
class HandoverKillIT {
    /** A promise, a hand-over that is taken back, and a round of votes. */
    private static final Duration OWNED = Duration.ofMillis(550 + 2000 + 450);

    private static final Duration SETTLED = Duration.ofSeconds(20);

    /** Where each step is met. */
    private static final Map<String, Boolean> AT_NEW_OWNER =
            Map.of("prepare", true, "park", false, "release", true, "take", true, "drain", false, "clear", false);

    private static final List<Kill> EVERY = every();
    private static final List<Kill> SOME = List.of(
            new Kill("prepare", true, false),
            new Kill("park", true, false),
            new Kill("take", false, true),
            new Kill("drain", true, true));

    private final Map<String, NamespaceProcess> nodes = new HashMap<>();
    private final Map<String, List<String>> heard = new HashMap<>();

    @TempDir
    Path directory;

    private TestSegment segment;

    /** Who dies at which step. */
    private record Kill(String step, boolean oldOwner, boolean newOwner) {
        @Override
        public String toString() {
            return step + ", " + (!newOwner ? "the old owner" : !oldOwner ? "the new owner" : "both");
        }
    }

    private static List<Kill> every() {
        List<Kill> every = new ArrayList<>();
        for (String step : List.of("prepare", "park", "release", "take", "drain", "clear")) {
            every.add(new Kill(step, true, false));
            every.add(new Kill(step, false, true));
            every.add(new Kill(step, true, true));
        }
        return every;
    }

    @BeforeEach
    void start() throws IOException {
        Optional<String> missing = LoneNamespace.missing();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
        TestTls.generate(directory.resolve("keys.p12"));
        segment = new TestSegment(HandoverDriver.DEVICE);
        launch("lb1");
        launch("lb2");
    }

    @AfterEach
    void stop() {
        nodes.values().forEach(NamespaceProcess::close);
        if (segment != null) {
            segment.close();
        }
    }

    @Test
    void death_at_a_step_leaves_an_owner_in_time_and_nothing_behind() throws IOException {
        List<String> took = new ArrayList<>();

        for (Kill kill : System.getProperty("tandem.kills", "").equals("all") ? EVERY : SOME) {
            took.add("killed at %s: an owner after %d ms".formatted(kill, ownerAfter(kill)));
            assertThatNothingIsLeft(kill);
        }

        took.forEach(System.out::println);
    }

    /** Kills, starts again what was killed, and returns how long it took until a node held the addresses. */
    private long ownerAfter(Kill kill) throws IOException {
        String oldOwner = settledOwner();
        String newOwner = peer(oldOwner);
        String stops = AT_NEW_OWNER.get(kill.step) ? newOwner : oldOwner;
        nodes.get(stops).send("stop " + kill.step);
        nodes.get(oldOwner).send("switch " + newOwner);
        await("step " + kill.step + " at " + stops).atMost(SETTLED).untilAsserted(() -> {
            if (said(oldOwner).removeIf(line -> line.startsWith("switched Refused"))) {
                nodes.get(oldOwner).send("switch " + newOwner); // they do not see each other yet
            }
            assertThat(said(stops)).as("all said: %s", heard).contains("at " + kill.step);
        });
        long from = System.nanoTime();
        List<String> dead = new ArrayList<>();
        if (kill.oldOwner) {
            dead.add(oldOwner);
        }
        if (kill.newOwner) {
            dead.add(newOwner);
        }
        dead.forEach(node -> nodes.get(node).signal("KILL"));
        dead.forEach(node -> nodes.remove(node).close());
        if (!dead.contains(stops)) {
            nodes.get(stops).send("go");
        }
        if (dead.size() == 2) {
            for (String node : dead) {
                launch(node);
            }
            await("an owner after " + kill).atMost(SETTLED).until(this::owned);
            return (System.nanoTime() - from) / 1_000_000;
        }
        await("an owner after " + kill + "; " + heard)
                .atMost(OWNED)
                .pollInterval(Duration.ofMillis(20))
                .until(this::owned);
        long millis = (System.nanoTime() - from) / 1_000_000;
        for (String node : dead) {
            launch(node);
        }
        return millis;
    }

    private void assertThatNothingIsLeft(Kill kill) {
        await("what is left after " + kill)
                .atMost(SETTLED)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    String owner = settledOwner();
                    for (String node : nodes.keySet()) {
                        String loopback = segment.ip("-n", segment.namespace(node), "addr", "show", "dev", "lo");
                        String link =
                                segment.ip("-n", segment.namespace(node), "addr", "show", "dev", HandoverDriver.DEVICE);
                        assertThat(loopback).doesNotContain(HandoverDriver.VIPS);
                        if (node.equals(owner)) {
                            assertThat(link).contains(HandoverDriver.VIPS);
                        } else {
                            assertThat(link).doesNotContain(HandoverDriver.VIPS);
                        }
                        assertThat(segment.on(node, "nft", "list", "tables").strip())
                                .isEqualTo("table netdev tandem_fence_" + node);
                        assertThat(segment.on(node, "nft", "list", "set", "netdev", "tandem_fence_" + node, "parked"))
                                .doesNotContain("elements");
                    }
                });
    }

    private boolean owned() {
        return nodes.keySet().stream().anyMatch(node -> role(node).equals("active"));
    }

    /** The only owner of two nodes that take part. */
    private String settledOwner() {
        await("one owner and one standby: " + heard)
                .atMost(SETTLED)
                .until(() -> nodes.keySet().stream()
                        .map(this::role)
                        .sorted()
                        .toList()
                        .equals(List.of("active", "standby")));
        return nodes.keySet().stream()
                .filter(node -> role(node).equals("active"))
                .findFirst()
                .orElseThrow();
    }

    private String role(String node) {
        return said(node).stream()
                .filter(line -> line.startsWith("role "))
                .reduce("role none", (_, last) -> last)
                .substring(5);
    }

    private List<String> said(String node) {
        List<String> all = heard.get(node);
        all.addAll(nodes.get(node).printed());
        return all;
    }

    private void launch(String node) throws IOException {
        heard.put(node, new ArrayList<>());
        nodes.put(
                node,
                new NamespaceProcess(
                        segment.namespace(node),
                        List.of(),
                        HandoverDriver.class,
                        node,
                        directory.resolve(node).toString(),
                        directory.resolve("keys.p12").toString()));
    }

    private static String peer(String node) {
        return node.equals("lb1") ? "lb2" : "lb1";
    }
}
