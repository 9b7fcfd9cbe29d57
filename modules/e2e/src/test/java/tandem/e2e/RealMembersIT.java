package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that people run: Tomcat with jvmRoute, nginx, Apache, behind the httpd.conf that their manuals give. */
@SuppressWarnings("try") // what is opened serves until its block ends
@Tag(Tags.UNTIMED)
class RealMembersIT {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private int front;

    @BeforeEach
    void prepare() throws IOException {
        // servers that drop root's rights read their files here
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        front = Distribution.freePort();
    }

    private ParityTandem tandem(String text) {
        return new ParityTandem(Distribution.write(
                directory.resolve("httpd.conf"), "Listen 127.0.0.1:" + front + "\nServerName lb.example.com\n" + text));
    }

    private HttpResponse<String> get(String path, String... fields) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + path));
        return client.send((fields.length == 0 ? request : request.headers(fields)).build(), BodyHandlers.ofString());
    }

    private static String cookie(HttpResponse<String> response) {
        return response.headers().firstValue("Set-Cookie").orElseThrow().split(";")[0];
    }

    @Test
    void tomcats_sessions_stay_with_their_jvm_route_and_move_when_it_is_gone() throws Exception {
        TomcatMember one = new TomcatMember("one", directory);
        try (TomcatMember two = new TomcatMember("two", directory);
                ParityTandem ignored = tandem("""
                        <Proxy balancer://tomcats>
                          BalancerMember http://127.0.0.1:%d route=one
                          BalancerMember http://127.0.0.1:%d route=two
                          ProxySet stickysession=JSESSIONID|jsessionid
                        </Proxy>
                        ProxyPass /app balancer://tomcats/app
                        ProxyPassReverse /app balancer://tomcats/app
                        """.formatted(one.port(), two.port()))) {
            HttpResponse<String> first = get("/app/");
            String session = cookie(first);

            assertThat(first.body()).isEqualTo("one 1 0");
            assertThat(session).matches("JSESSIONID=[0-9A-F]+\\.one");
            for (int visits = 2; visits < 6; visits++) {
                assertThat(get("/app/x", "Cookie", session).body()).isEqualTo("one " + visits + " 0");
            }

            one.close();
            HttpResponse<String> moved = get("/app/x", "Cookie", session);
            assertThat(moved.body()).isEqualTo("two 1 0");
            assertThat(cookie(moved)).endsWith(".two");
            assertThat(get("/app/x", "Cookie", cookie(moved)).body()).isEqualTo("two 2 0");
        } finally {
            one.close();
        }
    }

    @Test
    void tomcats_urls_carry_the_session_and_its_redirects_lead_to_the_front() throws Exception {
        try (TomcatMember one = new TomcatMember("one", directory);
                TomcatMember two = new TomcatMember("two", directory);
                ParityTandem ignored = tandem("""
                        ProxyPass /app balancer://tomcats/app stickysession=JSESSIONID|jsessionid nofailover=On
                        ProxyPassReverse /app balancer://tomcats/app
                        BalancerMember balancer://tomcats http://127.0.0.1:%d route=one
                        BalancerMember balancer://tomcats http://127.0.0.1:%d route=two
                        """.formatted(one.port(), two.port()))) {
            get("/app/");
            String link = get("/app/link").body();

            assertThat(link).matches("/app/x;jsessionid=[0-9A-F]+\\.two");
            assertThat(get(link).body()).isEqualTo("two 2 0");
            assertThat(get(link).body()).isEqualTo("two 3 0");
            HttpResponse<String> redirect = get("/app/login");
            assertThat(redirect.statusCode()).isEqualTo(302);
            assertThat(redirect.headers().firstValue("Location").orElseThrow())
                    .startsWith("http://127.0.0.1:" + front + "/app/home");
        }
    }

    @Test
    void tomcat_gets_bodies_of_every_size_and_framing() throws Exception {
        try (TomcatMember one = new TomcatMember("one", directory);
                ParityTandem ignored = tandem("ProxyPass /app http://127.0.0.1:%d/app\n".formatted(one.port()))) {
            for (int size : new int[] {1, 8192, 1 << 20}) {
                byte[] body = new byte[size];
                URI uri = URI.create("http://127.0.0.1:" + front + "/app/");
                HttpRequest known = HttpRequest.newBuilder(uri)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build();
                HttpRequest chunked = HttpRequest.newBuilder(uri)
                        .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body)))
                        .build();

                assertThat(client.send(known, BodyHandlers.ofString()).body()).isEqualTo("one 1 " + size);
                assertThat(client.send(chunked, BodyHandlers.ofString()).body()).isEqualTo("one 1 " + size);
            }
        }
    }

    @Test
    void nginx_serves_files_over_connections_that_it_ends_itself() throws Exception {
        assumeTrue(Files.isExecutable(NGINX), "nginx is not installed");
        int port = Distribution.freePort();
        page();
        Path config = Distribution.write(directory.resolve("nginx.conf"), """
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events { worker_connections 64; }
                http {
                  access_log off;
                  client_body_temp_path %1$s/c; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  keepalive_requests 3;
                  gzip on; gzip_types text/plain; gzip_min_length 1;
                  server { listen 127.0.0.1:%2$d; root %1$s/site; }
                }
                """.formatted(directory, port));
        Process nginx = new ProcessBuilder(
                        NGINX.toString(), "-p", directory.toString(), "-e", directory + "/error.log", "-c", config + "")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("nginx.out").toFile())
                .start();
        try (ParityTandem ignored = tandem("ProxyPass / http://127.0.0.1:%d/\n".formatted(port))) {
            accepts(port);
            filesAreServed();
            HttpResponse<String> packed = get("/page.txt", "Accept-Encoding", "gzip");
            assertThat(packed.headers().firstValue("Content-Encoding")).contains("gzip");
        } finally {
            end(nginx);
        }
    }

    @Test
    void apache_serves_files_over_connections_that_it_ends_itself() throws Exception {
        assumeTrue(Files.isExecutable(ParityApache.BINARY), "apache2 is not installed");
        int port = Distribution.freePort();
        page();
        String config = """
                Listen 127.0.0.1:%1$d
                MaxKeepAliveRequests 3
                DocumentRoot %2$s/site
                <Directory %2$s/site>
                  Require all granted
                </Directory>
                """.formatted(port, directory);
        try (ParityApache ignoredToo = new ParityApache(directory, config, List.of(port));
                ParityTandem ignored = tandem("ProxyPass / http://127.0.0.1:%d/\n".formatted(port))) {
            filesAreServed();
        }
    }

    private void page() throws IOException {
        Files.createDirectory(directory.resolve("site"));
        Files.writeString(directory.resolve("site/page.txt"), "0123456789\n".repeat(1000));
    }

    /** A whole file often enough to meet ends of connections, a part, the same again unchanged, a head alone, and none. */
    private void filesAreServed() throws IOException, InterruptedException {
        HttpResponse<String> whole = get("/page.txt");
        for (int i = 0; i < 10; i++) {
            assertThat(get("/page.txt").body()).isEqualTo(whole.body()).hasSize(11_000);
        }
        HttpResponse<String> part = get("/page.txt", "Range", "bytes=3-6");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("3456");
        String etag = whole.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = get("/page.txt", "If-None-Match", etag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        HttpRequest head = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front + "/page.txt"))
                .HEAD()
                .build();
        assertThat(client.send(head, BodyHandlers.ofString()).headers().firstValue("Content-Length"))
                .contains("11000");
        assertThat(get("/none").statusCode()).isEqualTo(404);
    }

    private static void accepts(int port) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
