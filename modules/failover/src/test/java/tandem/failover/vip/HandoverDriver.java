package tandem.failover.vip;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import tandem.core.config.Profile;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.ClientFlows;
import tandem.core.port.LastWord;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership;
import tandem.core.port.Ownership.Switchover;
import tandem.core.port.VipListeners;
import tandem.core.status.Role;
import tandem.failover.FailoverNode;
import tandem.failover.FailoverSettings;
import tandem.failover.Reachability;
import tandem.failover.Surroundings;
import tandem.failover.TestTls;
import tandem.failover.VipGroup;
import tandem.failover.VipHandle;

/**
 * One of two nodes on a {@link TestSegment}, with the real addresses, fence and rules, that stands still exactly at a step of a
 * hand-over until it is killed or told to go on. Arguments: the node's name, its state directory, the file of the identity.
 *
 * <p>Commands, a line each: {@code stop STEP}, {@code switch NODE}, {@code go}. Prints {@code role ROLE} at each change, {@code
 * at STEP} when it stands still, and what came of a switchover.
 */
final class HandoverDriver {
    static final List<String> VIPS = List.of("198.51.100.100", "2001:db8::100");

    /** A VLAN's on a bond: nothing that reads or writes names of interfaces may trip over the dot. */
    static final String DEVICE = "bond0.5";

    private static final int PORT = 7800;
    private static final Duration DRAIN = Duration.ofSeconds(2);

    private static final Semaphore GO = new Semaphore(0);
    private static volatile String stopAt = "";

    private HandoverDriver() {}

    public static void main(String[] arguments) throws IOException {
        String node = arguments[0];
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("lb1", "198.51.100.11");
        addresses.put("lb2", "198.51.100.12");
        List<InetSocketAddress> peers = addresses.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(node))
                .map(entry -> new InetSocketAddress(entry.getValue(), PORT))
                .toList();
        List<VipConfig> vips = VIPS.stream()
                .map(address -> new VipConfig(address, Optional.of(DEVICE), VipProviderKind.NETLINK))
                .toList();
        VipProviders parts = VipProviders.of(
                new VipScope("kill", node, VipConfig.MAIN_GROUP, peers, Optional.empty(), Optional.empty()),
                vips,
                new NoListeners());
        FailoverNode running = FailoverNode.start(
                new FailoverSettings("kill", node, addresses, PORT, Profile.NORMAL),
                TestTls.security(Path.of(arguments[2])),
                List.of(stopping(VipGroup.of(VipConfig.MAIN_GROUP, vips, parts))),
                Reachability.ALWAYS,
                new Surroundings(
                        NodeClock.SYSTEM,
                        new Spoken(),
                        new SimpleMeterRegistry(),
                        Path.of(arguments[1]),
                        _ -> at(ClientFlows.class, new OneClient(), "finish", true, "drain"),
                        DRAIN,
                        false,
                        LastWord.NONE));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "stop" -> stopAt = words[1];
                case "go" -> GO.release();
                case "switch" ->
                    running.switchover(new Switchover(Optional.empty(), Optional.of(words[1]), false))
                            .thenAccept(outcome -> say("switched " + outcome));
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    /** Where each step is met: prepare, release and take at the new owner, park, drain and clear at the old one. */
    private static VipGroup stopping(VipGroup group) {
        List<VipHandle> vips = group.vips().stream()
                .map(vip -> new VipHandle(
                        vip.config(),
                        at(
                                VipProvider.class,
                                at(VipProvider.class, vip.provider(), "park", true, "park"),
                                "show",
                                true,
                                "take")))
                .toList();
        Flows flows =
                at(Flows.class, at(Flows.class, group.flows(), "forward", true, "prepare"), "clear", false, "clear");
        return new VipGroup(
                group.name(),
                group.prefer(),
                vips,
                at(Fence.class, group.fence(), "arm", false, "release"),
                group.guard(),
                group.watch(),
                flows);
    }

    /** The same, but that it stands still before or after a method, if that is the step to stop at. */
    private static <T> T at(Class<T> type, T real, String method, boolean after, String step) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (_, called, arguments) -> {
                    boolean here = called.getName().equals(method);
                    if (here && !after) {
                        standStill(step);
                    }
                    try {
                        return called.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        if (here && after) {
                            standStill(step);
                        }
                    }
                }));
    }

    private static void standStill(String step) {
        if (step.equals(stopAt)) {
            stopAt = "";
            say("at " + step);
            GO.acquireUninterruptibly();
        }
    }

    private static synchronized void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** A connection that lasts until it is closed. */
    private static final class OneClient implements ClientFlows {
        @Override
        public int finish() {
            return 1;
        }

        @Override
        public int left() {
            return 1;
        }

        @Override
        public int seen() {
            return 1;
        }

        @Override
        public int cut() {
            return 1;
        }

        @Override
        public void resume() {}
    }

    /** Addresses on an interface need none. */
    private static final class NoListeners implements VipListeners {
        @Override
        public Outcome open(InetAddress vip) {
            throw new UnsupportedOperationException("provider netlink opens no listeners");
        }

        @Override
        public void close(InetAddress vip) {
            throw new UnsupportedOperationException("provider netlink opens no listeners");
        }

        @Override
        public SortedSet<Integer> ports() {
            return new TreeSet<>(List.of(80));
        }
    }

    private static final class Spoken implements Ownership.Listener {
        @Override
        public void roleChanged(String group, Role before, Role now, String reason) {
            say("role " + now.word());
        }

        @Override
        public void noted(String sentence) {}
    }
}
