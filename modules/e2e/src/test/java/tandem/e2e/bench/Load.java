package tandem.e2e.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import tandem.e2e.Command;
import tandem.e2e.Distribution;
import tandem.e2e.bench.Candidate.Entry;

/** Runs wrk or s_time: as many requests as the candidate answers. */
final class Load {
    private static final String TOTAL = """
            function done(summary, latency, requests)
              local e = summary.errors
              print(string.format('TOTAL %d %d %d', summary.requests, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private static final Pattern CONNECTIONS = Pattern.compile("(\\d+) connections in \\d+ real seconds");

    private final Path script;

    Load(Path directory) {
        this.script = directory.resolve("workload.lua");
    }

    /** What came of it. */
    record Result(long requests, double seconds, long errors) {
        double rate() {
            return requests / seconds;
        }
    }

    Result run(Workload workload, Candidate candidate, int seconds) {
        return switch (workload.by()) {
            case WRK -> wrk(workload, candidate, seconds);
            case FULL_HANDSHAKES -> handshakes(workload, candidate, "-new", seconds);
            case RESUMED_HANDSHAKES -> handshakes(workload, candidate, "-reuse", seconds);
        };
    }

    private Result wrk(Workload workload, Candidate candidate, int seconds) {
        Distribution.write(script, workload.script() + TOTAL);
        String scheme = workload.entry() == Entry.TLS ? "https" : "http";
        Command wrk = Command.run(List.of(
                        "wrk",
                        "--threads=1",
                        "--connections=" + workload.connections(),
                        "--duration=" + seconds + "s",
                        "--script=" + script,
                        scheme + "://127.0.0.1:" + candidate.port(workload.entry()) + workload.path()))
                .demand();
        String[] total = wrk.out()
                .lines()
                .filter(line -> line.startsWith("TOTAL "))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("wrk said:\n" + wrk.out() + wrk.err()))
                .split(" ");
        return new Result(Long.parseLong(total[1]), Long.parseLong(total[2]) / 1e6, Long.parseLong(total[3]));
    }

    /** All clients run at the same time; one that met an error ends, and its exit code fails this. */
    private static Result handshakes(Workload workload, Candidate candidate, String sessions, int seconds) {
        String each = "openssl s_time -tls1_3 -connect 127.0.0.1:" + candidate.port(Entry.TLS) + " -www "
                + workload.path() + " -time " + seconds + " " + sessions;
        String all = "for i in $(seq " + workload.connections() + "); do " + each
                + " & pids+=($!); done; for pid in ${pids[@]}; do wait $pid || exit 1; done";
        long begin = System.nanoTime();
        Command clients = Command.run("bash", "-c", all).demand();
        double took = (System.nanoTime() - begin) / 1e9;
        long connections = CONNECTIONS
                .matcher(clients.out())
                .results()
                .mapToLong(sum -> Long.parseLong(sum.group(1)))
                .sum();
        return new Result(connections, took, 0);
    }
}
