package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.core.Samples.addresses;
import static tandem.core.Samples.balancer;
import static tandem.core.Samples.config;
import static tandem.core.Samples.member;
import static tandem.core.Samples.route;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.setting.SettingKey;
import tandem.core.setting.Settings;
import tandem.core.text.Network;

final class RoutingTableTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.7");
    private static final BalancerConfig APP = balancer(member("a"), member("b"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/foo  | /foo        | yes",
                "/foo  | /foo/       | yes",
                "/foo  | /foo/x      | yes",
                "/foo  | /foobar     | no",
                "/foo/ | /foo/x      | yes",
                "/foo/ | /foo        | no",
                "/foo/ | //foo//x    | yes",
                "//foo | /foo        | yes",
                "/foo  | /Foo        | no",
                "/     | /anything   | yes",
                "/foo  | /%66oo/x    | yes",
                "/foo  | /x/../foo/y | yes",
            })
    void prefix_matches_as_apaches(String prefix, String target, String matches) throws Exception {
        RoutingTable table = table(config(Map.of("app", APP), List.of(route(prefix, "app"))));

        Routed routed = table.route("web", "", RequestPath.parse(target), CLIENT);

        assertThat(routed instanceof Routed.Forward).isEqualTo(matches.equals("yes"));
    }

    @Test
    void first_route_that_matches_wins_and_an_excluded_path_is_not_found() throws Exception {
        RouteConfig excluded = route("*", "/static", Optional.empty(), Optional.empty());
        RoutingTable table = table(config(Map.of("app", APP), List.of(excluded, route("/", "app"))));

        assertThat(table.route("web", "", RequestPath.parse("/static/x"), CLIENT))
                .isEqualTo(new Routed.Answer(404, "this path is excluded from balancing"));
        assertThat(table.route("web", "", RequestPath.parse("/other"), CLIENT)).isInstanceOf(Routed.Forward.class);
    }

    @Test
    void replaced_prefix_keeps_the_rest_as_the_client_wrote_it() throws Exception {
        RouteConfig route = route("*", "/shop", Optional.of("app"), Optional.of("/store"));
        RoutingTable table = table(config(Map.of("app", APP), List.of(route)));

        Routed routed = table.route("web", "", RequestPath.parse("/shop/a%20b?c"), CLIENT);

        assertThat(routed)
                .isInstanceOfSatisfying(
                        Routed.Forward.class, to -> assertThat(to.path()).isEqualTo("/store/a%20b?c"));
    }

    @ParameterizedTest
    @CsvSource({"www.example.com,www.example.com,yes", "*.example.com,a.example.com,yes", "*.example.com,example.com,no"
    })
    void host_decides(String configured, String asked, String matches) throws Exception {
        RouteConfig route = route(configured, "/", Optional.of("app"), Optional.empty());
        RoutingTable table = table(config(Map.of("app", APP), List.of(route)));

        Routed routed = table.route("web", asked, RequestPath.parse("/"), CLIENT);

        assertThat(routed instanceof Routed.Forward).isEqualTo(matches.equals("yes"));
    }

    @Test
    void last_guard_that_matches_decides_whatever_the_spelling_of_the_path() throws Exception {
        AccessConfig inside =
                new AccessConfig(AccessConfig.Order.ALLOW_DENY, List.of(Network.parse("192.0.2.0/24")), List.of());
        TandemConfig guarded =
                config(Map.of("app", APP), List.of(route("/", "app")), List.of(new GuardConfig("/internal", inside)));
        RoutingTable table = table(guarded);

        for (String spelling : List.of("/internal", "/%69nternal/x", "/a/../internal", "//internal")) {
            assertThat(table.route("web", "", RequestPath.parse(spelling), CLIENT))
                    .isInstanceOfSatisfying(
                            Routed.Answer.class,
                            answer -> assertThat(answer.status()).isEqualTo(403));
        }
        assertThat(table.route("web", "", RequestPath.parse("/internal"), InetAddress.ofLiteral("192.0.2.9")))
                .isInstanceOf(Routed.Forward.class);
    }

    @Test
    void setting_lies_over_the_file_and_clearing_it_returns_to_the_file() {
        LiveTable live = new LiveTable(table(config(Map.of("app", APP), List.of(route("/", "app")))));
        SettingKey key = new SettingKey("app", "a");
        Settings.Change by = new Settings.Change("lb1", "anna", 1, "");

        live.settingChanged(key, before -> before.withFlags(Set.of(MemberFlag.DRAINING)), by);
        Set<MemberFlag> changed = flags(live);
        live.settingChanged(key, before -> tandem.core.setting.SettingValue.CLEARED, by);

        assertThat(changed).containsExactly(MemberFlag.DRAINING);
        assertThat(flags(live)).isEmpty();
        assertThat(live.current().settings().records()).hasSize(1);
    }

    @Test
    void schedule_lives_on_through_a_change_of_the_table() {
        LiveTable live = new LiveTable(table(config(Map.of("app", APP), List.of(route("/", "app")))));
        live.current().balancers().get("app").choose(null, 0, List.of(), 0);

        live.configChanged(config(Map.of("app", balancer(member("a"), member("b"), member("c"))), List.of()));

        assertThat(live.current().balancers().get("app").schedule().snapshot())
                .isEqualTo(Map.of("a", -100, "b", 100, "c", 0));
    }

    private static Set<MemberFlag> flags(LiveTable live) {
        return live.current().balancers().get("app").member("a").orElseThrow().flags();
    }

    private static RoutingTable table(TandemConfig config) {
        return RoutingTable.of(config, Settings.NONE, addresses("app", APP), null);
    }
}
