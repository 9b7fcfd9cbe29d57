package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.core.tls.TestCertificates;

/**
 * Asks real Apache, Tandem, and Tandem with the YAML that {@code tandem import} makes, the same with the same configuration: what
 * clients see, which member answers, what it sees and what is logged must be equal, but for what a case names. One Apache has every case as a virtual host on ports of its own.
 */
@Tag(Tags.UNTIMED)
class HttpdParityIT {
    private static final List<String> FILES = List.of(
            "mapping.txt",
            "fields.txt",
            "stickiness.txt",
            "rewriting.txt",
            "access.txt",
            "responses.txt",
            "selection.txt",
            "failure.txt",
            "limits.txt",
            "tls.txt",
            "logs.txt",
            "macros.txt",
            "forward.txt",
            "perl.txt",
            "published.txt");
    private static final List<ParityMember> MEMBERS = new ArrayList<>();
    private static final List<ParityTandem> TANDEMS = new ArrayList<>();
    private static final Map<String, Integer> PORTS = new LinkedHashMap<>();

    @TempDir
    static Path directory;

    private static ParityApache apache;
    private static ParityMember secure;

    static Stream<ParityCase> cases() {
        return FILES.stream().flatMap(file -> ParityCase.of(file).stream());
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(ParityApache.BINARY), "apache2 is not installed");
        for (String name : List.of("a", "b", "c", "d")) {
            MEMBERS.add(new ParityMember(name));
        }
        secure = ParityMember.byTls("s");
        TestCertificates.copy(directory, "shop-rsa.pem", "shop-rsa.key", "ca.pem", "other-ca.pem");
        StringBuilder all = new StringBuilder();
        List<Integer> ports = new ArrayList<>();
        try (Reserved reserved = new Reserved()) {
            for (ParityCase one : cases().toList()) {
                for (String key : List.of("apache ", "apache2 ")) {
                    PORTS.put(key + one.name(), reserved.next());
                }
                Files.createDirectories(logs("apache", one));
                all.append(config(one, "apache", true));
                ports.add(PORTS.get("apache " + one.name()));
            }
            PORTS.put("dead", reserved.next());
        }
        apache = new ParityApache(
                directory, all.toString().replace("${DEAD}", String.valueOf(PORTS.get("dead"))), ports);
    }

    @AfterAll
    static void stop() {
        if (apache != null) {
            apache.close();
        }
        // Each may take two seconds to end its threads, so they end together.
        CompletableFuture.allOf(TANDEMS.stream()
                        .map(tandem -> CompletableFuture.runAsync(tandem::close, Thread::startVirtualThread))
                        .toArray(CompletableFuture[]::new))
                .join();
        MEMBERS.forEach(ParityMember::close);
        if (secure != null) {
            secure.close();
        }
    }

    /** The case's text on ports of one balancer; balancers get names of their own, which Apache needs in one process. */
    private static String config(ParityCase one, String who, boolean host) {
        int port = PORTS.get(who + " " + one.name());
        int port2 = PORTS.get(who + "2 " + one.name());
        String text = one.config();
        if (one.whole()) {
            text = "Listen 127.0.0.1:${PORT}\nListen 127.0.0.1:${PORT2}\n" + text;
        } else {
            text = host
                    ? "Listen 127.0.0.1:${PORT}\n<VirtualHost *:${PORT}>\n" + text + "</VirtualHost>\n"
                    : "Listen 127.0.0.1:${PORT}\n" + text;
        }
        text = text.replace("${PORT}", String.valueOf(port))
                .replace("${PORT2}", String.valueOf(port2))
                .replace("${LOGS}", logs(who, one).toString());
        text = members(text);
        text = text.replace("${TLS}", directory.toString()).replace("${S}", String.valueOf(secure.port()));
        return text.replace("balancer://c", "balancer://c" + one.name());
    }

    private static String members(String text) {
        String named = text;
        for (int i = 0; i < MEMBERS.size(); i++) {
            named = named.replace(
                    "${" + (char) ('A' + i) + "}", String.valueOf(MEMBERS.get(i).port()));
        }
        Integer dead = PORTS.get("dead");
        return dead == null ? named : named.replace("${DEAD}", String.valueOf(dead));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void apache_and_tandem_do_the_same_from_httpd_conf_and_from_yaml(ParityCase one) throws IOException {
        for (String key : List.of("tandem ", "tandem2 ", "yaml ", "yaml2 ")) {
            // Deliberate: not before they are needed, else somebody else may have them by then
            PORTS.put(key + one.name(), Distribution.freePort());
        }
        String masked = PORTS.entrySet().stream()
                .filter(port -> port.getKey().endsWith(" " + one.name()))
                .map(port -> String.valueOf(port.getValue()))
                .collect(Collectors.joining("|", "\\b(", ")\\b"));
        Contestant there = new Contestant(one, "apache");
        Contestant here = new Contestant(one, "tandem");
        Contestant imported = new Contestant(one, "yaml");
        TANDEMS.add(new ParityTandem(here.file()));
        TANDEMS.add(ParityTandem.ofImport(imported.file()));
        for (ParityCase.Ask written : one.asks()) {
            ParityCase.Ask ask = written.to(members(written.target()));
            for (int i = 0; i < ask.times(); i++) {
                CompletableFuture<String> heres = here.asked(ask, masked);
                CompletableFuture<String> importeds = imported.asked(ask, masked);
                String apaches = there.client.ask(ask, masked);
                compare(ask, apaches, heres.join());
                compare(ask, apaches, importeds.join());
            }
        }
        String lines = there.logged(masked);
        for (Contestant tandem : List.of(here, imported)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(tandem.logged(masked)).isEqualTo(lines));
        }
    }

    /** One of those that are asked. */
    private static final class Contestant {
        private final ParityCase one;
        private final String who;
        private final ParityClient client;

        Contestant(ParityCase one, String who) {
            this.one = one;
            this.who = who;
            this.client = new ParityClient(PORTS.get(who + " " + one.name()), one.secure());
        }

        /** Asks while the others are asked too: a request that has to wait makes nobody else wait. */
        CompletableFuture<String> asked(ParityCase.Ask ask, String masked) {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return client.ask(ask, masked);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    Thread::startVirtualThread);
        }

        /** The case as a file of its own. */
        Path file() throws IOException {
            Path file = Files.createDirectories(logs(who, one)).resolve("httpd.conf");
            return Distribution.write(file, "ServerName lb.example.com\n" + config(one, who, false));
        }

        /** The lines of all its logs. */
        String logged(String masked) throws IOException {
            StringBuilder all = new StringBuilder();
            try (Stream<Path> files = Files.list(Files.createDirectories(logs(who, one)))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".log"))
                        .sorted()
                        .toList()) {
                    all.append("== ").append(file.getFileName()).append('\n');
                    all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
            return all.toString().replaceAll(masked, "FRONT");
        }
    }

    private static Path logs(String who, ParityCase one) {
        return directory.resolve(who + "-" + one.name());
    }

    private static void compare(ParityCase.Ask ask, String apache, String tandem) {
        if (ask.deviation().isEmpty()) {
            assertThat(tandem)
                    .as("%s %s, Tandem beside Apache", ask.method(), ask.target())
                    .isEqualTo(apache);
        } else {
            assertThat(tandem)
                    .as("%s %s no longer deviates; remove: %s", ask.method(), ask.target(), ask.deviation())
                    .isNotEqualTo(apache);
        }
    }

    @Test
    void there_are_cases_enough_and_each_has_a_name_of_its_own() {
        List<String> names = cases().map(ParityCase::name).toList();

        assertThat(names).hasSizeGreaterThanOrEqualTo(60).doesNotHaveDuplicates();
    }

    /** Ports that nobody uses, held until they are all known. */
    private static final class Reserved implements AutoCloseable {
        private final List<ServerSocket> sockets = new ArrayList<>();

        int next() throws IOException {
            ServerSocket socket = new ServerSocket(Distribution.freePort(), 1, InetAddress.getLoopbackAddress());
            sockets.add(socket);
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }
}
