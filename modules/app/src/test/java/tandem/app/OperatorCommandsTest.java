package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.Samples;
import tandem.core.balance.Choice;
import tandem.core.balance.Member;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.PolicyName;
import tandem.core.config.Weight;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.port.Outcome;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.share.ShareCodec;

final class OperatorCommandsTest {
    private static final SettingKey A = new SettingKey("app", "a");

    private final Bench bench = new Bench();
    private final OperatorCommands commands = bench.commands();

    @Test
    void change_is_in_force_stored_shared_and_told() {
        Outcome outcome = drain("kernel update");

        assertThat(outcome).isEqualTo(new Outcome.Done("app/a: draining by anna (kernel update)"));
        assertThat(member().flags()).containsExactly(MemberFlag.DRAINING);
        assertThat(bench.stored).hasSize(1);
        assertThat(bench.sent.settings).isEqualTo(bench.stored);
        assertThat(bench.events.newest().getLast().text()).isEqualTo("app/a: draining by anna (kernel update)");
    }

    @Test
    void a_setting_with_an_end_returns_to_the_file_by_itself_once_and_says_so() {
        Order order = new Order("anna", "patch day", Duration.ofMinutes(30), OptionalLong.empty());

        Outcome outcome = commands.change(A, MemberCommand.flags(Set.of(MemberFlag.DRAINING)), order, bench.sent);
        bench.clock.epochMillis += Duration.ofMinutes(30).toMillis() - 1;
        commands.expire(bench.sent, true);
        boolean drainedBefore = member().flags().contains(MemberFlag.DRAINING);
        bench.clock.epochMillis++;
        commands.expire(bench.sent, true);
        commands.expire(bench.sent, true);

        assertThat(outcome.sentence()).isEqualTo("app/a: draining for 30m by anna (patch day)");
        assertThat(drainedBefore).isTrue();
        assertThat(member().flags()).isEmpty();
        assertThat(bench.stored)
                .singleElement()
                .matches(setting -> setting.value().cleared());
        assertThat(bench.sent.settings).hasSize(2);
        assertThat(bench.events.newest()).hasSize(2);
        assertThat(bench.events.newest().getLast().text())
                .isEqualTo("app/a: back to the file's values; the time is over that anna gave to draining");
    }

    @Test
    void an_order_for_a_revision_that_has_passed_changes_nothing() {
        drain("");

        Order late = new Order("bert", "", Duration.ZERO, OptionalLong.of(0));
        Outcome outcome = commands.change(A, MemberCommand.CLEAR, late, bench.sent);
        Outcome fitting = commands.change(
                A, MemberCommand.CLEAR, new Order("bert", "", Duration.ZERO, OptionalLong.of(1)), bench.sent);

        assertThat(outcome.sentence()).startsWith("app/a has revision 1 by now: somebody changed it meanwhile");
        assertThat(fitting).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void of_two_changes_made_apart_the_newer_stands_and_the_other_is_named() {
        drain("");
        SettingValue disabled = SettingValue.CLEARED.withFlags(Set.of(MemberFlag.DISABLED));
        Setting later = new Setting(A, disabled, 1, "lb2", "bert", bench.clock.epochMillis + 5, "");

        commands.arrived(List.of(later));

        assertThat(member().flags()).containsExactly(MemberFlag.DISABLED);
        assertThat(bench.events.newest().getLast().text())
                .startsWith("app/a: disabled by bert on lb2 stands")
                .contains("draining by anna on lb1 was set while the nodes did not hear each other");
        assertThat(bench.events.newest().getLast().facts()).containsEntry("replacedAuthor", "anna");
    }

    @Test
    void weight_and_flags_add_up_until_cleared() {
        drain("");
        change(MemberCommand.weight(new Weight(250)));
        Member both = member();

        change(MemberCommand.CLEAR);

        assertThat(both.flags()).containsExactly(MemberFlag.DRAINING);
        assertThat(both.weight()).isEqualTo(new Weight(250));
        assertThat(member().flags()).isEmpty();
        assertThat(member().weight()).isEqualTo(Weight.ONE);
        assertThat(bench.stored)
                .singleElement()
                .satisfies(s -> assertThat(s.revision()).isEqualTo(3));
    }

    @Test
    void setting_of_a_balancer_is_in_force_stored_shared_told_and_reaches_the_peer() throws Exception {
        Outcome outcome =
                commands.changeBalancer("app", Map.of("wait", "3s"), new Order("anna", "slow start"), bench.sent);
        commands.changeBalancer("app", Map.of("policy", "bybusyness"), new Order("anna", ""), bench.sent);
        Bench peer = new Bench();
        for (Setting setting : bench.sent.settings) {
            peer.commands().arrived(List.of(ShareCodec.decodeSetting(ShareCodec.encode(setting))));
        }

        assertThat(outcome).isEqualTo(new Outcome.Done("app: wait 3s by anna (slow start)"));
        assertThat(bench.stored).singleElement().extracting(Setting::revision).isEqualTo(2L);
        for (Bench one : List.of(bench, peer)) {
            BalancerConfig now = one.table.current().balancers().get("app").config();
            assertThat(now.waitForMember()).hasSeconds(3);
            assertThat(now.policy()).isEqualTo(PolicyName.BYBUSYNESS);
        }
        commands.changeBalancer("app", Map.of(), new Order("anna", ""), bench.sent);
        assertThat(bench.table.current().balancers().get("app").config().policy())
                .isEqualTo(PolicyName.BYREQUESTS);
        assertThat(bench.events.newest().getLast().text()).isEqualTo("app: back to the file's values by anna");
    }

    @Test
    void clients_are_shifted_to_a_balancer_that_there_is() {
        Outcome outcome =
                commands.changeBalancer("app", Map.of("shift", "canary:5%"), new Order("anna", ""), bench.sent);

        assertThat(outcome).isEqualTo(new Outcome.Refused("shift: there is no other balancer canary"));
        assertThat(commands.changeBalancer("app", Map.of("shift", "5%"), new Order("anna", ""), bench.sent))
                .isEqualTo(new Outcome.Refused("shift: '5%' is not NAME:SHARE, such as canary:5%"));
    }

    @Test
    void balancer_that_is_unknown_and_values_that_cannot_be_are_refused() {
        assertThat(commands.changeBalancer("shop", Map.of("wait", "3s"), new Order("anna", ""), bench.sent))
                .isEqualTo(new Outcome.Refused("there is no balancer shop; there are app"));
        assertThat(commands.changeBalancer("app", Map.of("wait", "3"), new Order("anna", ""), bench.sent))
                .isEqualTo(new Outcome.Refused("wait: '3' is not a duration such as 250ms, 5s, 2m or 1h"));
        assertThat(bench.stored).isEmpty();
    }

    @Test
    void unknown_names_are_refused_with_what_there_is() {
        Outcome balancer =
                commands.change(new SettingKey("shop", "a"), MemberCommand.CLEAR, new Order("anna", ""), bench.sent);
        Outcome member =
                commands.change(new SettingKey("app", "c"), MemberCommand.CLEAR, new Order("anna", ""), bench.sent);

        assertThat(balancer).isEqualTo(new Outcome.Refused("there is no balancer shop; there are app"));
        assertThat(member).isEqualTo(new Outcome.Refused("balancer app has no member c; it has a, b"));
        assertThat(bench.stored).isEmpty();
        assertThat(bench.sent.settings).isEmpty();
    }

    @Test
    void enabling_a_member_forgives_its_errors() {
        bench.table.current().balancers().get("app").schedule().failed(member(), "connection refused", 0);

        change(MemberCommand.flags(Set.of()));

        Choice choice = bench.table.current().balancers().get("app").choose(null, 0, List.of(), 1);
        assertThat(choice)
                .isInstanceOfSatisfying(
                        Choice.Chosen.class,
                        chosen -> assertThat(chosen.member().id()).isEqualTo("app/a"));
    }

    @Test
    void that_a_members_errors_are_ignored_stays_the_files_business() {
        BalancerConfig ignoring =
                Samples.balancer(Samples.member("a", Weight.ONE, 0, MemberFlag.IGNORE_ERRORS), Samples.member("b"));
        bench.table.configChanged(Samples.config(Map.of("app", ignoring), List.of()));

        drain("");

        assertThat(member().flags()).containsExactlyInAnyOrder(MemberFlag.DRAINING, MemberFlag.IGNORE_ERRORS);
    }

    @Test
    void record_of_a_peer_is_in_force_and_stored_once() {
        SettingValue disabled = SettingValue.CLEARED.withFlags(Set.of(MemberFlag.DISABLED));
        Setting record = new Setting(A, disabled, 4, "lb2", "bert", 1, "");

        commands.arrived(List.of(record));
        commands.arrived(List.of(record));

        assertThat(member().flags()).containsExactly(MemberFlag.DISABLED);
        assertThat(bench.stored).containsExactly(record);
        assertThat(bench.events.newest())
                .as("the node where it was set tells of it")
                .isEmpty();
    }

    private Outcome drain(String comment) {
        MemberCommand draining = MemberCommand.flags(Set.of(MemberFlag.DRAINING));
        return commands.change(A, draining, new Order("anna", comment), bench.sent);
    }

    private void change(MemberCommand command) {
        commands.change(A, command, new Order("anna", ""), bench.sent);
    }

    private Member member() {
        return bench.table.current().balancers().get("app").member("a").orElseThrow();
    }
}
