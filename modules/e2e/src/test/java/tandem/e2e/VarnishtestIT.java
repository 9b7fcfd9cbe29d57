package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.e2e.peers.Peer;

/**
 * The scripts in {@code src/test/vtc}: varnishtest plays clients and members, one node of the distribution stands between. Each
 * script has a listener and a balancer of its own; lines such as {@code # member: timeout: 1s} and {@code # balancer: …} add to
 * their configuration.
 */
@Tag(Tags.UNTIMED)
class VarnishtestIT {
    private static final Path SCRIPTS = Path.of("src/test/vtc");
    private static final int AT_ONCE = 2;

    private static RunningProcess tandem;
    private static Map<Path, Future<Command>> runs = Map.of();

    private record Ports(int tandem, int member, int member2) {
        static Ports free() {
            return new Ports(Distribution.freePort(), Distribution.freePort(), Distribution.freePort());
        }
    }

    static List<Path> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            return files.filter(file -> file.toString().endsWith(".vtc"))
                    .sorted()
                    .toList();
        }
    }

    @BeforeAll
    static void start(@TempDir Path directory) throws IOException {
        Optional<String> missing = Peer.missing("varnishtest");
        assumeTrue(missing.isEmpty(), () -> "the scripts " + missing.orElseThrow());
        Map<Path, Ports> ports = scripts().stream()
                .collect(Collectors.toMap(script -> script, script -> Ports.free(), (a, b) -> a, LinkedHashMap::new));
        Path config = Distribution.write(directory.resolve("tandem.yaml"), configuration(directory, ports));
        tandem = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("tandem.log"),
                "ready node=lb1");
        try (ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE)) {
            runs = ports.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, each -> pool.submit(() -> run(each.getKey(), each.getValue()))));
        }
    }

    @AfterAll
    static void stop() {
        if (tandem != null) {
            tandem.close();
        }
    }

    private static Command run(Path script, Ports ports) {
        return Command.run(
                "varnishtest",
                "-t",
                "20",
                "-D",
                "tandem_port=" + ports.tandem,
                "-D",
                "member_port=" + ports.member,
                "-D",
                "member2_port=" + ports.member2,
                script.toString());
    }

    private static String configuration(Path directory, Map<Path, Ports> ports) {
        StringBuilder listeners = new StringBuilder();
        StringBuilder balancers = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        ports.forEach((script, each) -> {
            String name = script.getFileName().toString().replace(".vtc", "").replace('_', '-');
            String text = Distribution.read(script);
            String member = added(text, "member");
            listeners.append("  %s: {listen: \"127.0.0.1:%d\"}%n".formatted(name, each.tandem));
            balancers.append("  %s: {%smembers: [{name: a, route: a, url: \"http://127.0.0.1:%d\"%s}%s]}%n"
                    .formatted(
                            name,
                            added(text, "balancer").isEmpty()
                                    ? ""
                                    : added(text, "balancer").substring(2) + ", ",
                            each.member,
                            member,
                            text.contains("${member2_port}")
                                    ? ", {name: b, route: b, url: \"http://127.0.0.1:%d\"%s}"
                                            .formatted(each.member2, member)
                                    : ""));
            routes.append("  - {listener: %s, balancer: %s}%n".formatted(name, name));
        });
        return """
                node: lb1
                state-directory: %s
                listeners:
                %sbalancers:
                %sroutes:
                %sadmin: {listen: "127.0.0.1:%d"}
                metrics: {listen: "127.0.0.1:%d"}
                """.formatted(
                        directory.resolve("state"),
                        listeners,
                        balancers,
                        routes,
                        Distribution.freePort(),
                        Distribution.freePort());
    }

    /** What a script adds to a part of its configuration, led by a comma; empty for nothing. */
    private static String added(String script, String part) {
        return script.lines()
                .filter(line -> line.startsWith("# " + part + ": "))
                .map(line -> ", " + line.substring(part.length() + 4))
                .collect(Collectors.joining());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scripts")
    void script_passes(Path script) throws Exception {
        Command run = runs.get(script).get();

        assertThat(run.code())
                .as(() -> "varnishtest " + script + ":\n" + run.out() + run.err())
                .isZero();
    }
}
