package tandem.failover.vip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A bridge with hosts on it, each a network namespace with one interface, {@code eth0} unless called otherwise: {@code lb1} .11, {@code lb2} .12 and
 * {@code client} .50 of 198.51.100.0/24. Needs root and {@code ip}. Closing removes all of it.
 */
final class TestSegment implements AutoCloseable {
    private static final List<String> HOSTS = List.of("lb1", "lb2", "client");
    private static final List<Integer> NUMBERS = List.of(11, 12, 50);

    private final String device;
    private final String prefix = "tvip" + ProcessHandle.current().pid() + "-" + System.nanoTime() % 100_000;

    TestSegment() {
        this("eth0");
    }

    /** @param device how the hosts' interface is called, as a bond or a VLAN might be */
    TestSegment(String device) {
        this.device = device;
        try {
            String bridge = namespace("bridge");
            ip("netns", "add", bridge);
            ip("-n", bridge, "link", "add", "br0", "type", "bridge");
            ip("-n", bridge, "link", "set", "br0", "up");
            for (int i = 0; i < HOSTS.size(); i++) {
                attach(bridge, HOSTS.get(i), NUMBERS.get(i));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private void attach(String bridge, String host, int number) {
        String namespace = namespace(host);
        ip("netns", "add", namespace);
        ip("-n", namespace, "link", "set", "lo", "up");
        ip("-n", bridge, "link", "add", host, "type", "veth", "peer", "name", device, "netns", namespace);
        ip("-n", bridge, "link", "set", host, "master", "br0", "up");
        ip("-n", namespace, "addr", "add", "198.51.100." + number + "/24", "dev", device);
        ip("-n", namespace, "addr", "add", "2001:db8::" + number + "/64", "dev", device, "nodad");
        ip("-n", namespace, "link", "set", device, "up");
    }

    String namespace(String host) {
        return prefix + "-" + host;
    }

    /** What {@code ip -j addr} prints for the host. */
    String addresses(String host) {
        return ip("-n", namespace(host), "-j", "addr", "show");
    }

    boolean holds(String host, String address) {
        return addresses(host).contains("\"local\":\"" + address + "\"");
    }

    /** The hardware address of the host's interface. */
    String mac(String host) {
        return run("ip", "netns", "exec", namespace(host), "cat", "/sys/class/net/" + device + "/address")
                .strip();
    }

    /** Switches the bridge's port of the host on or off. */
    void link(String host, String state) {
        ip("-n", namespace("bridge"), "link", "set", host, state);
    }

    /** Runs a command on the host and returns what it printed; its exit code does not matter. */
    String on(String host, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
        all.addAll(List.of(command));
        return execute(all, false);
    }

    String ip(String... arguments) {
        List<String> all = new ArrayList<>(List.of("ip"));
        all.addAll(Arrays.asList(arguments));
        return execute(all, true);
    }

    static String run(String... command) {
        return execute(List.of(command), true);
    }

    private static String execute(List<String> command, boolean strict) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS) || strict && process.exitValue() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + printed);
            }
            return printed;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(String.join(" ", command), e);
        }
    }

    @Override
    public void close() {
        for (String host : HOSTS) {
            execute(List.of("ip", "netns", "del", namespace(host)), false);
        }
        execute(List.of("ip", "netns", "del", namespace("bridge")), false);
    }
}
