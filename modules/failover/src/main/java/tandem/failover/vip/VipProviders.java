package tandem.failover.vip;

import java.util.List;
import tandem.core.config.VipConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.VipListeners;

/** Makes what shows and hides the configured addresses. */
public final class VipProviders {
    private VipProviders() {}

    /**
     * One provider for each address, in the same order. Nothing is opened or started before {@link VipProvider#preflight}; the
     * providers share one guard process, which ends when the last of them is closed.
     *
     * @param vips addresses with or without prefix length; any number
     * @param listeners what opens ports for provider {@code bind}
     * @throws IllegalArgumentException if an address is no literal, or if one with provider netlink names no interface
     */
    public static List<VipProvider> of(List<VipConfig> vips, VipListeners listeners) {
        VipGuard guard = new VipGuard();
        return vips.stream().map(vip -> provider(vip, listeners, guard)).toList();
    }

    private static VipProvider provider(VipConfig vip, VipListeners listeners, VipGuard guard) {
        return switch (vip.provider()) {
            case BIND -> new BindVip(vip.host(), listeners);
            case EXEC ->
                throw new IllegalArgumentException(
                        "vips: " + vip.address() + ": provider exec is not carried out yet; use netlink or bind");
            case NETLINK -> new NetlinkVip(vip.host(), device(vip), guard, NodeClock.SYSTEM);
        };
    }

    private static String device(VipConfig vip) {
        return vip.device()
                .orElseThrow(() -> new IllegalArgumentException("vips: " + vip.address()
                        + " has provider netlink but no interface; set interface, for example eth0"));
    }
}
