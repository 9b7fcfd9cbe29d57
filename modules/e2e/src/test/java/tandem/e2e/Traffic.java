package tandem.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tandem.app.demo.Attempt;
import tandem.app.demo.ClientReport;

/** Clients that open a new connection every few milliseconds, as a process of their own. */
final class Traffic implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RunningProcess process;
    private final Path attempts;

    private Traffic(RunningProcess process, Path attempts) {
        this.process = process;
        this.attempts = attempts;
    }

    /**
     * Starts the clients at a place of the network; returns when they come.
     *
     * @param cookie such as {@code BALANCEID=mycluster.node1}; empty for none
     */
    static Traffic start(Net net, Path directory, String url, int everyMillis, int seconds, String cookie) {
        Path attempts = directory.resolve("clients-" + System.nanoTime() + ".jsonl");
        List<String> options = new ArrayList<>(List.of(
                Distribution.tandem(),
                "demo-client",
                "--url",
                url,
                "--every",
                String.valueOf(everyMillis),
                "--for",
                String.valueOf(seconds),
                "--limit",
                "250",
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

    /** Waits until the clients are done. */
    ClientReport report() {
        int code = process.exitCode();
        if (code != 0) {
            throw new IllegalStateException("the clients ended with " + code + ": " + process.log());
        }
        try (Stream<String> lines = Files.lines(attempts)) {
            return ClientReport.of(lines.map(Traffic::attempt).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
