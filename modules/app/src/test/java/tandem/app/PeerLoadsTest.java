package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.config.BalancerConfig;
import tandem.core.config.PolicyName;
import tandem.core.count.Count;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.core.share.NodeReport;
import tandem.core.status.Role;

final class PeerLoadsTest {
    @Test
    void what_runs_on_a_living_peer_counts_as_busy() {
        LiveTable table = table(PolicyName.BYBUSYNESS);

        new PeerLoads(table).show(List.of(report("lb2", 5, 2, 0)), Set.of("lb1", "lb2"));

        assertThat(choices(table, 3)).isEqualTo("bbb");
    }

    @Test
    void what_ran_on_a_dead_peer_does_not() {
        LiveTable table = table(PolicyName.BYBUSYNESS);
        PeerLoads loads = new PeerLoads(table);
        loads.show(List.of(report("lb2", 5, 2, 0)), Set.of("lb1", "lb2"));

        loads.show(List.of(report("lb2", 5, 2, 0)), Set.of("lb1"));

        assertThat(choices(table, 4)).isEqualTo("abab");
    }

    @Test
    void bytes_that_a_peer_moved_count_for_as_long_as_they_are_known() {
        LiveTable table = table(PolicyName.BYTRAFFIC);

        new PeerLoads(table).show(List.of(report("lb2", 1, 1, 100_000)), Set.of("lb1"));

        assertThat(choices(table, 3)).isEqualTo("bbb");
    }

    private static LiveTable table(PolicyName policy) {
        BalancerConfig app = new BalancerConfig(
                policy, java.util.Optional.empty(), false, OptionalInt.empty(), true, Bench.APP.members());
        return new LiveTable(RoutingTable.of(
                Samples.config(Map.of("app", app), List.of(Samples.route("/", "app"))),
                Settings.NONE,
                Samples.addresses("app", app),
                null));
    }

    /** On member a alone. */
    private static NodeReport report(String node, long requests, long settled, long bytesFrom) {
        long[] row = new long[Count.ALL.size()];
        row[Count.REQUESTS.ordinal()] = requests;
        row[Count.SETTLED.ordinal()] = settled;
        row[Count.BYTES_FROM.ordinal()] = bytesFrom;
        return new NodeReport(node, 1, 1, 1, "x", Role.STANDBY, "", Map.of("app/a", row), Map.of());
    }

    /** Each over before the next. */
    private static String choices(LiveTable table, int count) {
        Balancer balancer = table.current().balancers().get("app");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < count; i++) {
            if (balancer.choose(null, 0, List.of(), 0) instanceof Choice.Chosen chosen) {
                chosen.member().ended();
                names.append(chosen.member().config().name());
            }
        }
        return names.toString();
    }
}
