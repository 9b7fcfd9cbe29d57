package tandem.failover.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java program of the tests in a network namespace, driven by lines. */
final class NamespaceProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader lines;

    /** @param prefix what the command line starts with, for example a tool that drops privileges; may be empty */
    NamespaceProcess(String namespace, List<String> prefix, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(prefix);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        lines = process.inputReader(StandardCharsets.UTF_8);
    }

    long pid() {
        return process.pid();
    }

    /** Sends a command; {@link #line} has the answer. */
    void send(String command) {
        try {
            OutputStream commands = process.getOutputStream();
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String line() {
        try {
            String line = lines.readLine();
            if (line == null) {
                throw new IOException("the process ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lines that it has printed and nobody has read; does not wait. */
    List<String> printed() {
        List<String> printed = new ArrayList<>();
        try {
            while (lines.ready()) {
                printed.add(line());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return printed;
    }

    String ask(String command) {
        send(command);
        return line();
    }

    /** What it still prints until its end. */
    List<String> rest() {
        return lines.lines().toList();
    }

    void signal(String name) {
        TestSegment.run("kill", "-" + name, Long.toString(pid()));
    }

    /** Ends it by force if it still runs. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
