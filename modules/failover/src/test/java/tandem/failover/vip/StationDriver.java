package tandem.failover.vip;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Prints how peers reach a node whose interface {@code one} has the virtual addresses of two groups too. */
final class StationDriver {
    private StationDriver() {}

    public static void main(String[] arguments) {
        VipAddress own = VipAddress.of("192.0.2.12");
        VipAddress other = VipAddress.of("192.0.2.11");
        NftFlows flows = new NftFlows(
                () -> new FlowRules("tandem_flow_lb1", new TreeSet<>(List.of(80))),
                Map.of("one", List.of(own)),
                Set.of(own.address(), other.address()),
                new Nft("/usr/sbin"));
        System.out.println(flows.look());
    }
}
