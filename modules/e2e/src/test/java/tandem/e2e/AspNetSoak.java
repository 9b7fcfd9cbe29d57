package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ASP.NET members behind the configuration and the cookie of docs/iis.md; {@code deploy/soak members}. */
class AspNetSoak {
    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private int front;

    private HttpResponse<String> ask(String path, String body, String cookie) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + path));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        if (!body.isEmpty()) {
            request.POST(BodyPublishers.ofString(body));
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** What the page says; Mono ends it with the line break behind its script. */
    private String said(String path, String body, String cookie) throws IOException, InterruptedException {
        return ask(path, body, cookie).body().strip();
    }

    private static String cookies(HttpResponse<String> response) {
        return response.headers().allValues("Set-Cookie").stream()
                .map(cookie -> cookie.split(";")[0])
                .collect(Collectors.joining("; "));
    }

    @Test
    void sessions_stay_with_their_member_and_move_when_it_is_gone() throws Exception {
        for (Path needed : List.of(AspNetMember.MONO, AspNetMember.NGINX)) {
            assumeTrue(
                    Files.isExecutable(needed), needed + " is not installed (mono-fastcgi-server4, mono-mcs, nginx)");
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            front = socket.getLocalPort();
        }
        AspNetMember one = new AspNetMember("node1", directory);
        try (AspNetMember two = new AspNetMember("node2", directory);
                ParityTandem tandem = new ParityTandem(Distribution.write(
                        directory.resolve("httpd.conf"), """
                        Listen 127.0.0.1:%d
                        ServerName lb.example.com
                        ProxyPass / balancer://mycluster/ stickysession=BALANCEID
                        ProxyPassReverse / balancer://mycluster/
                        BalancerMember balancer://mycluster http://127.0.0.1:%d route=node1 retry=1
                        BalancerMember balancer://mycluster http://127.0.0.1:%d route=node2 retry=1
                        """.formatted(front, one.port(), two.port())))) {
            assertThat(tandem).isNotNull();
            served("BALANCEID=x.node1");
            served("BALANCEID=x.node2");

            HttpResponse<String> first = ask("/shop", "", "");
            String session = cookies(first);
            String node = first.body().split(" ")[0];
            assertThat(first.body().strip()).endsWith(" 1 0");
            assertThat(session).contains("BALANCEID=mycluster." + node, "ASP.NET_SessionId=");
            for (int visits = 2; visits < 12; visits++) {
                assertThat(said("/shop", "", session)).isEqualTo(node + " " + visits + " 0");
            }
            assertThat(said("/shop", "x".repeat(100_000), session)).isEqualTo(node + " 12 100000");
            assertThat(cookies(ask("/shop?written=1", "", session))).contains("BALANCEID=mycluster." + node);
            HttpResponse<String> redirect = ask("/shop?to=/home", "", session);
            assertThat(redirect.statusCode()).isEqualTo(302);
            assertThat(redirect.headers().firstValue("Location")).contains("/home");

            (node.equals("node1") ? one : two).close();
            HttpResponse<String> moved = ask("/shop", "", session);
            String other = node.equals("node1") ? "node2" : "node1";
            assertThat(moved.body().strip()).isEqualTo(other + " 1 0");
            assertThat(cookies(moved)).contains("BALANCEID=mycluster." + other);
        } finally {
            one.close();
        }
    }

    /** Mono compiles a page when it is first asked for. */
    private void served(String cookie) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .ignoreExceptions()
                .until(() -> ask("/", "", cookie).body().startsWith(cookie.substring(cookie.indexOf('.') + 1)));
    }
}
