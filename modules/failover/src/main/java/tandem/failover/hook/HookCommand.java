package tandem.failover.hook;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program of the operator's: without a shell, with nothing on its standard input, for a limited time. What it writes goes
 * to a file, so that whatever it leaves running can never make the caller wait. Immutable; any thread.
 */
public final class HookCommand {
    private static final int SAID_BYTES = 4096;
    private static final int SAID_CHARACTERS = 300;

    private final List<String> command;
    private final Duration limit;

    /**
     * @param command program, an absolute path, and its first arguments
     * @param limit how long a call may take; then the program and what it has started are killed
     */
    public HookCommand(List<String> command, Duration limit) {
        if (command.isEmpty()) {
            throw new IllegalArgumentException("a command names a program");
        }
        this.command = List.copyOf(command);
        this.limit = limit;
    }

    /** What came of a call. */
    public sealed interface Ran {
        /** @param said its last line, shortened; empty if it wrote nothing */
        record Ended(int exitCode, String said) implements Ran {}

        /** It took too long and was killed, could not be started, or this thread was interrupted. */
        record Failed(String sentence) implements Ran {}

        /** The exit code and the last line, or why there are none. */
        default String sentence() {
            return switch (this) {
                case Ended(int exitCode, String said) ->
                    "exit code " + exitCode + (said.isEmpty() ? "" : ", saying: " + said);
                case Failed(String sentence) -> sentence;
            };
        }
    }

    /** The program's path. */
    public String program() {
        return command.getFirst();
    }

    /** Whether the program is there and may be executed. */
    public boolean runnable() {
        return Files.isExecutable(Path.of(program()));
    }

    /** Runs it with further arguments; blocks until it has ended, at most for the limit. */
    public Ran run(List<String> arguments) {
        Path output;
        try {
            output = Files.createTempFile("tandem-hook", ".out");
        } catch (IOException e) {
            return new Ran.Failed("could not make a file for the output of " + program() + ": " + e.getMessage());
        }
        try {
            return run(arguments, output);
        } finally {
            delete(output);
        }
    }

    private Ran run(List<String> arguments, Path output) {
        List<String> line = new ArrayList<>(command);
        line.addAll(arguments);
        Process process;
        try {
            process = new ProcessBuilder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            return new Ran.Failed("could not start " + program() + ": " + e.getMessage());
        }
        try {
            if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Ran.Ended(process.exitValue(), lastLine(output));
            }
            kill(process);
            return new Ran.Failed(program() + " " + String.join(" ", arguments) + " did not end within "
                    + limit.toMillis() + " ms and was killed");
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            return new Ran.Failed("interrupted while " + program() + " ran; it was killed");
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String lastLine(Path output) {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            long from = Math.max(0, file.length() - SAID_BYTES);
            byte[] end = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(end);
            String text = new String(end, StandardCharsets.UTF_8).strip();
            String last = text.substring(text.lastIndexOf('\n') + 1).replaceAll("\\p{Cntrl}", " ");
            return last.substring(0, Math.min(SAID_CHARACTERS, last.length()));
        } catch (IOException e) {
            return "its output cannot be read: " + e.getMessage();
        }
    }

    private static void delete(Path output) {
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            output.toFile().deleteOnExit();
        }
    }
}
