package tandem.app.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Opens a new connection every few milliseconds whether or not earlier ones were answered, records what came of each, and
 * reports outages, the worst wait and who answered. One virtual thread an attempt.
 *
 * @param url plain http
 * @param cookie the Cookie field's value; empty for none
 * @param everyMicros pause between two starts
 * @param forMillis how long to go on
 * @param limitMillis after this an attempt has failed; connection and answer together
 */
public record DemoClient(URI url, String cookie, long everyMicros, long forMillis, int limitMillis) {
    private static final int WARM_UP = 20;

    public DemoClient {
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + url + "' is not an http URL with a host, such as http://127.0.0.100:8080/");
        }
    }

    /**
     * {@code demo-client --url URL [--every MS] [--for SECONDS] [--limit MS] [--cookie NAME=VALUE] [--out FILE]}: prints
     * {@code started}, and at the end the outages and one line of figures; FILE gets a line of JSON for each attempt.
     *
     * @return 0 even if requests failed: they are the result
     */
    public static int run(List<String> arguments, PrintStream out, PrintStream err) {
        DemoClient client;
        Optional<Path> file;
        try {
            Arguments given = Arguments.parse(arguments, Set.of("url", "every", "for", "limit", "cookie", "out"));
            client = new DemoClient(
                    URI.create(given.required("url", "http://127.0.0.100:8080/")),
                    given.text("cookie").orElse(""),
                    1000L * given.number("every", 5),
                    1000L * given.number("for", 10),
                    given.number("limit", 250));
            file = given.text("out").map(Path::of);
        } catch (IllegalArgumentException e) {
            err.println("demo-client: " + e.getMessage());
            return Arguments.USAGE;
        }
        ClientReport report = client.visit(() -> {
            out.println("started");
            out.flush();
        });
        report.outages().forEach(outage -> out.println(sentence(outage)));
        out.println(report.line());
        out.flush();
        return file.map(path -> write(report, path, err)).orElse(0);
    }

    /**
     * Runs to the end; blocks.
     *
     * @param started called when the attempts that count begin
     */
    public ClientReport visit(Runnable started) {
        Visit visit = new Visit(url, cookie, limitMillis);
        for (int i = 0; i < WARM_UP; i++) {
            visit.make(0);
        }
        Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
        try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            started.run();
            long epochMicros = System.currentTimeMillis() * 1000;
            long start = System.nanoTime();
            long count = forMillis * 1000 / everyMicros;
            for (long i = 0; i < count; i++) {
                sleepUntil(start + TimeUnit.MICROSECONDS.toNanos(i * everyMicros));
                long micros = epochMicros + TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
                visitors.execute(() -> attempts.add(visit.make(micros)));
            }
        }
        return ClientReport.of(List.copyOf(attempts));
    }

    private static void sleepUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String sentence(ClientReport.Outage outage) {
        return String.format(
                java.util.Locale.ROOT,
                "outage of %.0f ms: %d attempts failed%s",
                outage.millis(),
                outage.failed(),
                outage.over() ? "" : ", and nobody was served again");
    }

    private static int write(ClientReport report, Path file, PrintStream err) {
        try (PrintWriter lines = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            report.attempts().forEach(attempt -> lines.println(attempt.json()));
            if (lines.checkError()) {
                throw new IOException("a write failed");
            }
            return 0;
        } catch (IOException e) {
            err.println(
                    "demo-client: could not write " + file + ": " + e.getMessage() + "; name another file with --out");
            return Arguments.UNAVAILABLE;
        }
    }
}
