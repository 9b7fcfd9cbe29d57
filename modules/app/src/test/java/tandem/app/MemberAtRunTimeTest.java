package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.core.balance.Balancer;
import tandem.core.balance.Choice;
import tandem.core.balance.Member;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.port.Outcome;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.share.ShareCodec;

/** Members that operators add, change and remove while the nodes run. */
final class MemberAtRunTimeTest {
    private static final SettingKey C = new SettingKey("app", "c");
    private static final SettingKey A = new SettingKey("app", "a");

    private final Bench bench = new Bench();
    private final OperatorCommands commands = bench.commands();

    @Test
    void added_member_is_there_on_every_node_and_after_a_restart() throws Exception {
        Outcome outcome = change(C, added("url", "http://192.0.2.9:8080/app", "route", "c3", "lbset", "2"));

        assertThat(outcome)
                .isEqualTo(
                        new Outcome.Done(
                                "app/c: added, weight 2, lbset 2, route c3, url http://192.0.2.9:8080/app by anna (more load)"));
        assertThat(names(bench)).containsExactly("a", "b", "c");
        Bench peer = new Bench();
        for (Setting setting : bench.sent.settings) {
            peer.commands().arrived(List.of(ShareCodec.decodeSetting(ShareCodec.encode(setting))));
        }
        Member there = peer.table.current().balancers().get("app").member("c").orElseThrow();
        assertThat(there.config().url()).hasToString("http://192.0.2.9:8080/app");
        assertThat(there.config().route()).isEqualTo("c3");
        assertThat(there.config().lbset()).isEqualTo(2);
        assertThat(there.weight()).isEqualTo(Weight.parse("2"));
        assertThat(peer.stored).isEqualTo(bench.stored);
    }

    @Test
    void removed_member_takes_nothing_and_clear_brings_one_of_the_file_back() {
        change(A, MemberCommand.REMOVAL);
        assertThat(names(bench)).containsExactly("b");

        assertThat(change(A, MemberCommand.CLEAR)).isInstanceOf(Outcome.Done.class);
        assertThat(names(bench)).containsExactly("a", "b");
    }

    @Test
    void member_that_was_added_can_be_changed_and_removed_and_added_again() {
        change(C, added("url", "http://192.0.2.9"));
        change(C, MemberCommand.flags(Set.of(MemberFlag.DRAINING)));
        change(C, MemberCommand.values(Optional.empty(), Map.of("retry", "5s")));

        assertThat(member("c").flags()).containsExactly(MemberFlag.DRAINING);
        assertThat(member("c").config().retry()).hasSeconds(5);
        assertThat(change(C, MemberCommand.CLEAR).sentence()).contains("remove it instead");
        change(C, MemberCommand.REMOVAL);
        assertThat(names(bench)).containsExactly("a", "b");
        change(C, added("url", "http://192.0.2.10"));
        assertThat(member("c").flags()).isEmpty();
    }

    @Test
    void mistakes_are_refused_and_change_nothing() {
        assertThat(change(A, added("url", "http://192.0.2.9")).sentence())
                .isEqualTo("app/a exists: http://192.0.2.1; to change it use set, or another name");
        assertThat(change(C, added("url", "http://192.0.2.1")).sentence()).contains("app/a has this url already");
        assertThat(change(C, added("url", "192.0.2.1")).sentence()).contains("is not a URL");
        assertThat(change(C, added("route", "c")).sentence()).contains("needs a url");
        assertThat(change(C, MemberCommand.REMOVAL).sentence()).contains("has no member c; it has a, b");
        assertThat(change(A, MemberCommand.values(Optional.empty(), Map.of("rout", "x")))
                        .sentence())
                .contains("did you mean route?");
        assertThat(change(A, MemberCommand.values(Optional.empty(), Map.of("lbset", "100")))
                        .sentence())
                .contains("0..99");
        assertThat(bench.stored).isEmpty();
        assertThat(names(bench)).containsExactly("a", "b");
    }

    @Test
    void share_of_a_members_new_clients_is_shifted_on_every_node_and_comes_back() throws Exception {
        Outcome outcome = change(A, MemberCommand.values(Optional.empty(), Map.of("shift", "b:25%")));

        assertThat(outcome.sentence()).isEqualTo("app/a: shift b:25% by anna (more load)");
        Bench peer = new Bench();
        for (Setting setting : bench.sent.settings) {
            peer.commands().arrived(List.of(ShareCodec.decodeSetting(ShareCodec.encode(setting))));
        }
        assertThat(chosen(peer, 8)).isEqualTo("ababab" + "bb");
        assertThat(chosen(bench, 16)).isEqualTo("abababbb".repeat(2));

        change(A, MemberCommand.values(Optional.empty(), Map.of("shift", "off")));

        assertThat(chosen(bench, 8)).isEqualTo("ab".repeat(4));
        assertThat(change(A, MemberCommand.values(Optional.empty(), Map.of("shift", "c:5%")))
                        .sentence())
                .isEqualTo("shift: balancer app has no other member c; it has b");
        assertThat(change(A, MemberCommand.values(Optional.empty(), Map.of("shift", "a:5%")))
                        .sentence())
                .startsWith("shift: balancer app has no other member a");
    }

    @Test
    void share_for_a_member_that_takes_nothing_new_stays_where_it_was() {
        change(A, MemberCommand.values(Optional.empty(), Map.of("shift", "b:100%")));
        assertThat(chosen(bench, 4)).isEqualTo("bbbb");

        change(new SettingKey("app", "b"), MemberCommand.flags(Set.of(MemberFlag.DRAINING)));

        assertThat(chosen(bench, 4)).isEqualTo("aaaa");
    }

    private static String chosen(Bench bench, int requests) {
        StringBuilder chosen = new StringBuilder();
        Balancer app = bench.table.current().balancers().get("app");
        for (int i = 0; i < requests; i++) {
            Member member = ((Choice.Chosen) app.choose(null, 0, List.of(), 0)).member();
            member.ended();
            chosen.append(member.config().name());
        }
        return chosen.toString();
    }

    @Test
    void address_in_a_changed_url_holds_at_once() {
        change(A, MemberCommand.values(Optional.empty(), Map.of("url", "http://192.0.2.1:8080")));

        assertThat(member("a").address().orElseThrow().getPort()).isEqualTo(8080);
    }

    private MemberCommand added(String... pairs) {
        Map<String, String> values = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put(pairs[i], pairs[i + 1]);
        }
        Optional<Weight> weight = values.containsKey("lbset") ? Optional.of(Weight.parse("2")) : Optional.empty();
        return MemberCommand.added(Optional.empty(), weight, values);
    }

    private Outcome change(SettingKey key, MemberCommand command) {
        return commands.change(key, command, new Order("anna", "more load"), bench.sent);
    }

    private Member member(String name) {
        return bench.table.current().balancers().get("app").member(name).orElseThrow();
    }

    private static List<String> names(Bench bench) {
        Balancer app = bench.table.current().balancers().get("app");
        return app.members().stream().map(m -> m.config().name()).toList();
    }
}
