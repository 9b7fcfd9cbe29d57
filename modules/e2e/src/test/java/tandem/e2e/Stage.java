package tandem.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network on which pairs are tried: a client that is also the gateway, two members that run, places for two nodes and a
 * witness, each with its own namespace on one bridge.
 */
final class Stage implements AutoCloseable {
    static final String VIP = "192.0.2.100";
    static final String VIP_SIX = "2001:db8::100";
    static final String VIP_SECOND = "192.0.2.101";
    static final String SECOND_GROUP = "second";
    static final String URL = "http://" + VIP + "/";
    static final String URL_BY_TLS = "https://" + VIP + "/";
    static final String WITNESS = "w1";
    static final int CLUSTER_PORT = 7800;
    static final List<String> NODES = List.of("lb1", "lb2");
    /** A node of some tests. */
    static final String THIRD = "lb3";

    private static final Map<String, String> ADDRESSES = addresses();

    final Net net;
    final Path directory;
    private final List<RunningProcess> members = new ArrayList<>();

    private Stage(Net net, Path directory) {
        this.net = net;
        this.directory = directory;
    }

    private static Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("client", "192.0.2.1");
        addresses.put("lb1", "192.0.2.11");
        addresses.put("lb2", "192.0.2.12");
        addresses.put(WITNESS, "192.0.2.13");
        addresses.put(THIRD, "192.0.2.14");
        addresses.put("node1", "192.0.2.21");
        addresses.put("node2", "192.0.2.22");
        return addresses;
    }

    /** As {@link #open}, with members for connections that last and with IPv6. */
    static Stage openForFlows(Path directory) {
        Stage stage = new Stage(Net.open(), directory);
        try {
            ADDRESSES.forEach((place, address) -> {
                stage.net.place(place, address + "/24");
                String six = "2001:db8::" + address.substring(address.lastIndexOf('.') + 1) + "/64";
                stage.net.run(place, "ip", "addr", "add", six, "dev", "eth0", "nodad");
            });
            stage.startFlowMember("node1");
            stage.startFlowMember("node2");
            return stage;
        } catch (RuntimeException | AssertionError e) {
            stage.close();
            throw e;
        }
    }

    private void startFlowMember(String name) {
        List<String> line = FlowTraffic.java(96);
        line.addAll(List.of(FlowMember.class.getName(), address(name), "80"));
        String[] inside = line.toArray(String[]::new);
        members.add(
                RunningProcess.start(net.inside(name, inside), true, directory.resolve(name + ".log"), "ready member"));
    }

    /** Cables everything and starts the members. */
    static Stage open(Path directory) {
        Stage stage = new Stage(Net.open(), directory);
        try {
            ADDRESSES.forEach((place, address) -> stage.net.place(place, address + "/24"));
            stage.startMember("node1");
            stage.startMember("node2");
            return stage;
        } catch (RuntimeException | AssertionError e) {
            stage.close();
            throw e;
        }
    }

    static String address(String place) {
        return ADDRESSES.get(place);
    }

    static String peerOf(String node) {
        return node.equals("lb1") ? "lb2" : "lb1";
    }

    private void startMember(String name) {
        List<String> line = net.inside(
                name,
                "env",
                "TANDEM_JAVA_OPTS=-Xmx64m -XX:TieredStopAtLevel=1",
                Distribution.tandem(),
                "demo-member",
                "--name",
                name,
                "--listen",
                address(name) + ":80");
        members.add(RunningProcess.start(line, true, directory.resolve(name + ".log"), "ready member=" + name));
    }

    Traffic traffic(int everyMillis, String cookie) {
        return Traffic.start(net, directory, URL, everyMillis, cookie);
    }

    /** By TLS, to a pair that speaks it. */
    Traffic trafficByTls(int everyMillis) {
        return Traffic.start(net, directory, URL_BY_TLS, everyMillis, "");
    }

    Wire wire() {
        return Wire.start(net, directory, VIP, CLUSTER_PORT, 0, NODES);
    }

    /** An onlooker who sends each datagram of voters a second time. */
    Wire echo(int afterMillis) {
        return Wire.start(net, directory, VIP, CLUSTER_PORT, afterMillis, NODES);
    }

    HolderSampler holders() {
        return HolderSampler.start(net, VIP, NODES);
    }

    /** Takes a node from the network as a boot finds it: nothing runs there, and no cable is pulled. */
    void wipe(String place) {
        net.wipe(place, address(place) + "/24");
        net.mend(place);
    }

    @Override
    public void close() {
        members.forEach(RunningProcess::close);
        net.close();
    }
}
