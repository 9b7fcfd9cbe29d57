package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.VipConfig;

/**
 * What the kernel's rules for a virtual address cost a request: the fence, which always stands, and the rules of a hand-over, which stand
 * while connections last at the old owner. The same node is asked by its virtual address and by its own, in turn. Run by
 * {@code deploy/bench rules}, never by {@code mvn verify}; {@code -Dtandem.bench.rounds}, {@code -Dtandem.bench.seconds}.
 */
class RulesBench {
    private static final Path REPORT = Path.of("target/bench-rules.md");
    private static final int ROUNDS = Integer.getInteger("tandem.bench.rounds", 5);
    private static final int SECONDS = Integer.getInteger("tandem.bench.seconds", 3);
    private static final int WARM_UP_SECONDS = 40;
    private static final double TICKS_A_SECOND = 100;
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");

    private final StringBuilder rows = new StringBuilder();
    private Stage stage;

    @Test
    void requests_to_a_virtual_address_and_to_the_nodes_own(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "the bench " + missing.orElseThrow());
        try (Stage opened = Stage.open(directory);
                Pair pair = Pair.start(opened, PairSettings.USUAL.withPatience())) {
            stage = opened;
            pair.settle();
            String from = pair.owner();
            String to = Stage.peerOf(from);
            load(Stage.address(to), WARM_UP_SECONDS);

            move(pair, from, to);
            awaitTables(to, 1);
            compare("the fence", to);

            move(pair, to, from);
            try (RunningProcess lasting = download(directory)) {
                move(pair, from, to);
                int standing = tables(to);
                compare("the fence and the rules of a hand-over", to);
                assertThat(standing).as("tables of the hand-over, before").isGreaterThan(1);
                assertThat(tables(to)).as("and behind it").isEqualTo(standing);
                assertThat(lasting.alive())
                        .as("the connection for which they stand")
                        .isTrue();
            }
        }
        String report = """
                | What stands | CPU a request, own address, µs | virtual address, µs | more | rate, virtual / own |
                |---|--:|--:|--:|--:|
                %s
                Small GETs on 32 kept connections over a bridge of network namespaces; CPU is that of the whole machine: client, member, node and
                kernel. Medians of %d rounds of %d s each, in turn.
                """.formatted(rows, ROUNDS, SECONDS);
        Distribution.write(REPORT, report);
        System.out.println(report);
    }

    private void move(Pair pair, String from, String to) {
        Awaitility.await("the switchover to " + to)
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> pair.switchover(from, to, VipConfig.MAIN_GROUP));
        pair.settle();
    }

    /** A connection that lasts at the owner, so that the rules of the next hand-over stand. */
    private RunningProcess download(Path directory) {
        List<String> line = stage.net.inside(
                "client",
                "curl",
                "--silent",
                "--limit-rate",
                "50k",
                "--output",
                "/dev/null",
                Stage.URL + "bytes?n=20000000");
        return RunningProcess.launch(line, true, directory.resolve("download.log"));
    }

    private void awaitTables(String node, int count) {
        Awaitility.await("only the fence to stand")
                .atMost(Duration.ofSeconds(30))
                .until(() -> tables(node) == count);
    }

    private int tables(String node) {
        return (int) stage.net.run(node, "nft", "list", "tables").out().lines().count();
    }

    private void compare(String what, String node) {
        Figures own = new Figures("own address", "µs");
        Figures virtual = new Figures("virtual address", "µs");
        Figures more = new Figures("virtual less own", "µs");
        Figures rates = new Figures("rate, virtual / own", "");
        for (int i = 0; i < ROUNDS; i++) {
            Seen one = load(Stage.address(node), SECONDS);
            Seen other = load(Stage.VIP, SECONDS);
            own.add(one.micros());
            virtual.add(other.micros());
            more.add(other.micros() - one.micros());
            rates.add((double) other.requests() / one.requests());
        }
        rows.append(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %.2f |%n",
                what,
                own.median(),
                virtual.median(),
                more.median(),
                rates.median()));
    }

    /** What a load came to. */
    private record Seen(long requests, double micros) {}

    private Seen load(String address, int seconds) {
        double before = busySeconds();
        String said = Command.run(
                        stage.net.inside(
                                "client",
                                "wrk",
                                "--threads=1",
                                "--connections=32",
                                "--duration=" + seconds + "s",
                                "http://" + address + "/"),
                        seconds + 30L)
                .demand()
                .out();
        double busy = busySeconds() - before;
        Matcher total = REQUESTS.matcher(said);
        assertThat(total.find()).as(said).isTrue();
        assertThat(said).doesNotContain("Non-2xx");
        long requests = Long.parseLong(total.group(1));
        return new Seen(requests, busy * 1e6 / requests);
    }

    /** How long the machine's processors have worked so far. */
    private static double busySeconds() {
        String[] ticks = Distribution.read(Path.of("/proc/stat"))
                .lines()
                .findFirst()
                .orElseThrow()
                .split(" +");
        long idle = Long.parseLong(ticks[4]) + Long.parseLong(ticks[5]);
        long all = 0;
        for (int i = 1; i <= 8; i++) {
            all += Long.parseLong(ticks[i]);
        }
        return (all - idle) / TICKS_A_SECOND;
    }
}
