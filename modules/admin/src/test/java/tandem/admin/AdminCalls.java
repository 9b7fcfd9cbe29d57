package tandem.admin;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tandem.core.config.AdminConfig;
import tandem.core.config.ListenAddress;
import tandem.core.text.Network;

/** An admin server over a fake node on free ports of this machine, and ways to call it. */
final class AdminCalls implements AutoCloseable {
    final FakeNodeControl node = new FakeNodeControl();
    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    final AdminServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    AdminCalls(Network... metricsAllow) {
        this(60_000, metricsAllow);
    }

    /** @param idleMillis after which a connection that is idle is closed */
    AdminCalls(int idleMillis, Network... metricsAllow) {
        ListenAddress free = ListenAddress.parse("127.0.0.1:0");
        AdminSettings settings = new AdminSettings(AdminConfig.at(free), free, List.of(metricsAllow), "0.1.0", "lb1");
        server = ((AdminServer.Start.Started) AdminServer.start(settings, node, registry, node.manager(), idleMillis))
                .server();
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, null);
    }

    HttpResponse<String> post(String path, String json) throws Exception {
        return send("POST", path, json, "Content-Type", "application/json");
    }

    HttpResponse<String> metrics(String method, String path, String... headers) throws Exception {
        return send(server.metricsPort(), method, path, null, headers);
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        return send(server.adminPort(), method, path, body, headers);
    }

    private HttpResponse<String> send(int port, String method, String path, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sends these lines, a head or a head and a body, to the admin listener and returns all that comes back. */
    String raw(String... lines) throws IOException {
        return raw(InetAddress.getLoopbackAddress(), server.adminPort(), lines);
    }

    static String raw(InetAddress from, int port, String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0)) {
            socket.setSoTimeout(10_000);
            String request =
                    String.join("\r\n", lines).replaceFirst("\r\n|$", "\r\nConnection: close\r\n") + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
        registry.close();
    }
}
