package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.count.Count;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership.Takeover;
import tandem.core.routing.LiveTable;
import tandem.core.share.NodeReport;
import tandem.core.status.Event;
import tandem.core.status.Role;
import tandem.core.status.TakeoverReport;
import tandem.core.status.TakeoverReport.Moment;

final class TakeoverReportsTest {
    @TempDir
    Path directory;

    private Foundation base;

    @BeforeEach
    void prepare() {
        LiveTable table = new Bench().table;
        base = new Foundation(
                "lb2",
                table,
                new Counters(),
                new EventLog("lb2", NodeClock.SYSTEM, List.of()),
                NodeClock.SYSTEM,
                new ConfigHash());
    }

    private static Takeover takeover() {
        long now = NodeClock.SYSTEM.nanos();
        return new Takeover(
                "main",
                8,
                "peer_lost",
                "lb1 does not answer",
                "lb1",
                List.of("w1 granted"),
                List.of(
                        new Takeover.Moment(now - 400_000_000, "last heard of lb1"),
                        new Takeover.Moment(now, "addresses shown")));
    }

    private List<NodeReport> peers() {
        long[] row = new long[Count.ALL.size()];
        row[Count.REQUESTS.ordinal()] = 112;
        row[Count.SETTLED.ordinal()] = 100;
        return List.of(new NodeReport("lb1", 1, 1, 1, "x", Role.ACTIVE, "", Map.of("app/n1", row), Map.of()));
    }

    @Test
    void a_report_is_written_when_the_first_request_is_answered() {
        TakeoverReports reports = new TakeoverReports(base, directory, this::peers, group -> 3);

        reports.tookOver(takeover());
        base.counters().shard().row("app/n1").add(Count.RESPONSES_2XX, 1);
        await().atMost(Duration.ofSeconds(4)).until(() -> !reports.newest().isEmpty());

        TakeoverReport report = reports.newest().getFirst();
        assertThat(report.number()).isEqualTo(1);
        assertThat(report.timeline())
                .extracting(Moment::what)
                .containsExactly("last heard of lb1", "addresses shown", "first request answered");
        assertThat(report.timeline().get(1).micros()).isEqualTo(400_000);
        assertThat(report.clients()).startsWith("lb1 had 12 requests in progress when it last reported");
        assertThat(report.advice()).anyMatch(advice -> advice.contains("docs/runbooks/state-unreachable.md"));
        assertThat(base.events().newest())
                .extracting(Event::text)
                .anyMatch(text -> text.contains("`tandem report 1` shows it"));
        assertThat(base.events().newest().getLast().facts())
                .containsEntry("from", "lb1")
                .containsEntry("to", "lb2")
                .containsEntry("how", "peer_lost")
                .containsEntry("reason", "lb1 does not answer")
                .containsEntry("requestsInProgress", "12")
                .containsEntry("announcements", "3")
                .containsKey("tookMillis");
    }

    @Test
    void reports_survive_a_restart_and_are_bounded() throws IOException {
        for (int i = 1; i <= 55; i++) {
            Path file = directory.resolve(String.format("takeover-%06d.json", i));
            Files.writeString(file, "{\"number\": " + i + ", \"node\": \"lb2\"}");
        }
        Files.writeString(directory.resolve("takeover-000000.json"), "torn");

        TakeoverReports reports = new TakeoverReports(base, directory, List::of, group -> 0);

        assertThat(reports.newest()).hasSize(20);
        assertThat(reports.newest().getLast().number()).isEqualTo(55);
    }

    @Test
    void a_start_costs_clients_nothing() {
        Takeover start = new Takeover("main", 1, "start", "first", "", List.of(), List.of());

        assertThat(TakeoverReports.clients(start, List.of())).isEqualTo("nobody held the addresses before");
    }
}
