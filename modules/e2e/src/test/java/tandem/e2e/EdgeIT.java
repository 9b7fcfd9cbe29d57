package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.DemoMember;

/** One node of the distribution as an edge, asked by curl: compression, error pages, a balancer that is closed. */
@Tag(Tags.UNTIMED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EdgeIT {
    private static final String HOST = "127.0.0.1";

    private final int port = Distribution.freePort();
    private final int admin = Distribution.freePort();
    private Path directory;
    private DemoMember member;
    private RunningProcess node;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path temporary) throws IOException {
        directory = temporary;
        member = DemoMember.start("node1", new InetSocketAddress(InetAddress.getByName(HOST), 0), "BALANCEID", "app");
        Distribution.write(directory.resolve("sorry.html"), "<h1>Sorry</h1>\n");
        Distribution.write(directory.resolve("closed.html"), "<p>Closed: {{message}}</p>\n");
        node = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config().toString()),
                false,
                directory.resolve("node.log"),
                "ready node=");
    }

    private Path config() {
        return Distribution.write(directory.resolve("tandem.yaml"), """
                node: lb1
                state-directory: %s
                drain: 1s
                listeners:
                  web: {listen: "%s:%d", compression: {min-size: 100B}}
                balancers:
                  app:
                    closed: {file: closed.html, cookie: preview=1}
                    members: [{name: node1, url: "http://%s:%d"}]
                  gone:
                    members: [{name: node1, url: "http://%s:%d"}]
                routes:
                  - {path: /gone, balancer: gone}
                  - {path: /old, answer: {status: 301, location: /new}}
                  - {path: /plain, balancer: app, to: /, compression: {enabled: false}}
                  - {path: /, balancer: app}
                error-pages: [{status: 5xx, file: sorry.html}]
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"),
                        HOST,
                        port,
                        HOST,
                        member.port(),
                        HOST,
                        Distribution.freePort(),
                        HOST,
                        admin,
                        HOST,
                        Distribution.freePort()));
    }

    @AfterAll
    void close() {
        if (node != null) {
            node.close();
        }
        member.close();
    }

    private Command curl(String path, String... options) {
        List<String> line = new ArrayList<>(List.of("curl", "-sS", "--max-time", "10", "-D", "-"));
        line.addAll(List.of(options));
        line.add("http://" + HOST + ":" + port + path);
        return Command.run(line);
    }

    private Command tandem(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--admin", "http://" + HOST + ":" + admin));
        return Distribution.tandem(line.toArray(String[]::new)).demand();
    }

    @Test
    void curl_unpacks_what_is_compressed_and_a_route_may_leave_it_out() {
        Command packed = curl("/", "--compressed");
        Command plain = curl("/plain/", "--compressed");

        assertThat(packed.out()).contains("Content-Encoding: gzip\r\n", "Vary: Accept-Encoding\r\n", "node1");
        assertThat(plain.out()).contains("Content-Length: ", "node1").doesNotContain("Content-Encoding");
        assertThat(curl("/", "--compressed", "--http1.0").out()).contains("Content-Encoding: gzip\r\n", "node1");
        assertThat(curl("/").out())
                .contains("Vary: Accept-Encoding\r\n", "node1")
                .doesNotContain("gzip");
    }

    @Test
    void error_page_is_shown_without_any_member_and_redirects_lead_on() {
        assertThat(curl("/gone/x").out())
                .startsWith("HTTP/1.1 503 ")
                .contains("Content-Length: 15\r\n", "Cache-Control: no-store\r\n")
                .endsWith("\r\n\r\n<h1>Sorry</h1>\n");
        assertThat(curl("/old/a?b").out()).startsWith("HTTP/1.1 301 ").contains("/new/a?b\r\n");
    }

    @Test
    void closed_balancer_shows_its_page_survives_a_restart_and_is_opened_again() {
        Command closing = tandem(
                "balancer",
                "app",
                "close",
                "--message",
                "until <6>",
                "--for",
                "1h",
                "--comment",
                "patch",
                "--author",
                "anna");

        assertThat(closing.out()).contains("app: closed, saying 'until <6>' for 1h by anna (patch)");
        closed();
        assertThat(curl("/", "-H", "Cookie: preview=1").out()).startsWith("HTTP/1.1 200 ");
        assertThat(tandem("status").out()).contains("closed, saying 'until <6>', by anna on lb1 at");
        assertThat(tandem("explain", "http://" + HOST + ":" + port + "/").out()).contains("is closed for maintenance");

        node.close();
        node = RunningProcess.start(
                List.of(
                        Distribution.tandem(),
                        "run",
                        "--config",
                        directory.resolve("tandem.yaml").toString()),
                false,
                directory.resolve("again.log"),
                "ready node=");
        closed();

        assertThat(tandem("balancer", "app", "open").out()).contains("app: open or closed as the file says");
        Awaitility.await().until(() -> curl("/").out().startsWith("HTTP/1.1 200 "));
    }

    private void closed() {
        String out = curl("/").out();
        assertThat(out)
                .startsWith("HTTP/1.1 503 ")
                .contains("Cache-Control: no-store\r\n")
                .endsWith("<p>Closed: until &lt;6&gt;</p>\n");
        assertThat(Integer.parseInt(out.replaceAll("(?s).*\r\nRetry-After: (\\d+)\r\n.*", "$1")))
                .isBetween(3000, 3600);
    }
}
