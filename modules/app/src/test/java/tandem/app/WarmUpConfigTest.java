package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.config.TandemConfig;
import tandem.core.routing.RequestPath;
import tandem.core.routing.Routed;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;

final class WarmUpConfigTest {
    @Test
    void leads_every_request_to_its_own_member_and_to_none_of_the_nodes() throws Exception {
        TandemConfig node = Samples.config(Map.of("app", Bench.APP), List.of(Samples.route("/", "app")));

        TandemConfig own = WarmUpConfig.of(node, 4711);

        RoutingTable table = RoutingTable.of(own, Settings.NONE, WarmUpConfig.addresses(own), null);
        Routed routed = table.route("warm-up", "", RequestPath.parse("/x"), InetAddress.getLoopbackAddress());
        assertThat(table.balancers()).containsOnlyKeys("warm-up");
        assertThat(routed)
                .isInstanceOfSatisfying(
                        Routed.Forward.class,
                        to -> assertThat(to.balancer().members())
                                .singleElement()
                                .satisfies(member -> assertThat(
                                                member.address().orElseThrow().getPort())
                                        .isEqualTo(4711)));
    }
}
