package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.metrics.MetricCatalogue;
import tandem.admin.metrics.MetricDoc;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.port.Outcome;

final class NodeTest {
    private static final Pattern READY = Pattern.compile("ready node=(\\S+) listeners=\\S+:(\\d+) admin=\\S+:(\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    private HttpServer member;
    private Path file;

    @BeforeEach
    void start_member() throws IOException {
        member = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        member.createContext("/", exchange -> {
            byte[] body = exchange.getRequestURI().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        member.start();
        file = directory.resolve("tandem.yaml");
        write("app");
    }

    @AfterEach
    void stop_member() {
        client.close();
        member.stop(0);
    }

    @Test
    void node_balances_and_tells_its_status_and_metrics() throws Exception {
        try (Node node = start()) {
            Matcher ready = READY.matcher(node.readyLine());
            assertThat(ready.matches()).as(node.readyLine()).isTrue();

            String page = get("http://127.0.0.1:" + ready.group(2) + "/x?y=z");
            String status = get("http://127.0.0.1:" + ready.group(3) + "/api/v1/status");

            assertThat(page).isEqualTo("/x?y=z");
            assertThat(status).contains("\"role\" : \"single\"", "app/one");
        }
    }

    @Test
    void every_metric_of_ours_is_in_the_catalogue() throws Exception {
        try (Node node = start()) {
            String scrape = metrics(node);

            Set<String> known =
                    MetricCatalogue.all().stream().map(MetricDoc::name).collect(Collectors.toSet());
            Set<String> seen = scrape.lines()
                    .filter(line -> line.startsWith("tandem_"))
                    .map(line -> line.replaceFirst("[{ ].*", ""))
                    .map(name -> name.replaceFirst("_(bucket|sum|count)$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(known).containsAll(seen);
            assertThat(seen).contains("tandem_proxy_requests_total", "tandem_proxy_request_duration_seconds");
        }
    }

    @Test
    void broken_file_changes_nothing_and_a_mended_one_does() throws Exception {
        try (Node node = start()) {
            Files.writeString(file, "balancers: {app: {polcy: byrequests}}\n");
            Outcome broken = node.reload();
            String refused = metrics(node);
            write("shop");
            Outcome mended = node.reload();

            assertThat(refused).contains("tandem_config_last_reload_successful 0.0");
            assertThat(metrics(node)).contains("tandem_config_last_reload_successful 1.0");
            assertThat(broken)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            outcome -> assertThat(outcome.sentence())
                                    .contains("the configuration in force stays", "did you mean policy?"));
            assertThat(mended).isEqualTo(new Outcome.Done("balancers and routes reloaded"));
        }
    }

    @Test
    void listeners_and_limits_change_by_a_reload() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Node node = start()) {
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("127.0.0.1:0\"}}", "127.0.0.1:" + port + "\"}}\nclient-limits: {fields: 50}"));

            Outcome reloaded = node.reload();

            assertThat(reloaded)
                    .isEqualTo(new Outcome.Done("balancers and routes are unchanged; listeners changed; limits of"
                            + " clients changed, for new connections"));
            assertThat(get("http://127.0.0.1:" + port + "/moved")).isEqualTo("/moved");
        }
    }

    @Test
    void forward_proxies_and_rate_limits_come_by_a_reload() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (Node node = start();
                HttpClient led = HttpClient.newBuilder()
                        .proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", port)))
                        .build()) {
            Files.writeString(file, Files.readString(file).replace("127.0.0.1:0\"}}", "127.0.0.1:" + port + """
                    ", rate-limits: [few]}}
                    rate-limits: {few: {by: route, rate: 1/h}}
                    forward-proxies:
                      out:
                        guards: [{access: {order: allow-deny, allow: [127.0.0.1]}}]
                        permit: [127.0.0.1]
                    """));

            Outcome reloaded = node.reload();

            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + member.getAddress().getPort() + "/out"))
                    .build();
            assertThat(reloaded).isEqualTo(new Outcome.Done("balancers and routes reloaded; listeners changed"));
            assertThat(led.send(request, HttpResponse.BodyHandlers.ofString()).body())
                    .isEqualTo("/out");
            assertThat(led.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(429);
        }
    }

    @Test
    void rate_limits_and_believed_proxies_change_by_a_reload() throws Exception {
        try (Node node = start()) {
            Matcher ready = READY.matcher(node.readyLine());
            assertThat(ready.matches()).isTrue();
            URI page = URI.create("http://127.0.0.1:" + ready.group(2) + "/");
            Files.writeString(
                    file,
                    Files.readString(file).replace("balancer: app}]", "balancer: app, rate-limits: [few]}]") + """
                            rate-limits: {few: {by: client, rate: 1/h, burst: 1}}
                            client-address: {internal-proxies: [127.0.0.0/8]}
                            """);

            Outcome reloaded = node.reload();

            assertThat(reloaded).isEqualTo(new Outcome.Done("balancers and routes reloaded"));
            assertThat(status(page, "192.0.2.1")).isEqualTo(200);
            assertThat(status(page, "192.0.2.1")).isEqualTo(429);
            assertThat(status(page, "192.0.2.2")).isEqualTo(200);
        }
    }

    private int status(URI page, String forwardedFor) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page)
                .header("X-Forwarded-For", forwardedFor)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void port_that_is_taken_at_a_reload_changes_nothing() throws Exception {
        try (Node node = start();
                ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            Matcher ready = READY.matcher(node.readyLine());
            assertThat(ready.matches()).isTrue();
            write("shop");
            Files.writeString(
                    file,
                    Files.readString(file).replace("127.0.0.1:0\"}}", "127.0.0.1:" + taken.getLocalPort() + "\"}}"));

            Outcome refused = node.reload();

            assertThat(refused)
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            outcome -> assertThat(outcome.sentence())
                                    .startsWith("the configuration in force stays: listener web could not listen on"));
            assertThat(get("http://127.0.0.1:" + ready.group(2) + "/x")).isEqualTo("/x");
            assertThat(get("http://127.0.0.1:" + ready.group(3) + "/api/v1/status"))
                    .contains("app/one");
        }
    }

    @Test
    void port_that_is_taken_is_named_and_nothing_stays_open() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress("127.0.0.1", 0));
            String text = Files.readString(file)
                    .replace("listen: \"127.0.0.1:0\"}}", "listen: \"127.0.0.1:" + taken.getLocalPort() + "\"}}");
            Files.writeString(file, text);

            assertThatThrownBy(this::start)
                    .isInstanceOfSatisfying(
                            StartFailure.class,
                            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNAVAILABLE))
                    .hasMessageContaining("127.0.0.1:" + taken.getLocalPort());
        }
    }

    private String metrics(Node node) throws Exception {
        Matcher ready = READY.matcher(node.readyLine());
        assertThat(ready.matches()).as(node.readyLine()).isTrue();
        return get("http://127.0.0.1:" + ready.group(3) + "/metrics");
    }

    private void write(String balancer) throws IOException {
        Files.writeString(file, """
                state-directory: state
                listeners: {web: {listen: "127.0.0.1:0"}}
                admin: {listen: "127.0.0.1:0"}
                metrics: {listen: "127.0.0.1:0"}
                balancers:
                  BALANCER: {members: [{name: one, url: "http://127.0.0.1:PORT"}]}
                routes: [{path: /, balancer: BALANCER}]
                """.replace("BALANCER", balancer)
                .replace("PORT", Integer.toString(member.getAddress().getPort())));
    }

    private Node start() throws StartFailure {
        ConfigSource source = new ConfigSource(file, Optional.empty());
        return switch (source.get()) {
            case Loaded.Ok ok -> Node.start(ok.config(), source);
            case Loaded.Broken broken -> throw new AssertionError(Findings.text(broken.findings()));
        };
    }

    private String get(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
