package tandem.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/** A real Prometheus with the project's scrape job and rules, unchanged, and targets of the test's. */
final class PrometheusServer implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningProcess process;
    private final String url;
    private final HttpClient http = HttpClient.newHttpClient();

    private PrometheusServer(RunningProcess process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Whether this machine has the command. */
    static boolean installed(String command) {
        return Command.run("sh", "-c", "command -v " + command).code() == 0;
    }

    /**
     * Starts it on a free port and waits until it answers.
     *
     * @param targets HOST:PORT by the node's name
     */
    static PrometheusServer start(Path directory, Map<String, String> targets) throws IOException {
        Path delivered = Distribution.file("deploy/prometheus");
        Files.createDirectories(directory.resolve("rules"));
        Files.createDirectories(directory.resolve("targets"));
        Path config = Files.copy(delivered.resolve("scrape.yml"), directory.resolve("scrape.yml"));
        Files.copy(delivered.resolve("rules/tandem.rules.yml"), directory.resolve("rules/tandem.rules.yml"));
        StringBuilder entries = new StringBuilder();
        targets.forEach((node, target) -> entries.append(
                "- targets: [\"%s\"]\n  labels: {cluster: shop, instance: %s}\n".formatted(target, node)));
        Distribution.write(directory.resolve("targets/shop.yml"), entries.toString());
        String listen = "127.0.0.1:" + Distribution.freePort();
        RunningProcess process = RunningProcess.launch(
                List.of(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("data"),
                        "--web.listen-address=" + listen),
                false,
                directory.resolve("prometheus.log"));
        PrometheusServer server = new PrometheusServer(process, "http://" + listen);
        Awaitility.await("Prometheus; its log is in " + directory)
                .atMost(READY)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> server.get("/-/ready").statusCode() == 200);
        return server;
    }

    /** The targets' health by their instance: up, down, or unknown before the first scrape. */
    Map<String, String> targets() {
        Map<String, String> health = new java.util.TreeMap<>();
        for (JsonNode target : json("/api/v1/targets").path("data").path("activeTargets")) {
            health.put(
                    target.path("labels").path("instance").asText(),
                    target.path("health").asText());
        }
        return health;
    }

    /** What an expression says now: one element a series; an error if Prometheus does not understand it. */
    JsonNode query(String expression) {
        JsonNode answer = json("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalArgumentException(
                    expression + ": " + answer.path("error").asText());
        }
        return answer.path("data").path("result");
    }

    /** Names of the alerts that fire. */
    Set<String> firing() {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : json("/api/v1/alerts").path("data").path("alerts")) {
            if (alert.path("state").asText().equals("firing")) {
                names.add(alert.path("labels").path("alertname").asText());
            }
        }
        return names;
    }

    private JsonNode json(String path) {
        try {
            return JSON.readTree(get(path).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking Prometheus", e);
        }
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }
}
