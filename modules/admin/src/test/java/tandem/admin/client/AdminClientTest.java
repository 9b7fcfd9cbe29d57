package tandem.admin.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.admin.AdminServer;
import tandem.admin.AdminSettings;
import tandem.admin.FakeNodeControl;
import tandem.admin.Statuses;
import tandem.core.config.AdminConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.port.NodeControl.MemberCommand;
import tandem.core.port.NodeControl.Order;
import tandem.core.port.Outcome;
import tandem.core.port.Ownership.Switchover;
import tandem.core.setting.SettingKey;
import tandem.core.status.Verdict;

class AdminClientTest {
    private static final SettingKey NODE1 = new SettingKey("mycluster", "node1");
    private static final ListenAddress FREE = ListenAddress.parse("127.0.0.1:0");

    private final FakeNodeControl node = new FakeNodeControl();
    private final AdminServer server = ((AdminServer.Start.Started) AdminServer.start(
                    new AdminSettings(AdminConfig.at(FREE), FREE, List.of(), "0.1.0", "lb1"),
                    node,
                    new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                    node.manager()))
            .server();
    private final AdminClient client = new AdminClient(URI.create("http://127.0.0.1:" + server.adminPort()));

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void status_comes_as_record_and_as_json() {
        AdminClient.Snapshot snapshot = ((Reply.Answer<AdminClient.Snapshot>) client.status()).value();

        assertThat(snapshot.status()).isEqualTo(Statuses.healthy());
        assertThat(snapshot.json()).startsWith("{\n  \"node\" : \"lb1\"");
    }

    @Test
    void member_commands_arrive_as_given() {
        Reply<String> drained =
                client.member(NODE1, MemberCommand.flags(Set.of(MemberFlag.DRAINING)), new Order("anna", "patch day"));
        client.member(NODE1, MemberCommand.flags(Set.of()), new Order("anna", ""));
        client.member(NODE1, MemberCommand.weight(Weight.parse("1.5")), new Order("anna", ""));
        client.member(NODE1, MemberCommand.CLEAR, new Order("anna", ""));
        client.member(
                new SettingKey("mycluster", "node9"),
                MemberCommand.added(Optional.empty(), Optional.empty(), Map.of("url", "http://192.0.2.9")),
                new Order("anna", ""));
        client.member(NODE1, MemberCommand.REMOVAL, new Order("anna", ""));

        assertThat(drained).isEqualTo(new Reply.Answer<>("done as asked"));
        assertThat(node.commands)
                .containsExactly(
                        "mycluster/node1 flags=Optional[[DRAINING]] weight=Optional.empty by 'anna' because 'patch day'",
                        "mycluster/node1 flags=Optional[[]] weight=Optional.empty by 'anna' because ''",
                        "mycluster/node1 flags=Optional.empty weight=Optional[1.5] by 'anna' because ''",
                        "mycluster/node1 flags=Optional.empty weight=Optional.empty by 'anna' because ''",
                        "mycluster/node9 flags=Optional.empty weight=Optional.empty ADD {url=http://192.0.2.9} by 'anna' because ''",
                        "mycluster/node1 flags=Optional.empty weight=Optional.empty REMOVE {} by 'anna' because ''");
    }

    @Test
    void names_with_blanks_and_slashes_arrive_as_they_are() {
        node.status = Statuses.with(List.of(Statuses.member("app/a b+c/d1", "enabled", "file", Verdict.UP, "", 1)));
        SettingKey key = SettingKey.parse(
                node.status.balancers().getFirst().members().getFirst().id());

        Reply<String> reply = client.member(key, MemberCommand.CLEAR, new Order("anna", ""));

        assertThat(reply).isInstanceOf(Reply.Answer.class);
        assertThat(node.commands).singleElement().asString().startsWith("app/a b+c/d1 ");
    }

    @Test
    void a_refusal_is_a_problem_in_the_nodes_words() {
        node.switchover.complete(new Outcome.Refused("lb2 is not fit: its cluster link is down"));

        Reply<String> reply = client.switchover(Switchover.to(Optional.of("lb2")), "anna");

        assertThat(reply).isEqualTo(new Reply.Problem<>(409, "lb2 is not fit: its cluster link is down"));
    }

    @Test
    void reload_gives_the_nodes_sentence() {
        node.outcome = new Outcome.Done("2 members added");

        assertThat(client.reload("anna")).isEqualTo(new Reply.Answer<>("2 members added"));
    }

    @Test
    void a_node_that_is_gone_is_unreachable() {
        server.close();

        Reply<AdminClient.Snapshot> reply = client.status();

        assertThat(((Reply.Unreachable<AdminClient.Snapshot>) reply).sentence())
                .startsWith("no node answers at http://127.0.0.1:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://127.0.0.1:9990", "unix:admin.sock", "//127.0.0.1:9990", "http:///", "localhost"})
    void other_addresses_are_refused_with_an_example(String address) {
        assertThatThrownBy(() -> new AdminClient(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("such as http://127.0.0.1:9990");
    }
}
