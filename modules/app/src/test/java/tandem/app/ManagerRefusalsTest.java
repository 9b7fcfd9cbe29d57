package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whom the balancer-manager refuses, and how; no refused request changes anything. */
final class ManagerRefusalsTest {
    private static final String HTTPD = """
            ServerName lb.example.com
            Listen 127.0.0.1:${PORT}
            <Proxy balancer://app>
              BalancerMember ${A} route=a
            </Proxy>
            <Proxy balancer://open>
              BalancerMember ${B}
              ProxySet nonce=none
            </Proxy>
            <Location /balancer-manager>
              SetHandler balancer-manager
              Require ip 127.0.0.1
            </Location>
            ProxyPass /balancer-manager !
            ProxyPass / balancer://app/
            """;
    private static final String OWN = "http://127.0.0.1/";

    @TempDir
    private static Path directory;

    private static ManagedNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new ManagedNode(directory, HTTPD, "balancer-manager: {compatible: true}\n");
    }

    @AfterAll
    static void close() {
        node.close();
    }

    // NONCE and URL stand for the right ones
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "wrong nonce | b=app&w=URL&w_status_D=1&nonce=0 | Referer | " + OWN
                        + " | 200 | not changed: the nonce is not, or no longer, that of balancer app",
                "no nonce | b=app&w=URL&w_status_D=1 | Referer | " + OWN + " | 200 | not changed: the nonce",
                "nonce for a balancer without one | b=open&w=B&w_status_D=1&nonce= | X-Y | z | 200"
                        + " | not changed: a Referer of this host is needed",
                "no Referer | b=app&w=URL&w_status_D=1&nonce=NONCE | X-Y | z | 200 | not changed: a Referer",
                "foreign Referer | b=app&w=URL&w_status_D=1&nonce=NONCE | Referer | http://evil.example/127.0.0.1/ | 200"
                        + " | not changed: another web page",
                "Referer that begins like ours | b=app&w=URL&w_status_D=1&nonce=NONCE | Referer"
                        + " | http://127.0.0.1.evil.example/ | 200 | not changed: another web page",
                "Referer with our name as user | b=app&w=URL&w_status_D=1&nonce=NONCE | Referer"
                        + " | http://127.0.0.1@evil.example/ | 200 | not changed: another web page",
                "Referer that is no URL | b=app&w=URL&w_status_D=1&nonce=NONCE | Referer | 127.0.0.1 | 200"
                        + " | not changed: another web page",
                "foreign Origin | b=app&w=URL&w_status_D=1&nonce=NONCE | Origin | http://evil.example | 200"
                        + " | not changed: another web page",
                "Origin of another port | b=app&w=URL&w_status_D=1&nonce=NONCE | Origin | http://127.0.0.1:1 | 200"
                        + " | not changed: another web page",
                "Origin that is hidden | b=app&w=URL&w_status_D=1&nonce=NONCE | Origin | null | 200"
                        + " | not changed: another web page",
                "cross-site by a browser | b=app&w=URL&w_status_D=1&nonce=NONCE | Sec-Fetch-Site | cross-site | 200"
                        + " | not changed: another web page",
                "unknown balancer | b=nope&w=URL&w_status_D=1&nonce=NONCE | Referer | " + OWN
                        + " | 200 | not changed: there is no balancer nope",
                "unknown worker | b=app&w=http://192.0.2.9&w_status_D=1&nonce=NONCE | Referer | " + OWN
                        + " | 200 | balancer app has no member http://192.0.2.9; nothing was changed",
                "worker of another balancer | b=app&w=B&w_remove=1&w_yes=1&nonce=NONCE | Referer | " + OWN
                        + " | 200 | has no member",
                "path as worker | b=app&w=../../etc/passwd&w_remove=1&w_yes=1&nonce=NONCE | Referer | " + OWN
                        + " | 200 | has no member ../../etc/passwd",
                "address that is none | b=app&w=URL&w_url=file:///etc/passwd&nonce=NONCE | Referer | " + OWN
                        + " | 200 | not done: url: ",
                "control characters | b=app&w=URL&w_wr=x%0d%0aX:%20y&nonce=NONCE | Referer | " + OWN
                        + " | 200 | nothing was changed",
            })
    void edit_is_refused(String name, String body, String field, String value, int status, String outcome)
            throws Exception {
        String sent = body.replace("NONCE", node.nonce("app"))
                .replace("URL", node.url('A'))
                .replace("w=B", "w=" + node.url('B'));

        HttpResponse<String> response = node.post(sent, field, value);

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Tandem-Outcome").orElse("")).contains(outcome);
        assertThat(node.row('A').subList(1, 6)).containsExactly("a", "", "1.00", "0", "Init Ok ");
        assertThat(node.row('B').get(5)).isEqualTo("Init Ok ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /balancer-manager",
        "GET, /balancer-manager/",
        "GET, /x/../balancer-manager",
        "GET, /x/%2e%2e/balancer-manager",
        "GET, //balancer-manager",
        "GET, /%62alancer-manager",
        "POST, /balancer-manager",
    })
    void address_that_the_location_does_not_permit_is_forbidden(String method, String target) throws Exception {
        try (HttpClient stranger = HttpClient.newBuilder()
                .localAddress(InetAddress.getByName("127.0.0.2"))
                .build()) {
            HttpResponse<String> response =
                    node.send(stranger, method, node.port, target, "b=app&nonce=" + node.nonce("app"), "Referer", OWN);

            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.body()).doesNotContain("balancer://");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /balancer-manager/../../etc/passwd, 400",
        "GET, /balancer-manager/%2e%2e/%2e%2e/etc/passwd, 400",
        "DELETE, /balancer-manager, 405",
        "PUT, /balancer-manager, 405",
    })
    void other_paths_and_methods_are_refused(String method, String target, int status) throws Exception {
        assertThat(node.send(HttpClient.newHttpClient(), method, node.port, target, "")
                        .statusCode())
                .isEqualTo(status);
    }

    @Test
    void body_that_is_too_large_is_refused_on_both_listeners() throws Exception {
        String large = "b=app&x=" + "x".repeat(16 * 1024);
        HttpClient client = HttpClient.newHttpClient();

        assertThat(node.post(large, "Referer", OWN).statusCode()).isEqualTo(413);
        assertThat(node.send(client, "POST", node.adminPort(), "/balancer-manager", large)
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void page_says_nothing_that_a_path_or_a_parameter_brought_as_markup() throws Exception {
        String page = node.page("/%3Cscript%3E'\"?b=app&w=<script>&nonce='\"<script>"
                .replace("\"", "%22")
                .replace("<", "%3C")
                .replace(">", "%3E"));

        assertThat(page).contains("Edit balancer settings").doesNotContain("<script", "'\"");
    }

    @Test
    void admin_listener_takes_edits_of_programs_but_of_no_web_page() throws Exception {
        String edit = "b=app&w=" + node.url('A') + "&nonce=" + node.nonce("app") + "&w_status_N=";

        HttpResponse<String> program = adminPost(edit + "1");
        String drained = node.status('A');
        HttpResponse<String> stranger = adminPost(edit + "0", "Origin", "http://evil.example");
        HttpResponse<String> linked = adminPost(edit + "0", "Referer", "http://evil.example/");
        HttpResponse<String> withoutNonce = adminPost("b=open&w=" + node.url('B') + "&w_status_D=1");
        String still = node.status('A');
        adminPost(edit + "0");

        assertThat(program.headers().firstValue("Tandem-Outcome"))
                .contains("app/a: draining by 127.0.0.1 (balancer-manager)");
        assertThat(drained).isEqualTo("Init Drn Ok ");
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(linked.headers().firstValue("Tandem-Outcome"))
                .contains("not changed: another web page asked for this");
        assertThat(withoutNonce.headers().firstValue("Tandem-Outcome").orElse(""))
                .startsWith("not changed: without a nonce");
        assertThat(still).isEqualTo("Init Drn Ok ");
        assertThat(node.status('A')).isEqualTo("Init Ok ");
    }

    private static HttpResponse<String> adminPost(String body, String... fields) throws Exception {
        return node.send(
                HttpClient.newHttpClient(), "POST", node.adminPort(), "/balancer-manager/?b=app", body, fields);
    }
}
