package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.admin.json.ReportJson;
import tandem.admin.json.StatusJson;
import tandem.core.Samples;
import tandem.core.config.BalancerConfig;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;

class ApiTest {
    private static final String NODE1 = "/api/v1/members/mycluster/node1";
    private static final String PROBLEM = "application/problem+json";

    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void status_is_the_nodes_as_json() throws Exception {
        HttpResponse<String> response = admin.get("/api/v1/status");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(response.body()).isEqualTo(StatusJson.write(Statuses.healthy()));
    }

    @Test
    void head_has_the_headers_of_get_and_no_body() throws Exception {
        HttpResponse<String> get = admin.get("/api/v1/status");

        HttpResponse<String> head = admin.send("HEAD", "/api/v1/status", null);

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length"))
                .isEqualTo(get.headers().firstValue("content-length"))
                .isPresent();
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
    void explain_tells_where_a_request_would_go() throws Exception {
        BalancerConfig app = Samples.balancer(Samples.member("a"));
        TandemConfig config = Samples.config(Map.of("app", app), List.of(Samples.route("/", "app")));
        admin.node.table = RoutingTable.of(config, Settings.NONE, Map.of(), null);

        HttpResponse<String> told = admin.get(
                "/api/v1/explain?url=http%3A%2F%2Fwww.example.com%3A8080%2Fx%3Fy%3D1%252F&cookie=BALANCEID%3Ds.a");
        HttpResponse<String> noUrl = admin.get("/api/v1/explain?url=www.example.com");
        HttpResponse<String> noAddress = admin.get("/api/v1/explain?url=http://h/&client=localhost");

        assertThat(told.statusCode()).isEqualTo(200);
        assertThat(told.body())
                .contains(
                        "\"balancer\" : \"app\"",
                        "\"session\" : \"a\"",
                        "\"path\" : \"/x?y=1%2F\"",
                        "\"member\" : \"\"")
                .contains("it is answered with 503: no member of balancer app is usable", "its name does not resolve");
        assertThat(noUrl.statusCode()).isEqualTo(400);
        assertThat(noUrl.body()).contains("is not a URL such as http://www.example.com/path");
        assertThat(noAddress.statusCode()).isEqualTo(400);
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
                "{\"clear\": false}                      | 'clear' can only be true; leave it out otherwise",
                "{}                                      | nothing to change: give setting, weight, set, add, remove or clear, such as {\"setting\": \"draining\"}",
                "{\"remove\": true, \"weight\": \"2\"}   | 'remove' stands alone: leave everything but comment and author out",
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
            value = {"{\"clear\": true", "{\"clear\": true} x", "{\"clear\": true, \"clear\": true}"})
    void broken_json_is_refused_with_its_place(String body) throws Exception {
        HttpResponse<String> response = admin.post(NODE1, body);

        assertProblem(response, 400, "Bad Request");
        assertThat(detail(response)).startsWith("the body is not JSON: line 1, column ");
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
    void a_refusal_of_the_node_is_a_conflict_in_its_words() throws Exception {
        admin.node.outcome = new Outcome.Refused("shop.conf:3:1: unknown directive; nothing was changed");

        HttpResponse<String> response = admin.post("/api/v1/reload", "{}");

        assertProblem(response, 409, "Conflict");
        assertThat(detail(response)).isEqualTo("shop.conf:3:1: unknown directive; nothing was changed");
    }

    @Test
    void reload_takes_an_empty_body() throws Exception {
        HttpResponse<String> response = admin.post("/api/v1/reload", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands).containsExactly("reload");
    }

    @Test
    void switchover_answers_when_it_has_ended() throws Exception {
        admin.node.switchover.complete(new Outcome.Done("lb2 took 198.51.100.100 in 12 ms"));

        HttpResponse<String> response = admin.post("/api/v1/switchover", "{\"to\": \"lb2\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("lb2 took 198.51.100.100 in 12 ms");
        assertThat(admin.node.commands).containsExactly("switchover " + Optional.of("lb2"));
    }

    @Test
    void maintenance_names_who_wants_it_and_why() throws Exception {
        HttpResponse<String> response = admin.post(
                "/api/v1/maintenance", "{\"state\": \"on\", \"author\": \"ann\", \"comment\": \"new memory\"}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands).containsExactly("maintenance on by 'ann' because 'new memory'");
    }

    @Test
    void maintenance_is_on_or_off() throws Exception {
        HttpResponse<String> response = admin.post("/api/v1/maintenance", "{\"state\": \"soon\"}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("'state' must be");
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void switchover_to_an_unknown_node_names_the_nearest() throws Exception {
        HttpResponse<String> response = admin.post("/api/v1/switchover", "{\"to\": \"lb3\"}");

        assertProblem(response, 400, "Bad Request");
        assertThat(detail(response)).isEqualTo("there is no node 'lb3'; did you mean 'lb1'?");
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void a_bug_is_a_500_that_points_to_the_log() throws Exception {
        admin.node.bug = Optional.of(new IllegalStateException("internal detail"));

        HttpResponse<String> response = admin.get("/api/v1/status");

        assertProblem(response, 500, "Internal Server Error");
        assertThat(response.body()).doesNotContain("internal detail");
    }

    @Test
    void a_failed_switchover_is_a_500() throws Exception {
        admin.node.switchover.completeExceptionally(new IllegalStateException("internal detail"));

        HttpResponse<String> response = admin.post("/api/v1/switchover", "{}");

        assertProblem(response, 500, "Internal Server Error");
    }

    @Test
    void unknown_paths_are_not_found() throws Exception {
        HttpResponse<String> response = admin.get("/api/v1/stats");

        assertProblem(response, 404, "Not Found");
        assertThat(detail(response)).contains("/api/v1/status");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /api/v1/status, 'GET, HEAD'",
        "GET, /api/v1/reload, POST",
        "PUT, /api/v1/members/mycluster/node1, POST",
        "POST, /, 'GET, HEAD'"
    })
    void other_methods_are_refused_with_those_that_work(String method, String path, String allow) throws Exception {
        HttpResponse<String> response = admin.send(method, path, null);

        assertProblem(response, 405, "Method Not Allowed");
        assertThat(response.headers().firstValue("allow")).contains(allow);
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/x-www-form-urlencoded", "application/jsonx"})
    void commands_that_a_form_could_send_are_refused(String type) throws Exception {
        HttpResponse<String> response = admin.send("POST", NODE1, "{\"clear\": true}", "Content-Type", type);

        assertProblem(response, 415, "Unsupported Media Type");
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void a_large_body_is_refused_whether_its_length_is_told_or_not() throws Exception {
        String large = "{\"comment\": \"" + "x".repeat(70_000) + "\"}";

        HttpResponse<String> told = admin.post(NODE1, large);
        String chunked = admin.raw(
                "POST " + NODE1 + " HTTP/1.1",
                "Host: 127.0.0.1",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "",
                Integer.toHexString(large.length()),
                large,
                "0");

        assertProblem(told, 413, "Request Entity Too Large");
        assertThat(chunked).startsWith("HTTP/1.1 413 ");
        assertThat(admin.node.commands).isEmpty();
    }

    private static void assertProblem(HttpResponse<String> response, int status, String title) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains(PROBLEM);
        assertThat(response.body())
                .startsWith(
                        "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":");
    }

    private static String detail(HttpResponse<String> response) throws Exception {
        return new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(response.body())
                .path("detail")
                .asText();
    }

    @Test
    void a_drill_reaches_the_node_with_its_length() throws Exception {
        HttpResponse<String> response = admin.post("/api/v1/drill", "{\"fault\": \"freeze\", \"seconds\": 3}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands).containsExactly("drill freeze for 3 s by 127.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                     | '' is no fault; give one of kill, freeze, cut",
                "{\"fault\": \"switch\"}                | 'switch' is no fault; give one of kill, freeze, cut",
                "{\"fault\": \"cut\", \"seconds\": 61}  | 'seconds' is 61; 1 to 60 are allowed",
            })
    void what_is_no_drill_is_refused(String body, String detail) throws Exception {
        HttpResponse<String> response = admin.post("/api/v1/drill", body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains(detail);
        assertThat(admin.node.commands).isEmpty();
    }

    @Test
    void reports_of_takeovers_are_listed() throws Exception {
        HttpResponse<String> response = admin.get("/api/v1/reports");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(ReportJson.write(List.of(Statuses.report())));
    }
}
