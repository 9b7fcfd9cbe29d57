package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Asks real Apache and Tandem the same with the same configuration: what clients see, which member answers and what it sees must
 * be equal, but for what a case names. One Apache has every case as a virtual host on ports of its own.
 */
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
            "published.txt");
    private static final List<ParityMember> MEMBERS = new ArrayList<>();
    private static final List<ParityTandem> TANDEMS = new ArrayList<>();
    private static final Map<String, Integer> PORTS = new LinkedHashMap<>();

    @TempDir
    static Path directory;

    private static ParityApache apache;

    static Stream<ParityCase> cases() {
        return FILES.stream().flatMap(file -> ParityCase.of(file).stream());
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Files.isExecutable(ParityApache.BINARY), "apache2 is not installed");
        for (String name : List.of("a", "b", "c", "d")) {
            MEMBERS.add(new ParityMember(name));
        }
        StringBuilder all = new StringBuilder();
        List<Integer> ports = new ArrayList<>();
        try (Reserved reserved = new Reserved()) {
            for (ParityCase one : cases().toList()) {
                for (String key : List.of("apache ", "apache2 ", "tandem ", "tandem2 ")) {
                    PORTS.put(key + one.name(), reserved.next());
                }
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
        TANDEMS.parallelStream().forEach(ParityTandem::close);
        MEMBERS.forEach(ParityMember::close);
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
        text = text.replace("${PORT}", String.valueOf(port)).replace("${PORT2}", String.valueOf(port2));
        for (int i = 0; i < MEMBERS.size(); i++) {
            text = text.replace(
                    "${" + (char) ('A' + i) + "}", String.valueOf(MEMBERS.get(i).port()));
        }
        Integer dead = PORTS.get("dead");
        return (dead == null ? text : text.replace("${DEAD}", String.valueOf(dead)))
                .replace("balancer://c", "balancer://c" + one.name());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void apache_and_tandem_do_the_same(ParityCase one) throws IOException {
        Path file = Distribution.write(
                Files.createDirectories(directory.resolve(one.name())).resolve("httpd.conf"),
                "ServerName lb.example.com\n" + config(one, "tandem", false));
        int apachePort = PORTS.get("apache " + one.name());
        int tandemPort = PORTS.get("tandem " + one.name());
        String masked = "\\b(" + apachePort + "|" + tandemPort + "|" + PORTS.get("apache2 " + one.name()) + "|"
                + PORTS.get("tandem2 " + one.name()) + ")\\b";
        ParityClient there = new ParityClient(apachePort);
        ParityClient here = new ParityClient(tandemPort);
        TANDEMS.add(new ParityTandem(file));
        for (ParityCase.Ask ask : one.asks()) {
            for (int i = 0; i < ask.times(); i++) {
                compare(ask, there.ask(ask, masked), here.ask(ask, masked));
            }
        }
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
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
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
