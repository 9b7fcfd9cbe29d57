package tandem.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One command run to its end. */
public record Command(List<String> line, int code, String out, String err) {
    private static final long LIMIT_SECONDS = 60;

    /** Runs it; fails after a minute. */
    public static Command run(List<String> line) {
        return run(line, LIMIT_SECONDS);
    }

    /** Runs it; fails after that many seconds. */
    public static Command run(List<String> line, long limitSeconds) {
        try {
            Path out = Files.createTempFile("command", ".out");
            Path err = Files.createTempFile("command", ".err");
            try {
                Process process = new ProcessBuilder(line)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                if (!process.waitFor(limitSeconds, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException(line + " did not end within " + limitSeconds + " s");
                }
                return new Command(
                        line,
                        process.exitValue(),
                        Files.readString(out, StandardCharsets.UTF_8),
                        Files.readString(err, StandardCharsets.UTF_8));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + line + " ran", e);
        }
    }

    public static Command run(String... line) {
        return run(List.of(line));
    }

    /** This command, if it succeeded. */
    public Command demand() {
        if (code != 0) {
            throw new IllegalStateException(line + " ended with " + code + ": " + err + out);
        }
        return this;
    }
}
