package tandem.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A process of {@code bin/tandem} with its log, alive until it is ended. */
public final class RunningProcess implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(120);
    private static final Duration END = Duration.ofSeconds(30);

    private final Process process;
    private final boolean wrapped;
    private final Path log;

    private RunningProcess(Process process, boolean wrapped, Path log) {
        this.process = process;
        this.wrapped = wrapped;
        this.log = log;
    }

    /**
     * Starts it and waits for a line.
     *
     * @param wrapped whether the command line enters namespaces first
     * @param ready how the line begins, such as {@code ready node=lb1}
     */
    public static RunningProcess start(List<String> line, boolean wrapped, Path log, String ready) {
        RunningProcess started = launch(line, wrapped, log);
        started.await(ready);
        return started;
    }

    /** Waits for a line that begins like this. */
    public void await(String ready) {
        try {
            Awaitility.await("the line '" + ready + "' in " + log)
                    .atMost(READY)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .failFast("the process ended", () -> !process.isAlive())
                    .until(() -> log().lines().anyMatch(text -> text.startsWith(ready)));
        } catch (RuntimeException e) {
            close();
            throw new IllegalStateException("not ready; the output in " + log + ":\n" + log(), e);
        }
    }

    /** Starts it without waiting. */
    public static RunningProcess launch(List<String> line, boolean wrapped, Path log) {
        try {
            Process process = new ProcessBuilder(line)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new RunningProcess(process, wrapped, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All it printed so far. */
    public String log() {
        return Files.exists(log) ? Distribution.read(log) : "";
    }

    /** The JVM's process. */
    public long pid() {
        return jvm().pid();
    }

    /** How much memory the JVM takes, in 10^6 bytes. */
    public double residentMegabytes() {
        String status = Distribution.read(Path.of("/proc/" + pid() + "/status"));
        String line = status.lines()
                .filter(text -> text.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("process " + pid() + " has no VmRSS"));
        return Integer.parseInt(line.replaceAll("\\D+", "")) * 1024 / 1e6;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** Sends a signal to the JVM itself, such as {@code KILL}. */
    public void signal(String name) {
        readied(name).run();
    }

    /** Sends a signal as soon as it is run, without looking the process up first. */
    Runnable readied(String name) {
        List<String> line = new ArrayList<>(List.of("kill", "-" + name, String.valueOf(jvm().pid())));
        if (wrapped && name.equals("CONT")) {
            // nsenter stops itself when the process in it stops, and would never notice the process's end.
            line.add(String.valueOf(process.pid()));
        }
        return () -> Command.run(line).demand();
    }

    /** Waits for its end and returns the exit code. */
    public int exitCode() {
        Awaitility.await("the end of the process with " + log).atMost(END).until(() -> !process.isAlive());
        return process.exitValue();
    }

    /** Ends it at once. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private ProcessHandle jvm() {
        Optional<ProcessHandle> child = wrapped ? Optional.of(Net.child(process)) : Optional.empty();
        return child.orElseGet(process::toHandle);
    }
}
