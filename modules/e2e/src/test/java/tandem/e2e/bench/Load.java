package tandem.e2e.bench;

import java.nio.file.Path;
import java.util.List;
import tandem.e2e.Command;
import tandem.e2e.Distribution;
import tandem.e2e.bench.Candidate.Entry;

/** Runs wrk: as many requests as the candidate answers. */
final class Load {
    private static final String TOTAL = """
            function done(summary, latency, requests)
              local e = summary.errors
              print(string.format('TOTAL %d %d %d', summary.requests, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

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
}
