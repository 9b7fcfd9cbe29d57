package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.tls.TestCertificates;

/** A browser opens its WebSockets on the HTTP/2 connection that it has, without being told to. */
@Tag(Tags.UNTIMED)
class BrowserSocketIT {
    private static final String HOST = "127.0.0.1";
    private static final String ECHO = """
            new Promise((resolve, reject) => {
              const socket = new WebSocket('wss://' + location.host + '/chat');
              socket.onopen = () => socket.send('hello');
              socket.onmessage = message => { socket.close(1000); resolve(message.data); };
              socket.onerror = () => reject('the WebSocket failed');
            })""";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void chromium_speaks_with_a_member_of_http_1_by_a_stream_of_http_2() {
        Optional<String> missing = Chromium.missing();
        assumeTrue(missing.isEmpty(), () -> "a WebSocket of a browser " + missing.orElseThrow());
        int port = Distribution.freePort();
        int memberPort = Distribution.freePort();
        Path log = directory.resolve("access.log");
        try (RunningProcess member = member(memberPort);
                RunningProcess node = node(port, memberPort, log);
                Chromium chromium = Chromium.open();
                BrowserContext context = chromium.strangersContext(Chromium.Look.LIGHT)) {
            assertThat(member.alive() && node.alive()).isTrue();
            Page page = context.newPage();
            page.navigate("https://" + HOST + ":" + port + "/");

            assertThat(page.evaluate(ECHO)).isEqualTo("hello");

            Awaitility.await("the lines of both requests")
                    .untilAsserted(() -> assertThat(Distribution.read(log).lines())
                            .contains("GET / HTTP/2.0 200", "GET /chat HTTP/2.0 200"));
        }
    }

    private RunningProcess member(int port) {
        List<String> line = new ArrayList<>(FlowTraffic.java(64));
        line.addAll(List.of(FlowMember.class.getName(), HOST, String.valueOf(port)));
        return RunningProcess.start(line, false, directory.resolve("member.log"), "ready member");
    }

    private RunningProcess node(int port, int memberPort, Path log) {
        TestCertificates.copy(directory, "member.pem", "member.key");
        Path config = Distribution.write(directory.resolve("tandem.yaml"), """
                node: lb1
                state-directory: %s
                listeners:
                  secure: {listen: "%s:%d", http2: true, tls: {certificates: [{cert: member.pem, key: member.key}]}}
                balancers: {chat: {members: [{name: node1, url: "http://%s:%d"}]}}
                routes: [{listener: secure, balancer: chat}]
                access-log: [{file: "%s", format: "%%r %%>s"}]
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"),
                        HOST,
                        port,
                        HOST,
                        memberPort,
                        log,
                        HOST,
                        Distribution.freePort(),
                        HOST,
                        Distribution.freePort()));
        return RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("node.log"),
                "ready node=");
    }
}
