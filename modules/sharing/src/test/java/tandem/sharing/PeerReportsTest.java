package tandem.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tandem.core.health.CheckReport;
import tandem.core.share.NodeReport;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.Verdict;

class PeerReportsTest {
    private static final List<ReadinessCheck> READY = List.of(new ReadinessCheck("warm", true, "warmed up"));
    private static final Map<String, CheckReport> CHECKS = Map.of("app/a", new CheckReport(Verdict.UP, "200", 5, 9));

    private final PeerReports reports = new PeerReports();

    @Test
    void newest_report_of_a_node_stays() {
        reports.arrived(report(2, 20, READY, CHECKS), 0);
        reports.arrived(report(1, 10, READY, CHECKS), 50);

        assertThat(reports.all()).singleElement().returns(2L, NodeReport::sequence);
        assertThat(reports.ageNanos("lb1", 70)).hasValue(70);
        assertThat(reports.ageNanos("lb2", 70)).isEmpty();
    }

    @Test
    void what_came_with_the_addresses_keeps_what_is_known_of_readiness_and_checks() {
        reports.arrived(report(2, 20, READY, CHECKS), 0);

        reports.heard(report(3, 30, List.of(), Map.of()), 10);

        assertThat(reports.all()).singleElement().satisfies(report -> {
            assertThat(report.counters().get("app/a")).containsExactly(30);
            assertThat(report.readiness()).isEqualTo(READY);
            assertThat(report.checks()).isEqualTo(CHECKS);
        });
        assertThat(reports.ageNanos("lb1", 15)).hasValue(5);
    }

    @Test
    void what_came_with_the_addresses_late_is_forgotten() {
        reports.arrived(report(4, 40, READY, CHECKS), 0);

        reports.heard(report(3, 30, List.of(), Map.of()), 10);

        assertThat(reports.all()).singleElement().returns(4L, NodeReport::sequence);
    }

    private static NodeReport report(
            long sequence, long requests, List<ReadinessCheck> readiness, Map<String, CheckReport> checks) {
        return new NodeReport(
                "lb1",
                1,
                sequence,
                1,
                "0.1.0",
                Role.ACTIVE,
                "cafe0123",
                Map.of("app/a", new long[] {requests}),
                Map.of(),
                readiness,
                checks);
    }
}
