package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.admin.Problems.assertProblem;
import static tandem.admin.Problems.detail;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.setting.Settings;

class SettingsApiTest {
    private static final String NODE1 = "/api/v1/members/mycluster/node1";

    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void setting_of_a_balancer_reaches_the_node_and_mistakes_do_not() throws Exception {
        BalancerConfig app = Samples.balancer(Samples.member("a"));
        TandemConfig config = Samples.config(Map.of("my cluster", app), List.of());
        admin.node.table = RoutingTable.of(config, Settings.NONE, Map.of(), null);

        HttpResponse<String> set = admin.post(
                "/api/v1/balancers/my%20cluster",
                "{\"set\": [\"policy=bytraffic\", \"wait=3s\"], \"author\": \"anna\"}");
        HttpResponse<String> clear = admin.post("/api/v1/balancers/my%20cluster", "{\"clear\": true}");
        HttpResponse<String> both =
                admin.post("/api/v1/balancers/my%20cluster", "{\"clear\": true, \"set\": \"wait=3s\"}");
        HttpResponse<String> neither = admin.post("/api/v1/balancers/my%20cluster", "{}");
        HttpResponse<String> unknown = admin.post("/api/v1/balancers/shop", "{\"clear\": true}");

        assertThat(List.of(set.statusCode(), clear.statusCode(), both.statusCode(), neither.statusCode()))
                .containsExactly(200, 200, 400, 400);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("there is no balancer 'shop'; there is my cluster");
        assertThat(admin.node.commands)
                .containsExactly(
                        "balancer my cluster {policy=bytraffic, wait=3s} by 'anna' because ''",
                        "balancer my cluster {} by '127.0.0.1' because ''");
    }

    @Test
    void draining_a_member_reaches_the_node_with_author_and_comment() throws Exception {
        HttpResponse<String> response =
                admin.post(NODE1, "{\"setting\": \"draining\", \"author\": \"anna\", \"comment\": \"patch day\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"sentence\":\"done as asked\"}\n");
        assertThat(admin.node.commands)
                .containsExactly("mycluster/node1 flags=Optional[[DRAINING]] weight=Optional.empty by 'anna' because"
                        + " 'patch day'");
    }

    @Test
    void author_is_the_callers_address_if_none_is_named() throws Exception {
        admin.post(NODE1, "{\"setting\": \"enabled\"}");

        assertThat(admin.node.commands)
                .containsExactly("mycluster/node1 flags=Optional[[]] weight=Optional.empty by '127.0.0.1' because ''");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"setting\": [\"standby\", \"ignore-errors\"]} | flags=Optional[[STANDBY, IGNORE_ERRORS]] weight=Optional.empty",
                "{\"weight\": \"1.5\"}                            | flags=Optional.empty weight=Optional[1.5]",
                "{\"weight\": 2}                                  | flags=Optional.empty weight=Optional[2]",
                "{\"setting\": \"disabled\", \"weight\": \"3\"}   | flags=Optional[[DISABLED]] weight=Optional[3]",
                "{\"set\": [\"route=n3\", \"lbset=2\"]}            | flags=Optional.empty weight=Optional.empty AS_IS {lbset=2, route=n3}",
                "{\"setting\": \"draining\", \"for\": \"30m\"}      | flags=Optional[[DRAINING]] weight=Optional.empty",
                "{\"remove\": true}                               | flags=Optional.empty weight=Optional.empty REMOVE {}",
                "{\"clear\": true}                                | flags=Optional.empty weight=Optional.empty",
            })
    void member_commands_are_understood(String body, String expected) throws Exception {
        HttpResponse<String> response = admin.post(NODE1, body);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands).singleElement().asString().startsWith("mycluster/node1 " + expected + " by");
    }

    @Test
    void member_that_does_not_exist_yet_can_be_added_to_a_balancer_that_does() throws Exception {
        HttpResponse<String> added =
                admin.post("/api/v1/members/mycluster/node9", "{\"add\": true, \"set\": \"url=http://192.0.2.9\"}");
        HttpResponse<String> nowhere =
                admin.post("/api/v1/members/nothing/node9", "{\"add\": true, \"set\": \"url=http://192.0.2.9\"}");

        assertThat(added.statusCode()).isEqualTo(200);
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(admin.node.commands)
                .singleElement()
                .asString()
                .startsWith("mycluster/node9 flags=Optional.empty weight=Optional.empty ADD {url=http://192.0.2.9} by");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"seting\": \"draining\"}              | unknown field 'seting'; did you mean 'setting'?",
                "{\"setting\": \"drainin\"}              | unknown setting 'drainin'; did you mean 'draining'?",
                "{\"setting\": [\"enabled\", \"spare\"]} | 'enabled' stands alone; it cannot be joined with other settings",
                "{\"setting\": []}                       | 'setting' is empty; write \"enabled\" for a plain enabled member",
                "{\"setting\": 7}                        | 'setting' must be a text, not 7",
                "{\"weight\": \"0\"}                     | 'weight': 0 is not allowed (1..100); to stop traffic set setting: disabled",
                "{\"weight\": \"two\"}                   | 'weight': 'two' is not a number in 1..100, such as 1.5",
                "{\"clear\": true, \"weight\": \"2\"}    | 'clear' returns to the file's values: leave setting and weight out",
                "{\"clear\": 1}                          | 'clear' must be true or false, not 1",
                "{}                                      | nothing to change: give setting, weight, set, add, remove or clear, such as {\"setting\": \"draining\"}",
                "{\"remove\": true, \"weight\": \"2\"}   | 'remove' stands alone: leave everything but comment and author out",
                "{\"weight\": 2, \"for\": \"soon\"}         | 'for': 'soon' is not a duration such as 250ms, 5s, 2m or 1h",
                "{\"weight\": 2, \"for\": \"5ms\"}          | 'for': a setting can last 1s to 8784h, not 5ms; leave the time out for one without an end",
                "{\"clear\": true, \"for\": \"5m\"}         | 'clear' returns to the file's values for good: leave for out",
                "{\"set\": \"route\"}                    | 'set': 'route' is not KEY=VALUE, such as \"route=node3\"",
                "[]                                      | the body must be one JSON object, such as {}",
                "{\"comment\": \"a\\u0007\", \"clear\": true} | 'comment' contains a control character",
            })
    void bad_member_bodies_are_refused_with_the_reason(String body, String reason) throws Exception {
        HttpResponse<String> response = admin.post(NODE1, body);

        assertProblem(response, 400, "Bad Request");
        assertThat(detail(response)).isEqualTo(reason);
        assertThat(admin.node.commands).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "myclustr/node1    | there is no balancer 'myclustr'; did you mean 'mycluster'?",
                "mycluster/nod1    | balancer mycluster has no member 'nod1'; did you mean 'node1'?",
                "mycluster/frontend| balancer mycluster has no member 'frontend'; there is node1, node2, node3",
                "mycluster         | 'mycluster' is not BALANCER/MEMBER",
            })
    void unknown_members_are_not_found_and_the_nearest_is_named(String path, String reason) throws Exception {
        String response = admin.raw(
                "POST /api/v1/members/" + path + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Content-Type: application/json",
                "Content-Length: 13",
                "",
                "{\"weight\": 2}");

        assertThat(response).startsWith("HTTP/1.1 404 ").contains("\"detail\":\"" + reason + "\"");
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void member_names_are_percent_decoded() throws Exception {
        admin.node.status = Statuses.with(
                List.of(Statuses.member("app/a b/c1", "enabled", "file", tandem.core.status.Verdict.UP, "", 1)));

        HttpResponse<String> response = admin.post("/api/v1/members/app/a%20b%2Fc1", "{\"clear\": true}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands).singleElement().asString().startsWith("app/a b/c1 ");
    }

    @Test
    void a_member_is_shown_with_the_revision_of_its_setting_as_entity_tag() throws Exception {
        set(4);

        HttpResponse<String> shown = admin.get(NODE1);
        HttpResponse<String> balancer = admin.get("/api/v1/balancers/mycluster");

        assertThat(shown.headers().firstValue("etag")).contains("\"4\"");
        assertThat(shown.body()).contains("\"id\" : \"mycluster/node1\"", "\"layers\"");
        assertThat(balancer.headers().firstValue("etag")).contains("\"0\"");
        assertThat(balancer.body()).contains("\"name\" : \"mycluster\"", "mycluster/node1");
        assertThat(admin.get("/api/v1/members/mycluster/node9").statusCode()).isEqualTo(404);
        assertThat(admin.get("/api/v1/balancers/shop").statusCode()).isEqualTo(404);
    }

    @Test
    void a_change_for_the_revision_that_was_seen_is_made_and_one_for_another_is_not() throws Exception {
        set(4);

        HttpResponse<String> fitting = ifMatch("\"3\", \"4\"");
        HttpResponse<String> any = ifMatch("*");
        admin.node.outcome = new Outcome.Refused("mycluster/node1 has revision 4 by now");
        HttpResponse<String> late = ifMatch("\"3\"");
        HttpResponse<String> weak = ifMatch("W/\"4\"");
        HttpResponse<String> nonsense = ifMatch("4");

        assertThat(List.of(fitting.statusCode(), any.statusCode())).containsExactly(200, 200);
        assertThat(fitting.headers().firstValue("etag")).contains("\"4\"");
        assertProblem(late, 412, "Precondition Failed");
        assertThat(detail(late)).isEqualTo("mycluster/node1 has revision 4 by now");
        assertProblem(weak, 412, "Precondition Failed");
        assertProblem(nonsense, 400, "Bad Request");
        assertThat(admin.node.commands)
                .extracting(command -> command.replaceFirst(".* if ", ""))
                .containsExactly("4", admin.node.commands.get(1), "-1", "-1");
    }

    private void set(long revision) {
        BalancerConfig config = Samples.balancer(Samples.member("node1"));
        Setting setting = new Setting(
                new SettingKey("mycluster", "node1"),
                SettingValue.CLEARED.withFlags(Set.of(MemberFlag.DRAINING)),
                revision,
                "lb1",
                "anna",
                1,
                "");
        admin.node.table = RoutingTable.of(
                Samples.config(Map.of("mycluster", config), List.of()),
                Settings.NONE.merge(List.of(setting)).settings(),
                Map.of(),
                null);
    }

    private HttpResponse<String> ifMatch(String tags) throws Exception {
        return admin.send("POST", NODE1, "{\"clear\": true}", "Content-Type", "application/json", "If-Match", tags);
    }
}
