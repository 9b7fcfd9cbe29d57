package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Apache with mod_heartbeat announces itself to the distribution, which balances by it. */
@Tag(Tags.UNTIMED)
class HeartbeatIT {
    private static final String HOST = "127.0.0.1";
    private static final String MODULES = "/usr/lib/apache2/modules/";
    private static final Path HEARTBEAT = Path.of(MODULES + "mod_heartbeat.so");
    private static final int GONE = 410;

    @TempDir
    Path directory;

    private int status(int port) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + port + "/"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    @Test
    void a_member_gets_requests_once_its_apache_has_announced_itself() throws Exception {
        assumeTrue(Files.exists(HEARTBEAT), "apache2 with mod_heartbeat is not installed");
        int port = Distribution.freePort();
        int member = Distribution.freePort();
        int udp = Distribution.freePort();
        Path httpd = Distribution.write(directory.resolve("httpd.conf"), """
                Listen %s:%d
                HeartbeatListen %s:%d
                HeartbeatStorage %s
                ProxyPass / balancer://app/ lbmethod=heartbeat
                <Proxy balancer://app>
                  BalancerMember http://%s:%d
                </Proxy>
                """.formatted(
                        HOST, port, HOST, udp, directory.resolve("hb.dat"), HOST, member));
        Path yaml = Distribution.write(directory.resolve("tandem.yaml"), """
                state-directory: %s
                drain: 1s
                httpd: %s
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                directory.resolve("state"), httpd, HOST, Distribution.freePort(), HOST, Distribution.freePort()));
        try (RunningProcess node = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", yaml.toString()),
                false,
                directory.resolve("node.log"),
                "ready node=")) {
            assertThat(status(port)).as("nobody was heard of").isEqualTo(503);
            String apache = "LoadModule status_module " + MODULES + "mod_status.so\nLoadModule heartbeat_module "
                    + HEARTBEAT + "\nListen " + HOST + ":" + member + "\nHeartbeatAddress " + HOST + ":" + udp
                    + "\nRedirect gone /\n";
            Path files = Files.createDirectory(directory.resolve("apache"));
            try (ParityApache announcing = new ParityApache(files, apache, List.of(member))) {
                assertThat(announcing).isNotNull();
                Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> status(port) == GONE);
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(directory.resolve("hb.dat"))
                                .content()
                                .matches("127\\.0\\.0\\.1 &ready=\\d+&busy=\\d+&lastseen=\\d+&port=80\n"));
            }
            assertThat(node.log()).contains("ready node=");
        }
    }
}
