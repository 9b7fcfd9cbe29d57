package tandem.proxy;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The groups of virtual addresses whose connections are told apart. Any thread. */
final class FlowGroups {
    private volatile VipFlows[] groups = {};
    private @Nullable IoLoops loops;

    void watch(IoLoops all) {
        loops = all;
    }

    /** One more group; connections that have come before are not its. */
    synchronized VipFlows add(Collection<InetAddress> vips) {
        VipFlows added = new VipFlows(vips, loops);
        VipFlows[] more = Arrays.copyOf(groups, groups.length + 1);
        more[groups.length] = added;
        groups = more;
        return added;
    }

    /** The group that an address belongs to; null for an address of the node's own. */
    @Nullable
    VipFlows of(InetAddress address) {
        for (VipFlows group : groups) {
            if (group.concerns(address)) {
                return group;
            }
        }
        return null;
    }
}
