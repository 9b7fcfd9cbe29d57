package tandem.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
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
    static final String BRIDGE = "br0";
    /** The address of whoever sits on the bridge itself and looks on. */
    static final String ONLOOKER = "192.0.2.9";

    private static final String WORLD = "mount -t tmpfs tmpfs /run && ip link set lo up && ip link add br0 type bridge"
            + " mcast_snooping 0 && ip addr add " + ONLOOKER
            + "/24 dev br0 && ip link set br0 up && echo ready && exec cat";
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

    /** Why {@link #drop} cannot be used here; empty if it can. */
    static Optional<String> missingNft() {
        return Command.run("sh", "-c", "PATH=$PATH:/usr/sbin command -v nft").code() == 0
                ? Optional.empty()
                : Optional.of("needs the tool nft");
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

    /**
     * Frames that are lost on their way from one place to another; the way back is another one.
     *
     * @param percent how many of 100, by chance
     */
    record Drop(String from, String to, int percent) {
        private String rule() {
            String chance = percent >= 100 ? "" : " numgen random mod 100 < " + percent;
            return "; add rule bridge faults pass iifname port-" + from + " oifname port-" + to + chance + " drop";
        }
    }

    /** Loses these frames from now on, and no others; needs nft. */
    void drop(Collection<Drop> drops) {
        StringBuilder rules = new StringBuilder("add table bridge faults; add chain bridge faults pass"
                + " { type filter hook forward priority 0; }; flush chain bridge faults pass");
        drops.forEach(drop -> rules.append(drop.rule()));
        world("nft", rules.toString());
    }

    /** Every process at a place, those of its node among them. */
    List<Long> processes(String place) {
        long anchor = anchor(place);
        Path own = namespace(anchor).orElseThrow();
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> pid != anchor)
                .filter(pid -> namespace(pid).filter(own::equals).isPresent())
                .toList();
    }

    private static Optional<Path> namespace(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/net")));
        } catch (IOException e) {
            return Optional.empty(); // ended meanwhile, or not ours to look at
        }
    }

    /**
     * Makes a command that sends a signal to every process at a place; they are looked up now, the command does not look. Those
     * that have ended meanwhile do not matter.
     */
    Runnable readied(String place, String signal) {
        List<String> line = new ArrayList<>(List.of("kill", "-" + signal));
        processes(place).forEach(pid -> line.add(String.valueOf(pid)));
        return () -> Command.run(line);
    }

    /** What a boot leaves of a place: no process, no address but its own, no firewall. */
    void wipe(String place, String address) {
        List<Long> left = processes(place);
        left.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
        Awaitility.await("the end of all processes of " + place + ": " + left)
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> processes(place).isEmpty());
        String rules = "if command -v nft >/dev/null; then nft flush ruleset; fi";
        Command.run(inside(
                        place, "sh", "-c", "ip addr flush dev eth0 && ip addr add " + address + " dev eth0; " + rules))
                .demand();
    }

    /** Runs a command at a place; it must succeed. */
    Command run(String place, String... command) {
        return Command.run(inside(place, command)).demand();
    }

    /** Removes an address that may be there. */
    void forget(String place, String address) {
        Command.run(inside(place, "ip", "addr", "del", address, "dev", "eth0"));
    }

    /** The answer's body to a GET of an administrator at this place; empty without a 200. */
    Optional<String> get(String place, String path) {
        return http(place, "GET " + path + " HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n");
    }

    /** The same for a POST of JSON. */
    Optional<String> post(String place, String path, String body) {
        return http(
                place,
                "POST " + path + " HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: application/json\\r\\n"
                        + "Connection: close\\r\\nContent-Length: " + body.length() + "\\r\\n\\r\\n" + body);
    }

    /** Without the start of a JVM, which would disturb measurements. */
    private Optional<String> http(String place, String request) {
        String script = "exec 3<>/dev/tcp/127.0.0.1/9990 && printf '" + request + "' >&3 && timeout 20 cat <&3";
        Command asked = Command.run(inside(place, "bash", "-c", script));
        int end = asked.out().indexOf("\r\n\r\n");
        return asked.out().startsWith("HTTP/1.1 200") && end > 0
                ? Optional.of(asked.out().substring(end + 4))
                : Optional.empty();
    }

    /** The command line that runs a command on the bridge itself. */
    List<String> onBridge(String... command) {
        List<String> line = new ArrayList<>(enter);
        line.addAll(List.of(command));
        return line;
    }

    /** The command line that runs a command at a place. */
    List<String> inside(String place, String... command) {
        List<String> line = new ArrayList<>(enter);
        line.addAll(List.of("ip", "netns", "exec", place));
        line.addAll(List.of(command));
        return line;
    }

    /**
     * The command line that runs a service at a place: before whatever else the machine does, as Tandem's unit has it
     * ({@code CPUWeight=400}, four times the usual share), where that is allowed.
     */
    List<String> service(String place, String... command) {
        List<String> line = new ArrayList<>(List.of("nice", "-n", "-6"));
        line.addAll(List.of(command));
        return inside(place, line.toArray(String[]::new));
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
        Command.run(onBridge(command)).demand();
    }

    /** The process that nsenter or unshare made in the process namespace. */
    static ProcessHandle child(Process wrapper) {
        return Awaitility.await("the process behind " + wrapper.pid())
                .atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
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
