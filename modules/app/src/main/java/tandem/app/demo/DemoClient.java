package tandem.app.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Opens a new connection every few milliseconds whether or not earlier ones were answered, records what came of each, and
 * reports outages, the worst wait and who answered. One virtual thread an attempt.
 *
 * @param url http, or https with an authority that Java trusts
 * @param cookie the Cookie field's value; empty for none
 * @param everyMicros pause between two starts
 * @param forMillis how long to go on
 * @param limitMillis after this an attempt has failed; connection and answer together
 */
public record DemoClient(URI url, String cookie, long everyMicros, long forMillis, int limitMillis) {
    private static final int WARM_UP = 20;

    public DemoClient {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + url + "' is not an http or https URL with a host, such as http://127.0.0.100:8080/");
        }
    }

    /**
     * {@code demo-client --url URL [--every MS] [--for SECONDS] [--limit MS] [--cookie NAME=VALUE] [--out FILE]}: prints
     * {@code started}, and at the end the outages and one line of figures; FILE gets a line of JSON for each attempt as it
     * ends, so that it tells even of a client that was killed.
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
        Runnable started = () -> {
            out.println("started");
            out.flush();
        };
        ClientReport report;
        try {
            report = file.isPresent() ? client.visit(started, file.get()) : client.visit(started, attempt -> {});
        } catch (UncheckedIOException e) {
            err.println("demo-client: could not write " + file.orElseThrow() + ": " + e.getMessage()
                    + "; name another file with --out");
            return Arguments.UNAVAILABLE;
        }
        report.outages().forEach(outage -> out.println(sentence(outage)));
        out.println(report.line());
        out.flush();
        return 0;
    }

    private ClientReport visit(Runnable started, Path file) {
        try (Writer lines = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            return visit(started, attempt -> {
                try {
                    lines.write(attempt.json() + "\n");
                    lines.flush();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Runs to the end; blocks.
     *
     * @param started called when the attempts that count begin
     * @param each gets every attempt soon after its end, on the calling thread
     */
    public ClientReport visit(Runnable started, Consumer<Attempt> each) {
        Visit visit = new Visit(url, cookie, limitMillis);
        for (int i = 0; i < WARM_UP; i++) {
            visit.make(0);
        }
        Queue<Attempt> ended = new ConcurrentLinkedQueue<>();
        List<Attempt> attempts = new ArrayList<>();
        try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            started.run();
            long epochMicros = System.currentTimeMillis() * 1000;
            long start = System.nanoTime();
            long count = forMillis * 1000 / everyMicros;
            for (long i = 0; i < count; i++) {
                sleepUntil(start + TimeUnit.MICROSECONDS.toNanos(i * everyMicros));
                long micros = epochMicros + TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
                visitors.execute(() -> ended.add(visit.make(micros)));
                collect(ended, attempts, each);
            }
        }
        collect(ended, attempts, each);
        return ClientReport.of(attempts);
    }

    private static void collect(Queue<Attempt> ended, List<Attempt> attempts, Consumer<Attempt> each) {
        for (Attempt next = ended.poll(); next != null; next = ended.poll()) {
            attempts.add(next);
            each.accept(next);
        }
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
}
