package tandem.failover;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.VipConfig;
import tandem.failover.vip.Fence;
import tandem.failover.vip.Flows;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipProviders;
import tandem.failover.vip.VipWatch;

/**
 * The virtual addresses that move together, with what protects them.
 *
 * @param name as in the configuration; differs from that of every other group
 * @param prefer the node that holds them while it is fit to, if one is preferred
 * @param vips in configuration order; may be empty
 * @param fence closed while none is held; closed with the node
 * @param guard what acts when the node's process dies
 * @param watch what sees them from outside; started and closed with the node
 * @param flows hands their connections over; closed with the node
 */
public record VipGroup(
        String name,
        Optional<String> prefer,
        List<VipHandle> vips,
        Fence fence,
        VipGuard guard,
        VipWatch watch,
        Flows flows) {
    public VipGroup {
        vips = List.copyOf(vips);
    }

    /** The main group, which prefers no node and whose connections are not handed over. */
    VipGroup(List<VipHandle> vips, Fence fence, VipGuard guard, VipWatch watch) {
        this(
                VipConfig.MAIN_GROUP,
                Optional.empty(),
                vips,
                fence,
                guard,
                watch,
                Flows.none("connections are not handed over here"));
    }

    /** The configured addresses of one group with their parts, in the same order. */
    public static VipGroup of(String name, List<VipConfig> vips, VipProviders parts) {
        List<VipHandle> handles = new ArrayList<>();
        for (int i = 0; i < vips.size(); i++) {
            handles.add(new VipHandle(vips.get(i), parts.providers().get(i)));
        }
        Optional<String> prefer =
                vips.stream().flatMap(vip -> vip.prefer().stream()).findFirst();
        return new VipGroup(name, prefer, handles, parts.fence(), parts.guard(), parts.watch(), parts.flows());
    }

    /** The addresses by their group, in configuration order; without addresses the main group, which is empty then. */
    public static Map<String, List<VipConfig>> byName(List<VipConfig> vips) {
        Map<String, List<VipConfig>> groups = new LinkedHashMap<>();
        vips.forEach(vip ->
                groups.computeIfAbsent(vip.group(), _ -> new ArrayList<>()).add(vip));
        return groups.isEmpty() ? Map.of(VipConfig.MAIN_GROUP, List.of()) : groups;
    }
}
