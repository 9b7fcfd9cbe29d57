package tandem.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tandem.app.demo.Attempt;
import tandem.app.demo.ClientReport;

/** Clients that open a new connection every few milliseconds until they are ended, as a process of their own. */
final class Traffic implements AutoCloseable {
    /** After this an attempt has failed. */
    static final int LIMIT_MILLIS = 250;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_SECONDS = 7200;

    private final RunningProcess process;
    private final LineTail lines;
    private final List<Attempt> attempts = new ArrayList<>();

    private Traffic(RunningProcess process, Path attempts) {
        this.process = process;
        this.lines = new LineTail(attempts);
    }

    /**
     * Starts the clients at a place of the network; returns when they come.
     *
     * @param url http, or https to nodes whose certificate the tests' authority signed
     * @param cookie such as {@code BALANCEID=mycluster.node1}; empty for none
     */
    static Traffic start(Net net, Path directory, String url, int everyMillis, String cookie) {
        Path attempts = directory.resolve("clients-" + System.nanoTime() + ".jsonl");
        List<String> options = new ArrayList<>(List.of(
                "env",
                "TANDEM_JAVA_OPTS=" + (url.startsWith("https:") ? TlsClients.trustOptions(directory) : ""),
                Distribution.tandem(),
                "demo-client",
                "--url",
                url,
                "--every",
                String.valueOf(everyMillis),
                "--for",
                String.valueOf(LONGEST_SECONDS),
                "--limit",
                String.valueOf(LIMIT_MILLIS),
                "--out",
                attempts.toString()));
        if (!cookie.isEmpty()) {
            options.addAll(List.of("--cookie", cookie));
        }
        Path log = directory.resolve(attempts.getFileName() + ".log");
        return new Traffic(
                RunningProcess.start(net.inside("client", options.toArray(String[]::new)), true, log, "started"),
                attempts);
    }

    /** What the attempts that began in a span of time came to; moments in microseconds since 1970. */
    ClientReport report(long from, long to) {
        return ClientReport.of(all().stream()
                .filter(attempt -> attempt.startMicros() >= from && attempt.startMicros() < to)
                .toList());
    }

    /** What all attempts that ended so far came to. */
    ClientReport report() {
        return ClientReport.of(all());
    }

    private List<Attempt> all() {
        if (!process.alive()) {
            throw new IllegalStateException("the clients ended: " + process.log());
        }
        lines.more().forEach(line -> attempts.add(attempt(line)));
        return attempts;
    }

    /** What clients elsewhere saw, from the lines that they wrote. */
    static ClientReport report(String attempts) {
        return ClientReport.of(attempts.lines().map(Traffic::attempt).toList());
    }

    @Override
    public void close() {
        process.close();
    }

    private static Attempt attempt(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            return new Attempt(
                    json.path("start").decimalValue().movePointRight(6).longValue(),
                    json.path("ms").asDouble(),
                    json.path("status").asInt(),
                    json.path("member").asText(),
                    json.path("node").asText(),
                    json.path("error").asText());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
