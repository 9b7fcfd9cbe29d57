package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.balance.Balancer;
import tandem.core.config.MemberFlag;
import tandem.core.config.OutlierConfig;
import tandem.core.count.Count;
import tandem.core.health.CheckReport;
import tandem.core.health.HealthTracker;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.setting.SettingKey;
import tandem.core.share.NodeReport;
import tandem.core.status.CheckStatus;
import tandem.core.status.MemberStatus;
import tandem.core.status.Role;
import tandem.core.status.Verdict;

final class StatusAssemblyTest {
    private final Bench bench = new Bench();
    private final Map<String, HealthTracker> trackers = new HashMap<>();
    private final Map<String, CheckReport> peerChecks = new HashMap<>();

    @Test
    void counts_are_summed_over_the_nodes() {
        MemberStatus a = member("a", Set.of("lb1", "lb2"));

        assertThat(a.counts()).containsEntry("requests", 12L).containsEntry("settled", 9L);
        assertThat(a.verdict()).isEqualTo(Verdict.UP);
    }

    @Test
    void nothing_is_in_flight_on_a_node_that_is_gone() {
        MemberStatus a = member("a", Set.of("lb1"));

        assertThat(a.counts().get("requests") - a.counts().get("settled")).isEqualTo(1);
    }

    @Test
    void member_in_error_is_down_with_reason_and_retry_time() {
        var balancer = bench.table.current().balancers().get("app");
        balancer.schedule().failed(balancer.member("b").orElseThrow(), "connection refused", 0);
        bench.clock.nanos = 20_500_000_000L;

        MemberStatus b = member("b", Set.of());

        assertThat(b.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(b.reason()).isEqualTo("connection refused; tried again in 40 s");
    }

    @Test
    void member_whose_name_leads_nowhere_is_down_by_that_name() {
        bench.table.addressesResolved(Map.of());

        MemberStatus a = member("a", Set.of());

        assertThat(a.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(a.reason()).isEqualTo("the name 192.0.2.1 does not resolve");
    }

    @Test
    void setting_names_its_author_node_time_and_comment() {
        assertThat(member("a", Set.of()).settingSource()).isEqualTo("file");

        bench.commands()
                .change(
                        new SettingKey("app", "a"),
                        MemberCommand.flags(Set.of(MemberFlag.DRAINING)),
                        new Order("anna", "kernel update", Duration.ofMinutes(30), OptionalLong.empty()),
                        bench.sent);

        MemberStatus a = member("a", Set.of());
        assertThat(a.setting()).isEqualTo("draining");
        assertThat(a.settingSource())
                .isEqualTo("anna on lb1 at 2023-11-14T22:13:20Z until 2023-11-14T22:43:20Z: kernel update");
        assertThat(a.operator().orElseThrow().keys()).containsExactly("setting");
        assertThat(a.operator().orElseThrow().revision()).isEqualTo(1);
    }

    @Test
    void member_that_checks_found_down_is_down_and_each_nodes_view_is_shown() {
        trackers.put("app/a", HealthTracker.UNTRIED.failed("GET was answered 500", 1, 7));
        peerChecks.put("app/a", new CheckReport(Verdict.UP, "GET was answered 200", 3, 6));
        bench.table.checked(Set.of("app/a"));

        MemberStatus a = member("a", Set.of());

        assertThat(a.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(a.reason()).isEqualTo("health check: GET was answered 500");
        assertThat(a.checks())
                .containsExactly(
                        new CheckStatus("lb1", Verdict.DOWN, "GET was answered 500", 7, 7),
                        new CheckStatus("lb2", Verdict.UP, "GET was answered 200", 3, 6));
        assertThat(a.disputed()).isTrue();
    }

    @Test
    void member_that_is_left_out_is_down_with_its_reason_and_in_a_panic_it_is_not() {
        var outliers =
                Bench.APP.edit().outliers(Optional.of(OutlierConfig.DEFAULT)).done();
        bench.table.configChanged(bench.table
                .current()
                .config()
                .edit()
                .balancers(Map.of("app", outliers))
                .done());
        Balancer balancer = bench.table.current().balancers().get("app");
        for (int i = 0; i < 5; i++) {
            balancer.schedule()
                    .outliers()
                    .ended(balancer, balancer.member("b").orElseThrow(), "it answered 503", bench.clock.nanos());
        }

        MemberStatus out = member("b", Set.of());
        assertThat(out.verdict()).isEqualTo(Verdict.DOWN);
        assertThat(out.reason())
                .isEqualTo("left out: 5 failures in a row, the last: it answered 503; it returns in 30 s");
        assertThat(StatusWarnings.panics(bench.table.current(), bench.clock.nanos()))
                .isEmpty();
        balancer.schedule().failed(balancer.member("a").orElseThrow(), "connection refused", bench.clock.nanos());

        MemberStatus used = member("b", Set.of());
        assertThat(used.verdict()).isNotEqualTo(Verdict.DOWN);
        assertThat(used.reason()).startsWith("it would be left out (5 failures in a row");
        assertThat(StatusWarnings.panics(bench.table.current(), bench.clock.nanos()))
                .containsExactly("balancer app: only 0 of 2 members are well, less than 30 % (outliers.panic-below), so"
                        + " all that can be reached carry requests, those left out for failures among them; see the"
                        + " reasons of its members");
        bench.commands()
                .change(
                        new SettingKey("app", "b"),
                        MemberCommand.flags(Set.of()),
                        new Order("anna", "", Duration.ZERO, OptionalLong.empty()),
                        bench.sent);
        assertThat(member("b", Set.of()).reason()).isEmpty();
    }

    private MemberStatus member(String name, Set<String> reachable) {
        NodeReport peer = new NodeReport(
                "lb2", 1, 1, 1, "x", Role.STANDBY, "", Map.of("app/a", row(7, 5)), Map.of(), List.of(), peerChecks);
        return StatusAssembly.balancers(
                        bench.table.current(),
                        Map.of("app/a", row(5, 4)),
                        List.of(peer),
                        reachable,
                        new StatusAssembly.Checks("lb1", id -> Optional.ofNullable(trackers.get(id))),
                        bench.clock.nanos())
                .getFirst()
                .members()
                .stream()
                .filter(m -> m.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static long[] row(long requests, long settled) {
        long[] row = new long[Count.ALL.size()];
        row[Count.REQUESTS.ordinal()] = requests;
        row[Count.SETTLED.ordinal()] = settled;
        return row;
    }
}
