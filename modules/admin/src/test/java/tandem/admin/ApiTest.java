package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.admin.Problems.assertProblem;
import static tandem.admin.Problems.detail;

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
    void a_reload_for_a_configuration_that_is_not_in_force_any_more_is_refused() throws Exception {
        HttpResponse<String> shown = admin.get("/api/v1/config");
        String tag = shown.headers().firstValue("etag").orElseThrow();

        HttpResponse<String> late = admin.send(
                "POST", "/api/v1/reload", "{}", "Content-Type", "application/json", "If-Match", "\"cafe0123\"");
        HttpResponse<String> fitting =
                admin.send("POST", "/api/v1/reload", "{}", "Content-Type", "application/json", "If-Match", tag);

        assertThat(tag).isEqualTo("\"3f1c09ab\"");
        assertProblem(late, 412, "Precondition Failed");
        assertThat(fitting.statusCode()).isEqualTo(200);
        assertThat(admin.node.commands).containsExactly("reload");
    }

    @Test
    void a_bug_is_a_500_that_points_to_the_log() throws Exception {
        admin.node.bug = Optional.of(new IllegalStateException("internal detail"));

        HttpResponse<String> response = admin.get("/api/v1/status");

        assertProblem(response, 500, "Internal Server Error");
        assertThat(response.body()).doesNotContain("internal detail");
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
        "PUT, /api/v1/members/mycluster/node1, 'GET, HEAD, POST'",
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
