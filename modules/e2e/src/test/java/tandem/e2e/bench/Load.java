package tandem.e2e.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.e2e.Command;
import tandem.e2e.Distribution;
import tandem.e2e.bench.Candidate.Entry;

/** Runs wrk, h2load or s_time: as many requests as the candidate answers. */
final class Load {
    private static final String TOTAL = """
            function done(summary, latency, requests)
              local e = summary.errors
              print(string.format('TOTAL %d %d %d', summary.requests, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private static final Pattern CONNECTIONS = Pattern.compile("(\\d+) connections in \\d+ real seconds");

    private static final Pattern STREAMS =
            Pattern.compile("(\\d+) done, (\\d+) succeeded, (\\d+) failed, (\\d+) errored, (\\d+) timeout");

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
            case H2LOAD -> h2load(workload, candidate, seconds);
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

    /** It fails where HTTP/2 is not agreed on, which is no error of a request. */
    private static Result h2load(Workload workload, Candidate candidate, int seconds) {
        long begin = System.nanoTime();
        Command h2load = Command.run(List.of(
                        "h2load",
                        "--threads=1",
                        "--clients=" + workload.connections(),
                        "--max-concurrent-streams=" + Workload.STREAMS,
                        "--duration=" + seconds,
                        "--npn-list=h2",
                        "https://127.0.0.1:" + candidate.port(workload.entry()) + workload.path()))
                .demand();
        double took = (System.nanoTime() - begin) / 1e9;
        Matcher total = STREAMS.matcher(h2load.out());
        if (!h2load.out().contains("Application protocol: h2") || !total.find()) {
            throw new IllegalStateException("h2load said:\n" + h2load.out() + h2load.err());
        }
        long errors = Long.parseLong(total.group(3)) + Long.parseLong(total.group(5));
        return new Result(Long.parseLong(total.group(2)), took, errors);
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
