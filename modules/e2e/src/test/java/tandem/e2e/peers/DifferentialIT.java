package tandem.e2e.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.wire.Corpus;
import tandem.core.wire.RecordingMember;
import tandem.core.wire.WireCase;
import tandem.core.wire.WireClient;
import tandem.core.wire.WireReader;
import tandem.e2e.Distribution;
import tandem.e2e.RunningProcess;

/**
 * Every request of the corpus through Tandem, HAProxy, nginx and Apache, each before a member that keeps every byte. Where Tandem
 * passes on what two of the three refuse, or says otherwise than two of them where a body ends, that is decided in
 * {@code wire/differences.txt}, by id and reason. The report is target/differential.md.
 */
class DifferentialIT {
    private static final Path REPORT = Path.of("target/differential.md");
    private static final String OURS = "Tandem";

    /** Many balancers are silent where a request is incomplete, so that waiting takes most of the time. */
    private static final int CLIENTS = 8;

    @Test
    void tandem_is_not_more_lenient_than_the_peers_but_where_that_is_decided(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        Optional<String> missing = Peer.missing("haproxy", "nginx", "apache2");
        assumeTrue(missing.isEmpty(), () -> "the differential run " + missing.orElseThrow());
        Map<String, CompletableFuture<Map<String, Observed>>> runs = new LinkedHashMap<>();
        runs.put(OURS, CompletableFuture.supplyAsync(() -> tandem(made(directory.resolve("tandem")))));
        for (Peer.Kind kind : Peer.Kind.values()) {
            runs.put(
                    kind.called(),
                    CompletableFuture.supplyAsync(() -> peer(kind, made(directory.resolve(kind.command())))));
        }
        Map<String, Map<String, Observed>> observed = new LinkedHashMap<>();
        runs.forEach((name, run) -> observed.put(name, run.join()));

        DifferentialReport report = new DifferentialReport(OURS, observed);
        Distribution.write(made(REPORT.getParent()).resolve(REPORT.getFileName()), report.markdown(Corpus.requests()));

        Map<String, String> decided = Corpus.differences();
        Map<String, String> open = new LinkedHashMap<>(report.flagged(Corpus.requests()));
        Set<String> settled = open.keySet();
        List<String> stale = new ArrayList<>(decided.keySet());
        stale.removeAll(settled);
        System.out.println("differential: " + open.size() + " differences, all decided but "
                + open.keySet().stream().filter(id -> !decided.containsKey(id)).toList() + "; decided but not seen: "
                + stale);
        decided.keySet().forEach(open::remove);
        assertThat(open).as("differences to decide; %s has all", REPORT).isEmpty();
    }

    private static Map<String, Observed> tandem(Path directory) {
        try (RecordingMember member = RecordingMember.start()) {
            int port = Distribution.freePort();
            Path config = Distribution.write(directory.resolve("tandem.yaml"), """
                    node: lb1
                    state-directory: %s
                    listeners: {web: {listen: "127.0.0.1:%d"}}
                    balancers: {app: {members: [{name: a, url: "http://127.0.0.1:%d"}]}}
                    routes: [{balancer: app}]
                    admin: {listen: "127.0.0.1:%d"}
                    metrics: {listen: "127.0.0.1:%d"}
                    """.formatted(
                            directory, port, member.port(), Distribution.freePort(), Distribution.freePort()));
            RunningProcess process = RunningProcess.start(
                    List.of(Distribution.tandem(), "run", "--config", config.toString()),
                    false,
                    directory.resolve("log"),
                    "ready node=lb1");
            try {
                return observe(member, port);
            } finally {
                process.close();
            }
        }
    }

    private static Map<String, Observed> peer(Peer.Kind kind, Path directory) {
        PeerPorts ports = PeerPorts.free();
        try (RecordingMember member = RecordingMember.start();
                Peer peer = Peer.start(
                        kind,
                        new PeerSetup(
                                directory,
                                List.of(),
                                List.of("127.0.0.1:" + member.port()),
                                Optional.empty(),
                                ports))) {
            return observe(member, peer.ports().plain());
        }
    }

    /** Each case comes from an address of its own, by which the member knows what came of it, however late. */
    private static Map<String, Observed> observe(RecordingMember member, int port) {
        List<WireCase> cases = Corpus.requests();
        List<Future<Integer>> statuses = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            for (int i = 0; i < cases.size(); i++) {
                InetAddress from = Arrivals.source(i);
                WireCase each = cases.get(i);
                statuses.add(clients.submit(() -> status(port, from, each)));
            }
        }
        Arrivals arrivals = Arrivals.all(member);
        Map<String, Observed> observed = new LinkedHashMap<>();
        for (int i = 0; i < cases.size(); i++) {
            observed.put(cases.get(i).id(), Observed.of(statuses.get(i).resultNow(), arrivals.of(i)));
        }
        return observed;
    }

    private static int status(int port, InetAddress from, WireCase each) {
        try (WireClient client = new WireClient(port, from)) {
            return client.exchange(each.request()).status();
        } catch (IOException | WireReader.NotHttp e) {
            return 0;
        }
    }

    private static Path made(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
