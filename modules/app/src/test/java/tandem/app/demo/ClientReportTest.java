package tandem.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClientReportTest {

    @Test
    void outage_lasts_from_the_first_failure_until_the_next_answer() {
        List<Attempt> attempts = List.of(
                answered(0, 1, "node1"),
                failed(5, 250),
                failed(10, 250),
                answered(15, 20, "node2"),
                answered(20, 1, "node1"));

        ClientReport report = ClientReport.of(attempts);

        assertThat(report.outages()).containsExactly(new ClientReport.Outage(5_000, 30, 2, true));
        assertThat(report.outageMillis()).isEqualTo(30);
        assertThat(report.failed()).isEqualTo(2);
    }

    @Test
    void outage_without_end_lasts_until_the_last_failure_was_given_up() {
        ClientReport report = ClientReport.of(List.of(answered(0, 1, "node1"), failed(5, 2), failed(10, 250)));

        assertThat(report.outages()).containsExactly(new ClientReport.Outage(5_000, 255, 2, false));
    }

    @Test
    void attempts_are_judged_in_the_order_they_started() {
        ClientReport report = ClientReport.of(
                List.of(failed(10, 1), answered(0, 1, "node1"), answered(20, 1, "node1"), failed(5, 1)));

        assertThat(report.outages()).containsExactly(new ClientReport.Outage(5_000, 16, 2, true));
    }

    @Test
    void counts_answers_by_member_and_failures_by_error() {
        ClientReport report = ClientReport.of(
                List.of(answered(0, 1, "node1"), answered(5, 1, "node2"), answered(10, 9, "node1"), failed(15, 1)));

        assertThat(report.members())
                .containsEntry("node1", 2L)
                .containsEntry("node2", 1L)
                .hasSize(2);
        assertThat(report.errors()).containsEntry("refused", 1L).hasSize(1);
        assertThat(report.worstMillis()).isEqualTo(9);
        assertThat(report.line()).contains("requests=4 failed=1").contains("members=node1:2,node2:1");
    }

    private static Attempt answered(long startMillis, double millis, String member) {
        return new Attempt(startMillis * 1000, millis, 200, member, "lb1", "");
    }

    private static Attempt failed(long startMillis, double millis) {
        return new Attempt(startMillis * 1000, millis, 0, "", "", "refused");
    }
}
