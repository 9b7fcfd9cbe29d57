package tandem.failover.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.Outcome;
import tandem.core.port.VipListeners;
import tandem.core.text.IpAddress;

/**
 * One provider in a process of its own, so that it can live in a network namespace and be killed: reads a command a line,
 * answers each with one line. Arguments: address, interface, gateway, which is the voter too, and a runtime directory if
 * there is one.
 */
final class VipDriver {
    private static final VipListeners NONE = new VipListeners() {
        @Override
        public Outcome open(InetAddress vip) {
            return new Outcome.Refused("no listeners here");
        }

        @Override
        public void close(InetAddress vip) {}

        @Override
        public SortedSet<Integer> ports() {
            return new TreeSet<>(Set.of(80));
        }
    };

    private VipDriver() {}

    public static void main(String[] arguments) throws IOException {
        VipConfig config = new VipConfig(arguments[0], Optional.of(arguments[1]), VipProviderKind.NETLINK);
        VipScope scope = new VipScope(
                "shop",
                "lb1",
                "main",
                List.of(new InetSocketAddress(IpAddress.parse(arguments[2]), WatchDriver.PORT)),
                Stream.of(arguments).skip(3).findFirst().map(Path::of),
                Optional.empty());
        VipProviders parts = VipProviders.of(scope, List.of(config), NONE);
        VipProvider vip = parts.providers().getFirst();
        ArpReachability gateway = new ArpReachability(arguments[1], IpAddress.parse(arguments[2]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            System.out.println(
                    switch (command.split(" ")[0]) {
                        case "ticket" -> ticket(command, parts.guard());
                        case "silent" -> silent(command, vip);
                        case "routed" -> routed(command, vip, config, arguments[1]);
                        default -> answer(command, vip, gateway);
                    });
        }
        vip.close();
    }

    private static String ticket(String command, VipGuard guard) {
        String[] words = command.split(" ");
        guard.ticket(Long.parseLong(words[1]), words[2]);
        return "ok";
    }

    private static String silent(String command, VipProvider vip) {
        long millis = command.contains(" ") ? Long.parseLong(command.split(" ")[1]) : 0;
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        return line(vip.silent(() -> until - System.nanoTime() > 0));
    }

    /** Shows and parks the address so many times: how many times the kernel did not route to it when the call returned. */
    private static String routed(String command, VipProvider vip, VipConfig config, String device) throws IOException {
        InetAddress address = IpAddress.parse(config.address().split("/")[0]);
        LinkDevice shownOn = LinkDevice.find(device).orElseThrow();
        LinkDevice parkedOn = LinkDevice.find("lo").orElseThrow();
        int shown = 0;
        int parked = 0;
        try (NetlinkSocket netlink = NetlinkSocket.open()) {
            for (int left = Integer.parseInt(command.split(" ")[1]); left > 0; left--) {
                vip.show();
                shown += netlink.routes(address, shownOn) ? 0 : 1;
                vip.park(5);
                parked += netlink.routes(address, parkedOn) ? 0 : 1;
                vip.unpark();
            }
        }
        return "unrouted when shown " + shown + ", when parked " + parked;
    }

    private static String answer(String command, VipProvider vip, ArpReachability gateway) throws IOException {
        return switch (command) {
            case "preflight" -> line(vip.preflight());
            case "show" -> line(vip.show());
            case "renew" -> line(vip.renew());
            case "hide" -> line(vip.hide());
            case "announce" -> {
                vip.announce();
                yield "ok";
            }
            case "cleanUp" -> {
                vip.cleanUp();
                yield "ok";
            }
            case "close" -> {
                vip.close();
                yield "ok";
            }
            case "lifetime" -> Long.toString(vip.lifetimeNanos());
            case "guarantee" -> vip.guarantee();
            case "reachable" -> Boolean.toString(gateway.reachable());
            default -> throw new IOException("unknown command " + command);
        };
    }

    private static String line(Outcome outcome) {
        return outcome.getClass().getSimpleName() + " " + outcome.sentence();
    }
}
