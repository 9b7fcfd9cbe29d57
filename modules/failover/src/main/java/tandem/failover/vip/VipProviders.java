package tandem.failover.vip;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.NodeClock;
import tandem.core.port.VipListeners;
import tandem.core.text.IpAddress;
import tandem.failover.election.FenceKind;

/**
 * What shows and hides the configured addresses, and what protects them. Nothing is opened or started before a provider's
 * {@link VipProvider#preflight} and the fence's {@link Fence#create}.
 *
 * @param providers one for each address, in the same order; they share the guard, which ends when the last of them is closed
 * @param fence for all of them
 * @param watch for those with an interface
 * @param flows hands connections over
 */
public record VipProviders(List<VipProvider> providers, Fence fence, VipGuard guard, VipWatch watch, Flows flows) {
    public VipProviders {
        providers = List.copyOf(providers);
    }

    /** Where there are no other groups. */
    public static VipProviders of(VipScope scope, List<VipConfig> vips, VipListeners listeners) {
        return of(scope, vips, vips, listeners);
    }

    /**
     * Makes them from the configuration.
     *
     * @param vips those of one group, with or without prefix length; any number
     * @param every those of all groups
     * @param listeners whose ports are handed over, and opened for provider {@code bind}
     * @throws IllegalArgumentException if an address is no literal, or if one with provider netlink names no interface
     */
    public static VipProviders of(VipScope scope, List<VipConfig> vips, List<VipConfig> every, VipListeners listeners) {
        String path = searchPath();
        VipGuard guard = new VipGuard(scope, path);
        List<VipProvider> providers =
                vips.stream().map(vip -> provider(vip, listeners, guard)).toList();
        Map<String, List<VipAddress>> byInterface = byInterface(vips);
        return new VipProviders(
                providers,
                fence(scope, vips, byInterface, path),
                guard,
                new VipWatch(byInterface, VipWatch.ASK_EVERY),
                obstacle(vips, byInterface)
                        .map(Flows::none)
                        .orElseGet(() -> new NftFlows(
                                () -> new FlowRules(scope.flowTable(), listeners.ports()),
                                byInterface,
                                addresses(every),
                                new Nft(path))));
    }

    /** Why connections cannot be handed over; empty if they may be. */
    private static Optional<String> obstacle(List<VipConfig> vips, Map<String, List<VipAddress>> byInterface) {
        for (VipConfig vip : vips) {
            if (vip.provider() != VipProviderKind.NETLINK) {
                return Optional.of("connections cannot be handed over with provider "
                        + vip.provider().name().toLowerCase(Locale.ROOT));
            }
        }
        return byInterface.isEmpty() ? Optional.of("there are no addresses") : Optional.empty();
    }

    private static Set<InetAddress> addresses(List<VipConfig> vips) {
        return vips.stream().map(vip -> IpAddress.parse(vip.host())).collect(Collectors.toSet());
    }

    private static VipProvider provider(VipConfig vip, VipListeners listeners, VipGuard guard) {
        return switch (vip.provider()) {
            case BIND -> new BindVip(vip.host(), listeners);
            case EXEC -> new ExecVip(vip.host(), vip.command(), vip.commandTimeout());
            case NETLINK -> new NetlinkVip(vip.host(), device(vip), guard, NodeClock.SYSTEM);
        };
    }

    private static Fence fence(
            VipScope scope, List<VipConfig> vips, Map<String, List<VipAddress>> fenced, String path) {
        if (vips.stream().anyMatch(vip -> vip.provider() == VipProviderKind.EXEC)) {
            return new NoFence(FenceKind.SCRIPT, "a script moves the addresses: nothing takes them from a dead node");
        }
        if (fenced.isEmpty()) {
            return new NoFence(
                    FenceKind.PROCESS, "the addresses are held by listening on them: they end with the process");
        }
        Map<String, List<InetAddress>> literal = new LinkedHashMap<>();
        fenced.forEach((device, theirs) ->
                literal.put(device, theirs.stream().map(VipAddress::address).toList()));
        return new NftFence(scope.table(), literal, new Nft(path));
    }

    private static Map<String, List<VipAddress>> byInterface(List<VipConfig> vips) {
        Map<String, List<VipAddress>> addresses = new LinkedHashMap<>();
        for (VipConfig vip : vips) {
            if (vip.provider() == VipProviderKind.NETLINK) {
                addresses.computeIfAbsent(device(vip), _ -> new ArrayList<>()).add(VipAddress.of(vip.host()));
            }
        }
        return addresses;
    }

    private static String device(VipConfig vip) {
        return vip.device()
                .orElseThrow(() -> new IllegalArgumentException("vips: " + vip.address()
                        + " has provider netlink but no interface; set interface, for example eth0"));
    }

    /** Services often lack the directories of the system's tools. */
    private static String searchPath() {
        return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin") + ":/usr/sbin:/sbin";
    }
}
