package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.core.share.NodeReport;
import tandem.core.status.Role;

final class ScheduleFollowerTest {
    private final Bench bench = new Bench();
    private final ScheduleFollower follower = new ScheduleFollower(bench.table, bench.clock);

    @Test
    void standby_stands_where_the_active_nodes_schedule_stood() {
        follower.follow(List.of(report(1, Role.ACTIVE, -100)));

        assertThat(vector()).isEqualTo(Map.of("a", -100, "b", 100));
    }

    @Test
    void report_is_adopted_once_so_that_own_choices_are_not_undone() {
        NodeReport report = report(1, Role.ACTIVE, -100);
        follower.follow(List.of(report));
        bench.table.current().balancers().get("app").choose(null, 0, List.of(), 0);

        follower.follow(List.of(report));

        assertThat(vector()).isEqualTo(Map.of("a", 0, "b", 0));
    }

    @Test
    void node_that_is_not_active_is_not_followed() {
        follower.follow(List.of(report(1, Role.STANDBY, -100)));

        assertThat(vector()).isEqualTo(Map.of("a", 0, "b", 0));
    }

    @Test
    void successor_is_not_moved_by_reports_until_its_succession_is_over() {
        assertThat(follower.succeed(report(5, Role.ACTIVE, -100), false)).isTrue();
        follower.follow(List.of(report(4, Role.ACTIVE, 300)));
        bench.clock.nanos = TimeUnit.SECONDS.toNanos(3) - 1;
        follower.follow(List.of(report(6, Role.ACTIVE, 200)));

        assertThat(vector()).isEqualTo(Map.of("a", -100, "b", 100));

        bench.clock.nanos++;
        follower.follow(List.of(report(6, Role.ACTIVE, 200)));

        assertThat(vector()).isEqualTo(Map.of("a", 200, "b", -200));
    }

    private Map<String, Integer> vector() {
        return bench.table.current().balancers().get("app").schedule().snapshot();
    }

    private static NodeReport report(long sequence, Role role, int status) {
        Map<String, Map<String, Integer>> schedules = Map.of("app", Map.of("a", status, "b", -status));
        return new NodeReport("lb2", 1, sequence, 1, "x", role, "", Map.of(), schedules);
    }
}
