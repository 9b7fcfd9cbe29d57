package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code tandem apply} on a pair of the distribution that serves clients all the while. */
@Tag(Tags.UNTIMED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApplyIT {
    private LoopbackPair pair;
    private Path directory;
    private String seed;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws IOException {
        directory = temporary;
        pair = LoopbackPair.start(temporary);
        seed = Distribution.read(pair.balancing());
    }

    @AfterAll
    void close() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void good_file_is_in_force_on_both_without_a_failed_request_and_still_after_both_were_killed() {
        Path file = write(seed.replace("route=node2", "route=node2 loadfactor=3"));
        try (Clients clients = new Clients()) {
            Command dry = pair.ask("lb2", "apply", file.toString(), "--dry-run");
            assertThat(dry.out()).as(dry.err()).contains("it can be applied as revision ");

            Command applied = pair.ask(
                    "lb2",
                    "apply",
                    file.toString(),
                    "--wait",
                    "--confirm",
                    "5s",
                    "--author",
                    "anna",
                    "--comment",
                    "more");

            assertThat(applied.code()).as(applied.err()).isZero();
            assertThat(applied.out()).contains(" by anna is kept");
            clients.end();
        }
        LoopbackPair.NODES.forEach(node -> {
            assertThat(pair.member(node, "node2").path("weight").asText()).isEqualTo("3");
            assertThat(pair.status(node).toString()).contains(", applied by anna (more), is in force instead of");
            assertThat(pair.metrics(node))
                    .contains("tandem_node_config_revision{node=\"lb1\"}", "tandem_node_config_revision{node=\"lb2\"}")
                    .doesNotContain(
                            "tandem_node_config_revision{node=\"lb1\"} 0.0",
                            "tandem_node_config_revision{node=\"lb2\"} 0.0");
        });
        assertThat(Distribution.read(pair.balancing())).as("the file").isEqualTo(seed);

        LoopbackPair.NODES.forEach(pair::kill);
        LoopbackPair.NODES.forEach(pair::launchNode);
        pair.settle();
        LoopbackPair.NODES.forEach(node ->
                assertThat(pair.member(node, "node2").path("weight").asText()).isEqualTo("3"));

        pair.ask("lb1", "apply", "clear").demand();
        LoopbackPair.NODES.forEach(node ->
                assertThat(pair.member(node, "node2").path("weight").asText()).isEqualTo("1"));
    }

    @Test
    void file_that_the_second_node_refuses_leaves_both_as_they_were() throws IOException {
        List<String> before = settledHashes();
        String active = pair.active();
        int port = Distribution.freePort();
        Path file = write("Listen " + port + "\n" + seed);
        try (Clients clients = new Clients();
                ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(
                    InetAddress.ofLiteral(pair.admin(active).getHost()), port));

            Command refused = pair.ask("lb1", "apply", file.toString(), "--wait");

            assertThat(refused.code()).isEqualTo(69);
            assertThat(refused.err()).contains("all nodes are as they were: " + active + ": ", "could not listen on");
            clients.end();
        }
        assertThat(settledHashes()).isEqualTo(before);

        Command broken = pair.ask(
                "lb1", "apply", write("ProxyPas / balancer://mycluster/\n").toString());
        assertThat(broken.code()).isEqualTo(69);
        assertThat(broken.err())
                .contains("nothing was changed on any node: ", "unknown directive")
                .containsPattern("lb[12], lb[12]: ");
        assertThat(settledHashes()).isEqualTo(before);
    }

    @Test
    void file_with_which_a_node_turns_unfit_is_rolled_back_on_both() {
        List<String> before = settledHashes();
        int nobody = Distribution.freePort();
        Path file = write(seed.replace("ProxyPass / ", "ProxyPass /extra balancer://extra/\nProxyPass / ")
                + "<Proxy balancer://extra>\n  BalancerMember http://127.0.0.1:" + nobody + "\n</Proxy>\n");
        try (Clients clients = new Clients()) {
            Command applied =
                    pair.ask("lb1", "apply", file.toString(), "--wait", "--confirm", "40s", "--author", "anna");

            assertThat(applied.code()).as(applied.out()).isEqualTo(69);
            assertThat(applied.err()).contains("is rolled back: ", "reaches no member of balancer extra");
            clients.end();
        }
        Awaitility.await("both as before").atMost(Duration.ofSeconds(20)).until(() -> hashes().equals(before));
        assertThat(pair.ask("lb2", "events").demand().out()).contains("is rolled back: ");
    }

    /** As soon as both nodes have heard what the other one has in force. */
    private List<String> settledHashes() {
        return Awaitility.await("both say the same of both")
                .atMost(Duration.ofSeconds(20))
                .until(
                        this::hashes,
                        said -> said.subList(0, said.size() / 2).equals(said.subList(said.size() / 2, said.size())));
    }

    /** What each node says of both, by configuration order. */
    private List<String> hashes() {
        return LoopbackPair.NODES.stream()
                .flatMap(asked -> LoopbackPair.NODES.stream().map(node -> {
                    for (var one : pair.status(asked).path("nodes")) {
                        if (one.path("name").asText().equals(node)) {
                            return one.path("configHash").asText();
                        }
                    }
                    throw new AssertionError(asked + " does not know " + node);
                }))
                .toList();
    }

    private Path write(String text) {
        return Distribution.write(directory.resolve("new.conf"), text);
    }

    /** Asks the service over and over. */
    private final class Clients implements AutoCloseable {
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private volatile boolean over;
        private final Thread thread = Thread.ofPlatform().start(this::run);

        private void run() {
            while (!over) {
                try {
                    (pair.serves() ? answered : failed).incrementAndGet();
                } catch (IllegalStateException e) {
                    failed.incrementAndGet();
                }
            }
        }

        void end() {
            close();
            assertThat(failed)
                    .as("failed requests beside %s that were answered", answered)
                    .hasValue(0);
            assertThat(answered.get()).isGreaterThan(50);
        }

        @Override
        public void close() {
            over = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
