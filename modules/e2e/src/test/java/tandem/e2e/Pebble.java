package tandem.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** pebble, an authority for tests that speaks ACME, with a name server that knows one address for every name. */
final class Pebble implements AutoCloseable {
    private static final String HOST = "127.0.218.1";

    private final Path directory;
    private final int port = Distribution.freePort();
    private final int managementPort = Distribution.freePort();
    private final RunningProcess names;
    private final RunningProcess authority;

    /** The tool that is missing; empty if none is. */
    static Optional<String> missing() {
        return List.of("pebble", "pebble-challtestsrv", "openssl").stream()
                .filter(tool -> Command.run("sh", "-c", "command -v " + tool).code() != 0)
                .findFirst();
    }

    /**
     * Starts both.
     *
     * @param address where every name leads
     * @param httpPort where http-01 is looked at
     * @param httpsPort where tls-alpn-01 is looked at
     */
    static Pebble start(Path directory, String address, int httpPort, int httpsPort) {
        return new Pebble(directory, address, httpPort, httpsPort);
    }

    private Pebble(Path directory, String address, int httpPort, int httpsPort) {
        this.directory = directory;
        Command.run(List.of(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=pebble",
                        "-addext",
                        "subjectAltName=IP:" + HOST,
                        "-keyout",
                        directory.resolve("pebble.key").toString(),
                        "-out",
                        ca().toString()))
                .demand();
        Path config = Distribution.write(directory.resolve("pebble.json"), """
                {"pebble": {
                  "listenAddress": "%s:%d", "managementListenAddress": "%s:%d",
                  "certificate": "%s", "privateKey": "%s",
                  "httpPort": %d, "tlsPort": %d,
                  "ocspResponderURL": "", "externalAccountBindingRequired": false}}
                """.formatted(
                        HOST, port, HOST, managementPort, ca(), directory.resolve("pebble.key"), httpPort, httpsPort));
        int namePort = Distribution.freePort();
        names = RunningProcess.launch(
                List.of(
                        "pebble-challtestsrv",
                        "-defaultIPv4",
                        address,
                        "-defaultIPv6",
                        "",
                        "-http01",
                        "",
                        "-https01",
                        "",
                        "-tlsalpn01",
                        "",
                        "-dns01",
                        HOST + ":" + namePort,
                        "-management",
                        HOST + ":" + Distribution.freePort()),
                false,
                directory.resolve("names.log"));
        authority = RunningProcess.launch(
                List.of(
                        "env",
                        "PEBBLE_VA_NOSLEEP=1",
                        "pebble",
                        "-strict",
                        "-config",
                        config.toString(),
                        "-dnsserver",
                        HOST + ":" + namePort),
                false,
                directory.resolve("pebble.log"));
        Awaitility.await("pebble listens; log in " + directory)
                .pollInterval(Duration.ofMillis(50))
                .failFast("it ended", () -> !authority.alive())
                .until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 500);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the directory's own certificate is trusted by. */
    Path ca() {
        return directory.resolve("pebble.pem");
    }

    /** The keys of {@code acme} in a configuration. */
    String acme() {
        return "directory: \"https://" + HOST + ":" + port + "/dir\", ca: " + ca()
                + ", accept-terms: true, contact: [\"mailto:ops@shop.example\"]";
    }

    /** Everything it printed. */
    String log() {
        return authority.log();
    }

    @Override
    public void close() {
        authority.close();
        names.close();
    }
}
