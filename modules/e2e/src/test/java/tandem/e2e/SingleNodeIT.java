package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.DemoMember;

/** One node of the distribution on loopback addresses, without privileges. */
class SingleNodeIT {
    private static final String HOST = "127.0.0.1";

    @TempDir
    Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<AutoCloseable> open = new ArrayList<>();
    private DemoMember node1;
    private DemoMember node2;
    private int port;
    private int admin;

    @BeforeEach
    void startMembers() throws IOException {
        node1 = member("node1");
        node2 = member("node2");
        port = Distribution.freePort();
        admin = Distribution.freePort();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        http.close();
    }

    @Test
    void bare_seed_configuration_runs_and_says_what_a_lone_node_is() throws Exception {
        assumeTrue(free(9990) && free(9991), "ports 9990 and 9991 of 127.0.0.1, the defaults, are taken");
        Path httpd = httpd();

        RunningProcess node = start(httpd);

        assertThat(node.log()).contains("single point of failure", "init");
        assertThat(get("/").body()).contains("This page comes from member node");
    }

    @Test
    void requests_alternate_and_stick_with_both_spellings_of_the_cookie() throws Exception {
        start(yaml());

        List<String> unsticky = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            unsticky.add(member(get("/")));
        }
        List<String> sticky = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sticky.add(member(get("/", "BALANCEID=mycluster.node2")));
            sticky.add(member(get("/", "BALANCEID=mycluster%2Enode2")));
        }

        assertThat(unsticky).containsExactly("node1", "node2", "node1", "node2");
        assertThat(sticky).containsOnly("node2");
    }

    @Test
    void streams_uploads_and_upgrades_pass() throws Exception {
        start(yaml());
        byte[] body = "x".repeat(3_000_000).getBytes(StandardCharsets.US_ASCII);

        HttpResponse<byte[]> echo = http.send(
                HttpRequest.newBuilder(url("/echo"))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());

        assertThat(echo.body()).isEqualTo(body);
        assertThat(get("/bytes?n=5000000").body()).hasSize(5_000_000);
        assertThat(get("/stream?n=3&ms=5").body()).contains("node", " 3\n\n");
        assertThat(exchange(
                        "GET /upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nping", "ping"))
                .startsWith("HTTP/1.1 101 ");
    }

    @Test
    void malformed_request_gets_400_and_a_closed_connection() throws Exception {
        start(yaml());

        String answer = exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: x\r\n\r\n", "");

        assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("X-Demo-Member");
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

    @Test
    void broken_reload_changes_nothing_and_a_mended_one_does() throws Exception {
        Path config = yaml();
        RunningProcess node = start(config);
        String good = Distribution.read(directory.resolve("httpd.conf"));

        Distribution.write(directory.resolve("httpd.conf"), good.replace("ProxyPreserveHost", "ProxyPreservHost"));
        node.signal("HUP");
        Awaitility.await("the refusal in the log").until(() -> node.log().contains("ProxyPreservHost"));
        List<String> still = List.of(member(get("/")), member(get("/")));
        Distribution.write(directory.resolve("httpd.conf"), good.replaceAll("(?m)^.*route=node2\n", ""));
        node.signal("HUP");

        assertThat(still).containsExactlyInAnyOrder("node1", "node2");
        Awaitility.await("node2 is gone")
                .atMost(Duration.ofSeconds(10))
                .until(() -> List.of(member(get("/")), member(get("/"))).equals(List.of("node1", "node1")));
    }

    @Test
    void drained_member_gets_sticky_clients_only_until_it_is_cleared() throws Exception {
        start(yaml());

        Command drain = ask("member", "mycluster/node2", "drain", "--comment", "patching");
        List<String> drained = List.of(member(get("/")), member(get("/")), member(get("/", "BALANCEID=x.node2")));
        Command status = ask("status");
        Command clear = ask("member", "mycluster/node2", "clear");
        List<String> cleared = List.of(member(get("/")), member(get("/")), member(get("/")), member(get("/")));

        assertThat(drain.code()).as(drain.err()).isZero();
        assertThat(drained).containsExactly("node1", "node1", "node2");
        assertThat(status.out()).contains("mycluster", "node2", "patching");
        assertThat(clear.code()).as(clear.err()).isZero();
        assertThat(cleared).contains("node1", "node2");
    }

    @Test
    void command_line_refuses_what_cannot_be_done_and_says_why() throws Exception {
        start(yaml());

        Command switchover = ask("switchover");
        Command unknown = ask("member", "mycluster/node7", "drain");
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
        start(yaml());
        get("/");

        assertThat(adminGet("/").body()).contains("<title>Tandem");
        assertThat(adminGet("/live").statusCode()).isEqualTo(200);
        assertThat(adminGet("/ready").statusCode()).isEqualTo(200);
        assertThat(adminGet("/active").statusCode()).isEqualTo(200);
        assertThat(adminGet("/metrics").body()).contains("tandem_", "jvm_");
        assertThat(adminGet("/api/v1/status").body()).contains("\"mycluster\"");
    }

    @Test
    void terminated_node_exits_0() throws Exception {
        RunningProcess node = start(yaml());

        node.signal("TERM");

        assertThat(node.exitCode()).as(node.log()).isZero();
    }

    @Test
    void taken_port_is_named_and_exits_69() throws Exception {
        start(yaml());
        admin = Distribution.freePort();

        Command second = Distribution.tandem("run", "--config", yaml().toString());

        assertThat(second.code()).isEqualTo(69);
        assertThat(second.err() + second.out()).contains(String.valueOf(port));
    }

    private DemoMember member(String name) throws IOException {
        DemoMember member =
                DemoMember.start(name, new InetSocketAddress(InetAddress.getByName(HOST), 0), "BALANCEID", "mycluster");
        open.add(member);
        return member;
    }

    private Path httpd() {
        return Distribution.write(
                directory.resolve("httpd.conf"),
                Distribution.seed(HOST + ":" + port, HOST + ":" + node1.port(), HOST + ":" + node2.port()));
    }

    private Path yaml() {
        httpd();
        return Distribution.write(directory.resolve("tandem.yaml"), """
                node: lb1
                state-directory: %s
                drain: 1s
                httpd: httpd.conf
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"), HOST, admin, HOST, Distribution.freePort()));
    }

    private RunningProcess start(Path config) {
        RunningProcess node = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("node-" + System.nanoTime() + ".log"),
                "ready node=");
        open.add(node);
        return node;
    }

    private Command ask(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--admin", "http://" + HOST + ":" + admin));
        return Distribution.tandem(line.toArray(String[]::new));
    }

    private URI url(String path) {
        return URI.create("http://" + HOST + ":" + port + path);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path, String cookie) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(url(path)).header("Cookie", cookie).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> adminGet(String path) throws IOException, InterruptedException {
        URI url = URI.create("http://" + HOST + ":" + admin + path);
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String member(HttpResponse<String> response) {
        return response.headers().firstValue("X-Demo-Member").orElse("none, status " + response.statusCode());
    }

    /** Sends bytes on a new connection and reads until the end, or until the answer ends with a text. */
    private String exchange(String request, String until) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            int octet = socket.getInputStream().read();
            while (octet >= 0) {
                answer.append((char) octet);
                if (!until.isEmpty() && answer.toString().endsWith("\r\n\r\n" + until)) {
                    return answer.toString();
                }
                octet = socket.getInputStream().read();
            }
            return answer.toString();
        }
    }

    private static boolean free(int port) {
        try (Socket socket = new Socket(HOST, port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }
}
