package tandem.admin.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.admin.Statuses;

class ReportTextTest {
    @Test
    void a_report_tells_cause_evidence_timeline_losses_and_advice() {
        assertThat(ReportText.of(Statuses.report()))
                .isEqualTo(String.join(
                        "\n",
                        "report 3: lb2 became active at 2026-03-01 12:00:00Z, term 8 (peer lost)",
                        "cause: lb1 does not answer",
                        "evidence: w1 granted",
                        "evidence: nobody answered for 198.51.100.100",
                        "        0.0 ms  last heard of lb1",
                        "      355.3 ms  asked the voters",
                        "      412.0 ms  198.51.100.100 shown",
                        "clients: lb1 had 12 requests in progress when it last reported",
                        "advice: look at lb1's log from 11:59:59 on",
                        ""));
        assertThat(ReportText.line(Statuses.report()))
                .isEqualTo("   3  2026-03-01 12:00:00Z  lb2 active, term 8, in 412.0 ms: lb1 does not answer");
    }
}
