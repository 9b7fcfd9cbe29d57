package tandem.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.core.Samples.addresses;
import static tandem.core.Samples.balancer;
import static tandem.core.Samples.config;
import static tandem.core.Samples.member;
import static tandem.core.Samples.route;
import static tandem.core.balance.ContextState.DISABLED;
import static tandem.core.balance.ContextState.ENABLED;
import static tandem.core.balance.ContextState.STOPPED;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.balance.ContextState;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.PolicyName;
import tandem.core.config.StickyConfig;
import tandem.core.setting.SettingKey;
import tandem.core.setting.Settings;

/** Members that told where their applications are get requests for these alone. */
final class ContextsTest {
    private static final InetAddress CLIENT = InetAddress.ofLiteral("198.51.100.7");
    private static final StickyConfig SESSIONS =
            new StickyConfig(Optional.of("JSESSIONID"), Optional.of("jsessionid"), StickyConfig.Separator.DOT, true);

    private final BalancerConfig written = balancer();
    private final LiveTable live = new LiveTable(RoutingTable.of(
            config(Map.of("app", written), List.of(route("/", "app"))),
            Settings.NONE,
            addresses("app", balancer(member("a"), member("b"))),
            null));

    private void found(Map<String, ContextState> a, Map<String, ContextState> b) {
        live.membersFound(Map.of(
                "app",
                new Found(
                        "registration (MCMP)",
                        List.of(member("a"), member("b")),
                        Map.of("a", a, "b", b),
                        Optional.of(new Found.Sessions(SESSIONS, false)))));
    }

    private Routed routed(String target) throws Exception {
        return live.current().route("web", "", RequestPath.parse(target), CLIENT);
    }

    private List<String> four(String target, @Nullable String route) throws Exception {
        return four(((Routed.Forward) routed(target)).balancer(), route);
    }

    private static List<String> four(Balancer balancer, @Nullable String route) {
        List<String> chosen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Choice choice = balancer.choose(route, 0, List.of(), 0);
            if (choice instanceof Choice.Chosen it) {
                it.member().ended();
                chosen.add(it.member().config().name());
            } else {
                chosen.add("-");
            }
        }
        return chosen;
    }

    @Test
    void request_goes_only_where_its_application_is_enabled() throws Exception {
        found(Map.of("/x", ENABLED, "/y", STOPPED), Map.of("/y", ENABLED, "/x/deep", ENABLED));

        assertThat(four("/x/1?q=/y", null)).containsOnly("a");
        assertThat(four("/y", null)).containsOnly("b");
        assertThat(four("/x/deep/er", null)).as("the longest path counts").containsOnly("b");
        assertThat(four("/%78;v=1/1", null)).as("as the member reads it").containsOnly("a");
        assertThat(routed("/xy")).isInstanceOfSatisfying(Routed.Answer.class, answer -> {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.reason()).isEqualTo("no member has registered an application at this path");
        });
    }

    @Test
    void application_on_both_is_balanced_and_one_schedule_counts_for_all_paths() throws Exception {
        found(Map.of("/", ENABLED), Map.of("/", ENABLED, "/y", ENABLED));

        assertThat(four("/x", null)).containsExactly("a", "b", "a", "b");
        Balancer whole = live.current().balancers().get("app");
        assertThat(((Routed.Forward) routed("/y")).balancer().schedule()).isSameAs(whole.schedule());
    }

    @Test
    void disabled_application_keeps_its_sessions_and_a_stopped_one_keeps_none() throws Exception {
        found(Map.of("/x", DISABLED), Map.of("/x", ENABLED));

        assertThat(four("/x", "a")).containsOnly("a");
        assertThat(four("/x", null)).containsOnly("b");

        found(Map.of("/x", STOPPED), Map.of("/x", ENABLED));

        assertThat(four("/x", "a")).containsOnly("b");

        found(Map.of("/x", STOPPED), Map.of("/x", STOPPED));

        assertThat(four("/x", null)).as("known, so not 404").containsOnly("-");
    }

    @Test
    void what_operators_set_holds_beside_what_members_say() throws Exception {
        found(Map.of("/x", ENABLED), Map.of("/x", ENABLED));
        live.settingChanged(
                new SettingKey("app", "a"),
                before -> before.withFlags(Set.of(MemberFlag.DISABLED)),
                new Settings.Change("lb1", "anna", 1, ""));

        assertThat(four("/x", null)).containsOnly("b");
    }

    @Test
    void listed_member_takes_every_path() throws Exception {
        live.configChanged(config(Map.of("app", balancer(member("b"))), List.of(route("/", "app"))));
        found(Map.of("/x", ENABLED), Map.of("/y", ENABLED));

        assertThat(four("/x", null)).containsOnly("a", "b");
        assertThat(four("/other", null)).containsOnly("b");
    }

    @Test
    void waiting_request_goes_on_in_a_later_table_where_its_application_is_then() throws Exception {
        found(Map.of("/x", ENABLED), Map.of("/x", STOPPED));
        Routed.Forward before = (Routed.Forward) routed("/x");

        found(Map.of("/x", STOPPED), Map.of("/x", ENABLED));
        Routed.Forward later = before.to(live.current().balancers().get("app"));

        assertThat(four(later.balancer(), null)).containsOnly("b");
    }

    @Test
    void members_say_how_clients_stay_unless_the_configuration_does() {
        BalancerConfig plain = new BalancerConfig(
                PolicyName.BYREQUESTS, Optional.empty(), false, OptionalInt.empty(), true, List.of());
        live.configChanged(config(Map.of("app", plain), List.of(route("/", "app"))));
        live.membersFound(Map.of(
                "app",
                new Found("x", List.of(member("a")), Map.of(), Optional.of(new Found.Sessions(SESSIONS, true)))));

        assertThat(live.current().balancers().get("app").config().sticky()).contains(SESSIONS);
        assertThat(live.current().balancers().get("app").config().nofailover()).isTrue();

        live.configChanged(config(Map.of("app", written), List.of(route("/", "app"))));

        assertThat(live.current().balancers().get("app").config().sticky())
                .contains(Samples.sticky("BALANCEID", "jsessionid"));
        assertThat(live.current().balancers().get("app").config().nofailover()).isFalse();
    }
}
