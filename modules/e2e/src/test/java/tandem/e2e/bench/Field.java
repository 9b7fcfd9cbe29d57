package tandem.e2e.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tandem.e2e.Command;
import tandem.e2e.Distribution;
import tandem.e2e.RunningProcess;
import tandem.e2e.bench.Candidate.Entry;
import tandem.e2e.peers.Peer;
import tandem.e2e.peers.PeerPorts;
import tandem.e2e.peers.PeerSetup;

/** Everything that runs during a bench: members on the second CPU, the candidates on the first. */
final class Field implements AutoCloseable {
    static final int MOST_MEMBERS = 2000;
    private static final List<String> FIRST_CPU = List.of("taskset", "-c", "0");
    private static final List<String> SECOND_CPU = List.of("taskset", "-c", "1");

    private final Path directory;
    private final boolean http2;
    private final Origin origin;
    private final List<Candidate> candidates = new ArrayList<>();

    private Field(Path directory, boolean http2) {
        this.directory = directory;
        this.http2 = http2;
        // This JVM makes load; what it starts inherits the CPU unless it is told another.
        Command.run(
                        "taskset",
                        "-acp",
                        "1",
                        String.valueOf(ProcessHandle.current().pid()))
                .demand();
        this.origin = Origin.start(TandemPair.made(directory.resolve("origin")), MOST_MEMBERS);
    }

    /**
     * Starts all whose name matches.
     *
     * @param http2 whether Tandem speaks HTTP/2 in clear text too
     */
    static Field open(Path directory, Pattern wanted, boolean http2) {
        Field field = new Field(directory, http2);
        try {
            Path certificate = field.certificate();
            if (wanted.matcher("Tandem").find()) {
                field.candidates.add(field.tandem(2));
            }
            for (Peer.Kind kind : Peer.Kind.values()) {
                if (wanted.matcher(kind.called()).find()) {
                    field.candidates.add(field.peer(kind, 2, certificate));
                }
            }
            if (wanted.matcher("stock Undertow").find()) {
                field.candidates.add(field.stock());
            }
            return field;
        } catch (RuntimeException | AssertionError e) {
            field.close();
            throw e;
        }
    }

    List<Candidate> candidates() {
        return List.copyOf(candidates);
    }

    Load load() {
        return new Load(directory);
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    private Path certificate() {
        Path pem = directory.resolve("site.pem");
        Command.run(
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
                        "/CN=localhost",
                        "-keyout",
                        pem + ".key",
                        "-out",
                        pem + ".crt")
                .demand();
        return Distribution.write(
                pem, Distribution.read(Path.of(pem + ".crt")) + Distribution.read(Path.of(pem + ".key")));
    }

    /** A pair of its own with so many members. */
    Candidate tandem(int members) {
        return TandemPair.start(
                TandemPair.made(directory.resolve("tandem-" + members)),
                origin.members(members),
                directory.resolve("site.pem"),
                http2,
                FIRST_CPU,
                SECOND_CPU);
    }

    /** One of a kind with so many members. */
    Candidate peer(Peer.Kind kind, int members) {
        return peer(kind, members, directory.resolve("site.pem"));
    }

    private Candidate peer(Peer.Kind kind, int members, Path certificate) {
        Path own = TandemPair.made(directory.resolve(kind.command() + "-" + members));
        Peer peer = Peer.start(
                kind,
                new PeerSetup(own, FIRST_CPU, origin.members(members), Optional.of(certificate), PeerPorts.free()));
        String configuration = switch (kind) {
            case HAPROXY -> "one thread, balance roundrobin, option forwardfor";
            case NGINX -> "one worker, upstream keepalive, X-Forwarded-For";
            case APACHE -> "event MPM, one process of 300 threads, mod_proxy_balancer byrequests";
        };
        return new Candidate(
                kind.called(),
                peer.ports(),
                peer.pid(),
                false,
                kind == Peer.Kind.APACHE ? Candidate.without(Entry.HTTP2) : Set.of(Entry.values()),
                () -> true,
                "version " + kind.version() + "; " + configuration,
                peer::close);
    }

    private Candidate stock() {
        PeerPorts ports = PeerPorts.free();
        List<String> line = Stream.of(
                        FIRST_CPU,
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xms64m",
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StockUndertow.class.getName(),
                                String.valueOf(ports.plain())),
                        origin.members(2))
                .flatMap(List::stream)
                .toList();
        RunningProcess process =
                RunningProcess.start(line, false, directory.resolve("undertow.log"), StockUndertow.READY);
        return new Candidate(
                "stock Undertow",
                ports,
                process.pid(),
                true,
                Set.of(Entry.PLAIN),
                () -> true,
                "ProxyHandler and LoadBalancingProxyClient, one I/O thread",
                process::close);
    }

    @Override
    public void close() {
        candidates.forEach(Candidate::close);
        origin.close();
    }
}
