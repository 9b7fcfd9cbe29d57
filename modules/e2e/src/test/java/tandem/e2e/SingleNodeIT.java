package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One node of the distribution on loopback addresses, without privileges. Tests that leave it as it was share a node; the first
 * of them is the one for which nobody may have been there before.
 */
@Tag(Tags.UNTIMED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SingleNodeIT {
    @TempDir
    private static Path directory;

    private final Map<String, LoneNode> shared = new HashMap<>();

    @AfterAll
    void close() {
        shared.values().forEach(LoneNode::close);
    }

    /** The shared node whose clients speak this. */
    private LoneNode serving(String scheme) throws IOException {
        LoneNode node = shared.get(scheme);
        if (node == null) {
            node = LoneNode.prepare(directory, scheme);
            shared.put(scheme, node);
            node.start();
        }
        return node;
    }

    private LoneNode another() throws IOException {
        return LoneNode.prepare(directory, "http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    @Order(1)
    void requests_alternate_and_stick_with_both_spellings_of_the_cookie(String scheme) throws Exception {
        LoneNode node = serving(scheme);

        List<String> unsticky = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            unsticky.add(node.member("/", ""));
        }
        List<String> sticky = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sticky.add(node.member("/", "BALANCEID=mycluster.node2"));
            sticky.add(node.member("/", "BALANCEID=mycluster%2Enode2"));
        }

        assertThat(unsticky).containsExactly("node1", "node2", "node1", "node2");
        assertThat(sticky).containsOnly("node2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void streams_uploads_and_upgrades_pass(String scheme) throws Exception {
        LoneNode node = serving(scheme);
        byte[] body = "x".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);

        assertThat(node.post("/echo", body)).isEqualTo(body);
        assertThat(node.get("/bytes?n=5000000").body()).hasSize(5_000_000);
        assertThat(node.get("/stream?n=3&ms=5").body()).contains("node", " 3\n\n");
        assertThat(node.exchange(
                        "GET /upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nping", "ping"))
                .startsWith("HTTP/1.1 101 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void malformed_request_gets_400_and_a_closed_connection(String scheme) throws Exception {
        String answer =
                serving(scheme).exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: x\r\n\r\n", "");

        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("X-Demo-Member");
    }

    @Test
    void command_line_refuses_what_cannot_be_done_and_says_why() throws Exception {
        LoneNode node = serving("http");

        Command switchover = node.ask("switchover");
        Command unknown = node.ask("member", "mycluster/node7", "drain");
        Command nobody = Distribution.tandem("status", "--admin", "http://127.0.0.1:" + Distribution.freePort());

        assertThat(switchover.code()).isNotZero();
        assertThat(switchover.err()).isNotBlank();
        assertThat(unknown.code()).isNotZero();
        assertThat(unknown.err()).contains("node7");
        assertThat(nobody.code()).isEqualTo(69);
        assertThat(nobody.err()).contains("no node answers");
    }

    @Test
    void admin_listener_answers_people_and_monitoring() throws Exception {
        LoneNode node = serving("http");
        node.get("/");

        assertThat(node.adminGet("/").body()).contains("<title>Tandem");
        assertThat(node.adminGet("/live").statusCode()).isEqualTo(200);
        assertThat(node.adminGet("/ready").statusCode()).isEqualTo(200);
        assertThat(node.adminGet("/active").statusCode()).isEqualTo(200);
        assertThat(node.adminGet("/metrics").body()).contains("tandem_", "jvm_");
        assertThat(node.adminGet("/api/v1/status").body()).contains("\"mycluster\"");
    }

    @Test
    void taken_port_is_named_and_exits_69() throws Exception {
        LoneNode node = serving("http");

        Command second = Distribution.tandem(
                "run", "--config", node.yaml(Distribution.freePort()).toString());

        assertThat(second.code()).isEqualTo(69);
        assertThat(second.err() + second.out()).contains(String.valueOf(node.port));
    }

    @Test
    void drained_member_gets_sticky_clients_only_until_it_is_cleared_and_a_terminated_node_exits_0() throws Exception {
        try (LoneNode node = another()) {
            RunningProcess process = node.start();

            Command drain = node.ask("member", "mycluster/node2", "drain", "--comment", "patching");
            List<String> drained =
                    List.of(node.member("/", ""), node.member("/", ""), node.member("/", "BALANCEID=x.node2"));
            Command status = node.ask("status");
            Command clear = node.ask("member", "mycluster/node2", "clear");
            List<String> cleared =
                    List.of(node.member("/", ""), node.member("/", ""), node.member("/", ""), node.member("/", ""));
            process.signal("TERM");

            assertThat(drain.code()).as(drain.err()).isZero();
            assertThat(drained).containsExactly("node1", "node1", "node2");
            assertThat(status.out()).contains("mycluster", "node2", "patching");
            assertThat(clear.code()).as(clear.err()).isZero();
            assertThat(cleared).contains("node1", "node2");
            assertThat(process.exitCode()).as(process.log()).isZero();
        }
    }

    @Test
    void bare_seed_configuration_runs_and_says_what_a_lone_node_is() throws Exception {
        assumeTrue(free(9990) && free(9991), "ports 9990 and 9991 of 127.0.0.1, the defaults, are taken");
        try (LoneNode node = another()) {
            RunningProcess process = node.start(node.balancing());

            assertThat(process.log()).contains("single point of failure", "init");
            assertThat(node.get("/").body()).contains("This page comes from member node");
        }
    }

    @Test
    void broken_reload_changes_nothing_and_a_mended_one_does() throws Exception {
        try (LoneNode node = another()) {
            RunningProcess process = node.start();
            String good = Distribution.read(node.balancing());

            Distribution.write(node.balancing(), good.replace("ProxyPreserveHost", "ProxyPreservHost"));
            process.signal("HUP");
            Awaitility.await("the refusal in the log").until(() -> process.log().contains("ProxyPreservHost"));
            List<String> still = List.of(node.member("/", ""), node.member("/", ""));
            Distribution.write(node.balancing(), good.replaceAll("(?m)^.*route=node2\n", ""));
            process.signal("HUP");

            assertThat(still).containsExactlyInAnyOrder("node1", "node2");
            Awaitility.await("node2 is gone")
                    .atMost(Duration.ofSeconds(10))
                    .until(() ->
                            List.of(node.member("/", ""), node.member("/", "")).equals(List.of("node1", "node1")));
        }
    }

    @Test
    void distribution_has_a_start_up_cache_and_no_signed_jar_that_it_cannot_hold() throws IOException {
        Path home = Path.of(Distribution.tandem()).getParent().getParent();
        List<String> signed = new ArrayList<>();
        try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
            for (Path jar : jars.toList()) {
                try (JarFile opened = new JarFile(jar.toFile())) {
                    if (opened.stream().anyMatch(entry -> entry.getName().matches("META-INF/[^/]+\\.SF"))) {
                        signed.add(jar.getFileName().toString());
                    }
                }
            }
        }

        assertThat(signed).isEmpty();
        assertThat(home.resolve("cache/tandem.aot")).isNotEmptyFile();
    }

    private static boolean free(int port) {
        try (Socket socket = new Socket(LoneNode.HOST, port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
