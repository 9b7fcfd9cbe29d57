package tandem.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A small network in namespaces of its own: places on one bridge, each with an {@code eth0}. Everything lives in network,
 * mount and process namespaces that end with one process, which ends when its standard input does: nothing is left behind,
 * even if the test's JVM is killed.
 */
final class Net implements AutoCloseable {
    private static final String WORLD = "mount -t tmpfs tmpfs /run && ip link set lo up && ip link add br0 type bridge"
            + " && ip link set br0 up && echo ready && exec cat";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Process holder;
    private final List<String> enter;
    private final Map<String, Process> anchors = new LinkedHashMap<>();

    private Net(Process holder, List<String> enter) {
        this.holder = holder;
        this.enter = enter;
    }

    /** Why there can be no such network here, naming the tool or privilege; empty if there can. */
    static Optional<String> missing() {
        for (String tool : List.of("ip", "unshare", "nsenter")) {
            if (Command.run("sh", "-c", "command -v " + tool).code() != 0) {
                return Optional.of("needs the tool " + tool);
            }
        }
        List<String> probe = new ArrayList<>(unshare());
        probe.addAll(List.of("sh", "-c", "mount -t tmpfs tmpfs /run && ip netns add probe"));
        return Command.run(probe).code() == 0
                ? Optional.empty()
                : Optional.of("needs root or unprivileged user namespaces");
    }

    static Net open() {
        try {
            List<String> line = new ArrayList<>(unshare());
            line.addAll(List.of("sh", "-c", WORLD));
            Process holder = new ProcessBuilder(line)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            // Deliberate: not closed; the reader lives as long as the holder.
            BufferedReader answers = holder.inputReader();
            if (!"ready".equals(answers.readLine())) {
                holder.destroyForcibly();
                throw new IllegalStateException("could not make the namespaces");
            }
            List<String> enter = new ArrayList<>(
                    List.of("nsenter", "--target", String.valueOf(child(holder).pid()), "--net", "--mount", "--pid"));
            if (!root()) {
                enter.addAll(List.of("--user", "--preserve-credentials"));
            }
            return new Net(holder, List.copyOf(enter));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds a place with one address, such as {@code 192.0.2.11/24}. */
    void place(String name, String address) {
        world("ip", "netns", "add", name);
        world("ip", "link", "add", "port-" + name, "type", "veth", "peer", "name", "eth0", "netns", name);
        world("ip", "link", "set", "port-" + name, "master", "br0", "up");
        world("ip", "-n", name, "link", "set", "lo", "up");
        world("ip", "-n", name, "link", "set", "eth0", "up");
        world("ip", "-n", name, "addr", "add", address, "dev", "eth0");
        anchors.put(name, start(new ProcessBuilder(inside(name, "sleep", "infinity"))));
    }

    /** Takes a place off the bridge; its own link stays up, as with a fault in the switch. */
    void cut(String place) {
        world("ip", "link", "set", "port-" + place, "nomaster");
    }

    /** Undoes {@link #cut}. */
    void mend(String place) {
        world("ip", "link", "set", "port-" + place, "master", "br0");
    }

    /** The command line that runs a command at a place. */
    List<String> inside(String place, String... command) {
        List<String> line = new ArrayList<>(enter);
        line.addAll(List.of("ip", "netns", "exec", place));
        line.addAll(List.of(command));
        return line;
    }

    /** A process at this place, for its files in /proc. */
    long anchor(String place) {
        return child(anchors.get(place)).pid();
    }

    /** The MAC address of a place's eth0. */
    String mac(String place) {
        return Command.run(inside(place, "cat", "/sys/class/net/eth0/address"))
                .demand()
                .out()
                .strip();
    }

    /** Ends every process of this network, and so the network. */
    @Override
    public void close() {
        child(holder).destroyForcibly();
        holder.destroyForcibly();
        anchors.values().forEach(Process::destroyForcibly);
    }

    private void world(String... command) {
        List<String> line = new ArrayList<>(enter);
        line.addAll(List.of(command));
        Command.run(line).demand();
    }

    /** The process that nsenter or unshare made in the process namespace. */
    static ProcessHandle child(Process wrapper) {
        return Awaitility.await("the process behind " + wrapper.pid())
                .atMost(LIMIT)
                .until(() -> wrapper.children().findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    private static Process start(ProcessBuilder builder) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> unshare() {
        List<String> line = new ArrayList<>(
                List.of("unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"));
        if (!root()) {
            line.addAll(List.of("--user", "--map-root-user"));
        }
        return line;
    }

    private static boolean root() {
        return Command.run("id", "-u").demand().out().strip().equals("0");
    }
}
