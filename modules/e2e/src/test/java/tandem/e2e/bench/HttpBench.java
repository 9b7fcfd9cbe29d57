package tandem.e2e.bench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.e2e.Distribution;
import tandem.e2e.peers.Peer;

/**
 * What a proxied request costs and how long it takes, beside HAProxy, nginx, Apache and Undertow's own proxy: all in one run, in
 * turn, each pinned to the first CPU, load and members on the second. Run by {@code deploy/bench http}.
 *
 * <p>{@code -Dtandem.bench.rounds}, {@code -Dtandem.bench.seconds} (of one measurement), {@code -Dtandem.bench.parts} (names of
 * {@link Part} with commas between), {@code -Dtandem.bench.members} (how many instead of 20, 200 and 2,000), {@code -Dtandem.bench.workloads} and {@code -Dtandem.bench.candidates} (patterns of names).
 */
class HttpBench {
    private static final Path REPORT = Path.of("target/bench-http.md");

    /** What can be measured alone. */
    enum Part {
        CPU,
        CALLS,
        BYTES,
        LATENCY,
        MEMBERS
    }

    @Test
    void costs_of_every_candidate(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing =
                Peer.missing("haproxy", "nginx", "apache2", "wrk", "h2load", "taskset", "strace", "openssl");
        assumeTrue(missing.isEmpty(), () -> "the bench " + missing.orElseThrow());
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "the bench needs two CPUs");
        String parts = System.getProperty("tandem.bench.parts", "CPU,CALLS,BYTES,LATENCY,MEMBERS");
        Set<Part> wanted = EnumSet.noneOf(Part.class);
        Arrays.stream(parts.toUpperCase(Locale.ROOT).split(","))
                .map(Part::valueOf)
                .forEach(wanted::add);
        HttpReport report = new HttpReport();

        try (Field field = Field.open(directory, pattern("candidates"), false)) {
            HttpRounds rounds = new HttpRounds(field, report, workloads());
            rounds.warmUp();
            if (wanted.contains(Part.CPU)) {
                rounds.costs();
            }
            if (wanted.contains(Part.LATENCY)) {
                rounds.latencies();
            }
            if (wanted.contains(Part.MEMBERS)) {
                rounds.members();
            }
            if (wanted.contains(Part.BYTES)) {
                rounds.bytes();
            }
            if (wanted.contains(Part.CALLS)) {
                rounds.calls();
            }
            report.configured(field.candidates());
        }

        Distribution.write(TandemPair.made(REPORT.getParent()).resolve(REPORT.getFileName()), report.markdown());
        System.out.println(report.markdown());
    }

    private static Pattern pattern(String property) {
        return Pattern.compile(System.getProperty("tandem.bench." + property, ".*"));
    }

    private static List<Workload> workloads() {
        Pattern wanted = pattern("workloads");
        return HttpRounds.WORKLOADS.stream()
                .filter(workload -> wanted.matcher(workload.name()).find())
                .collect(Collectors.toList());
    }
}
