package tandem.failover.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.text.IpAddress;

class GatewayFinderTest {
    private static final List<String> ROUTES = List.of(
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT",
            "eth0\t00000000\tFE6433C6\t0003\t0\t0\t100\t00000000\t0\t0\t0",
            "eth0\t00000000\t016433C6\t0003\t0\t0\t50\t00000000\t0\t0\t0",
            "eth1\t00000000\t017100CB\t0003\t0\t0\t0\t00000000\t0\t0\t0",
            "bond0.5\t00000000\t0A6433C6\t0003\t0\t0\t400\t00000000\t0\t0\t0",
            "eth2\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0",
            "eth2\t0071CB00\t017100CB\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0");

    @Test
    void the_default_route_with_the_lowest_metric_leads_to_the_gateway() throws IOException {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the sample file is little-endian");

        assertThat(GatewayFinder.defaultGateway("eth0", ROUTES)).contains(IpAddress.parse("198.51.100.1"));
        assertThat(GatewayFinder.defaultGateway("bond0.5", ROUTES)).contains(IpAddress.parse("198.51.100.10"));
        assertThat(GatewayFinder.defaultGateway("bond0", ROUTES)).isEmpty();
    }

    @Test
    void an_interface_without_a_router_has_no_gateway() throws IOException {
        assertThat(GatewayFinder.defaultGateway("eth2", ROUTES)).isEmpty();
        assertThat(GatewayFinder.defaultGateway("eth9", ROUTES)).isEmpty();
    }
}
