package tandem.e2e;

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
import java.util.ArrayList;
import java.util.List;
import tandem.app.demo.DemoMember;
import tandem.core.tls.TestCertificates;

/** One node of the distribution with the seed configuration and its two members on a loopback address, without privileges. */
final class LoneNode implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    final String scheme;
    final int port = Distribution.freePort();
    final int admin = Distribution.freePort();
    private final Path directory;
    private final TlsClients tls = new TlsClients();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(tls.context())
            .build();
    private final List<RunningProcess> running = new ArrayList<>();
    private final DemoMember node1;
    private final DemoMember node2;

    private LoneNode(Path directory, String scheme) throws IOException {
        this.directory = directory;
        this.scheme = scheme;
        node1 = member("node1");
        node2 = member("node2");
        httpd();
    }

    /** Its files and members; it does not run yet. */
    static LoneNode prepare(Path parent, String scheme) throws IOException {
        return new LoneNode(Files.createTempDirectory(parent, scheme), scheme);
    }

    private static DemoMember member(String name) throws IOException {
        return DemoMember.start(name, new InetSocketAddress(InetAddress.getByName(HOST), 0), "BALANCEID", "mycluster");
    }

    private void httpd() {
        Distribution.write(
                balancing(),
                Distribution.seed(HOST + ":" + port, HOST + ":" + node1.port(), HOST + ":" + node2.port())
                        + (scheme.equals("https") ? secured() : ""));
    }

    private String secured() {
        TestCertificates.copy(directory, "member.pem", "member.key");
        return "\nSSLEngine on\nSSLCertificateFile " + directory.resolve("member.pem") + "\nSSLCertificateKeyFile "
                + directory.resolve("member.key") + "\n";
    }

    /** The httpd.conf. */
    Path balancing() {
        return directory.resolve("httpd.conf");
    }

    /** A YAML file that takes the balancing from the httpd.conf and has this admin port. */
    Path yaml(int adminPort) {
        return Distribution.write(directory.resolve("tandem-" + adminPort + ".yaml"), """
                node: lb1
                state-directory: %s
                drain: 1s
                httpd: httpd.conf
                admin: {listen: "%s:%d"}
                metrics: {listen: "%s:%d"}
                """.formatted(
                        directory.resolve("state"), HOST, adminPort, HOST, Distribution.freePort()));
    }

    /** Starts it from the YAML file. */
    RunningProcess start() {
        return start(yaml(admin));
    }

    /** Starts it from a file. */
    RunningProcess start(Path config) {
        RunningProcess node = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("node.log"),
                "ready node=");
        running.add(node);
        return node;
    }

    /** Runs {@code bin/tandem}, asking this node. */
    Command ask(String... arguments) {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("--admin", "http://" + HOST + ":" + admin));
        return Distribution.tandem(line.toArray(String[]::new));
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(url(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The member that answers. */
    String member(String path, String cookie) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return response.headers().firstValue("X-Demo-Member").orElse("none, status " + response.statusCode());
    }

    byte[] post(String path, byte[] body) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(url(path))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray())
                .body();
    }

    HttpResponse<String> adminGet(String path) throws IOException, InterruptedException {
        URI url = URI.create("http://" + HOST + ":" + admin + path);
        return http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI url(String path) {
        return URI.create(scheme + "://" + HOST + ":" + port + path);
    }

    /** Sends bytes on a new connection and reads until the end, or until the answer ends with a text. */
    String exchange(String request, String until) throws IOException {
        try (Socket socket = scheme.equals("https") ? tls.connect("localhost", port) : new Socket(HOST, port)) {
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

    @Override
    public void close() {
        running.forEach(RunningProcess::close);
        node1.close();
        node2.close();
        http.close();
    }
}
