package tandem.failover;

import java.util.ArrayList;
import java.util.List;
import tandem.core.config.VipConfig;
import tandem.failover.vip.Fence;
import tandem.failover.vip.Flows;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipProviders;
import tandem.failover.vip.VipWatch;

/**
 * The virtual addresses that move together, with what protects them.
 *
 * @param vips in configuration order; may be empty
 * @param fence closed while none is held; closed with the node
 * @param guard what acts when the node's process dies
 * @param watch what sees them from outside; started and closed with the node
 * @param flows hands their connections over; closed with the node
 */
public record VipGroup(List<VipHandle> vips, Fence fence, VipGuard guard, VipWatch watch, Flows flows) {
    public VipGroup {
        vips = List.copyOf(vips);
    }

    /** Addresses whose connections are not handed over. */
    public VipGroup(List<VipHandle> vips, Fence fence, VipGuard guard, VipWatch watch) {
        this(vips, fence, guard, watch, Flows.none("connections are not handed over here"));
    }

    /** The configured addresses with their parts, in the same order. */
    public static VipGroup of(List<VipConfig> vips, VipProviders parts) {
        List<VipHandle> handles = new ArrayList<>();
        for (int i = 0; i < vips.size(); i++) {
            handles.add(new VipHandle(vips.get(i), parts.providers().get(i)));
        }
        return new VipGroup(handles, parts.fence(), parts.guard(), parts.watch(), parts.flows());
    }
}
