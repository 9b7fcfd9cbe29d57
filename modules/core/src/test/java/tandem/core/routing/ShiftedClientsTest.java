package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.core.Samples.balancer;
import static tandem.core.Samples.config;
import static tandem.core.Samples.member;
import static tandem.core.Samples.route;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MatchConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.Shift;
import tandem.core.rule.StubFacts;
import tandem.core.setting.BalancerValues;
import tandem.core.setting.SettingKey;
import tandem.core.setting.Settings;

/** A part of a balancer's clients is another's, and a route may be for requests that have something alone. */
final class ShiftedClientsTest {
    private static final BalancerConfig CANARY = balancer(member("c"));
    private static final Map<String, InetSocketAddress> ADDRESSES =
            Map.of("app/a", new InetSocketAddress("192.0.2.1", 80), "canary/c", new InetSocketAddress("192.0.2.1", 80));

    private static BalancerConfig app(String shift) {
        return balancer(member("a"))
                .edit()
                .shift(Optional.of(Shift.parse(shift)))
                .done();
    }

    private static RoutingTable table(String shift) {
        return RoutingTable.of(
                config(Map.of("app", app(shift), "canary", CANARY), List.of(route("/", "app"))),
                Settings.NONE,
                ADDRESSES,
                null);
    }

    private static String balancerOf(RoutingTable table, InetAddress client, Map<String, String> fields) {
        try {
            RequestPath path = RequestPath.parse("/x");
            StubFacts facts = new StubFacts().target("/x").client(client.getHostAddress());
            fields.forEach(facts::with);
            Routed.Forward forward = (Routed.Forward) table.route("web", "", path, facts);
            return forward.balancer().name();
        } catch (RequestPath.BadPath e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress client(int number) {
        return InetAddress.ofLiteral("10.0." + number / 256 + "." + number % 256);
    }

    private static Set<Integer> shifted(RoutingTable table) {
        Set<Integer> shifted = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            if (balancerOf(table, client(i), Map.of()).equals("canary")) {
                shifted.add(i);
            }
        }
        return shifted;
    }

    @Test
    void as_many_clients_as_the_share_says_always_the_same_and_more_of_them_as_it_grows() {
        Set<Integer> five = shifted(table("canary:5%"));
        Set<Integer> twenty = shifted(table("canary:20%"));

        assertThat(five).hasSizeBetween(420, 580).isEqualTo(shifted(table("canary:5%")));
        assertThat(twenty).hasSizeBetween(1_850, 2_150).containsAll(five);
        assertThat(shifted(table("canary:100%"))).hasSize(10_000);
    }

    @Test
    void who_has_a_session_stays_with_it() {
        assertThat(balancerOf(table("canary:100%"), client(1), Map.of("Cookie", "BALANCEID=x.a")))
                .isEqualTo("app");
        assertThat(balancerOf(table("canary:0.01%"), client(1), Map.of("Cookie", "BALANCEID=x.c")))
                .isEqualTo("canary");
        assertThat(balancerOf(table("canary:100%"), client(1), Map.of("Cookie", "BALANCEID=x.gone")))
                .isEqualTo("canary");
    }

    @Test
    void balancer_that_could_serve_nobody_gets_nobody() {
        LiveTable live = new LiveTable(table("canary:100%"));
        live.settingChanged(
                new SettingKey("canary", "c"),
                before -> before.withFlags(Set.of(MemberFlag.DRAINING)),
                new Settings.Change("lb1", "anna", 1, ""));

        assertThat(balancerOf(live.current(), client(1), Map.of())).isEqualTo("app");
        assertThat(balancerOf(live.current(), client(1), Map.of("Cookie", "BALANCEID=x.c")))
                .as("draining ones are not counted, the session moves")
                .isEqualTo("app");
    }

    @Test
    void operators_shift_at_run_time_and_back() {
        LiveTable live = new LiveTable(table("canary:100%"));
        SettingKey key = SettingKey.ofBalancer("app");
        Settings.Change by = new Settings.Change("lb1", "anna", 1, "");

        live.settingChanged(key, before -> before.withValues(Map.of(BalancerValues.SHIFT, "off")), by);
        assertThat(balancerOf(live.current(), client(1), Map.of())).isEqualTo("app");

        live.settingChanged(key, before -> before.withValues(Map.of(BalancerValues.SHIFT, "canary:100%")), by);
        assertThat(balancerOf(live.current(), client(1), Map.of())).isEqualTo("canary");
    }

    @Test
    void cookie_or_field_decides_where_it_is_to() {
        MatchConfig wanted = new MatchConfig(Map.of("X-Canary", "1"), Map.of("release", "*"));
        RoutingTable table = RoutingTable.of(
                config(
                        Map.of("app", balancer(member("a")), "canary", CANARY),
                        List.of(route("/", "canary").withMatch(wanted), route("/", "app"))),
                Settings.NONE,
                ADDRESSES,
                null);

        assertThat(balancerOf(table, client(1), Map.of("X-Canary", "1", "Cookie", "a=b; release=next")))
                .isEqualTo("canary");
        assertThat(balancerOf(table, client(1), Map.of("X-Canary", "1"))).isEqualTo("app");
        assertThat(balancerOf(table, client(1), Map.of("X-Canary", "2", "Cookie", "release=next")))
                .isEqualTo("app");
        assertThat(balancerOf(table, client(1), Map.of("X-Canary", "1", "Cookie", "prerelease=next")))
                .isEqualTo("app");
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary", "canary:5", ":5%", "canary:0%", "canary:101%", "canary:x%", "canary:1.234%"})
    void what_is_no_share_is_refused(String text) {
        assertThatThrownBy(() -> Shift.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void share_is_written_as_it_is_read() {
        assertThat(Shift.parse("canary:0.50%")).hasToString("canary:0.5%");
        assertThat(Shift.parse("a:b:100%")).isEqualTo(new Shift("a:b", 10_000));
    }
}
