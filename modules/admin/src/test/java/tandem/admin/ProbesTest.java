package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.text.Network;

class ProbesTest {
    private final AdminCalls admin = new AdminCalls(Network.parse("198.51.100.0/24"));

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void probes_answer_200_while_all_is_well() throws Exception {
        assertThat(admin.metrics("GET", "/live").body()).isEqualTo("lb1 is alive\n");
        assertThat(admin.metrics("GET", "/ready").body()).isEqualTo("lb1 is ready\n");
        assertThat(admin.metrics("GET", "/active").body()).isEqualTo("lb1 is active\n");
    }

    @Test
    void a_node_that_is_not_ready_says_why() throws Exception {
        admin.node.ready = false;

        HttpResponse<String> response = admin.metrics("GET", "/ready");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).startsWith("lb1 is not ready: it is active (active since view 7");
    }

    @Test
    void only_the_active_node_answers_200_on_active() throws Exception {
        admin.node.active = false;

        assertThat(admin.metrics("GET", "/active").statusCode()).isEqualTo(503);
        assertThat(admin.get("/active").statusCode()).isEqualTo(503);
        assertThat(admin.metrics("GET", "/live").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"/", "/api/v1/status", "/page.js", "/metrics/x"})
    void the_metrics_listener_has_nothing_else(String path) throws Exception {
        assertThat(admin.metrics("GET", path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"POST", "DELETE", "OPTIONS"})
    void the_metrics_listener_is_read_only(String method) throws Exception {
        HttpResponse<String> response = admin.metrics(method, "/metrics");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
    }

    @Test
    void metrics_are_prometheus_text_or_open_metrics_as_asked() throws Exception {
        HttpResponse<String> text = admin.metrics("GET", "/metrics");
        HttpResponse<String> open =
                admin.metrics("GET", "/metrics", "Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1");

        assertThat(text.headers().firstValue("content-type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(text.body())
                .contains("tandem_build_info{java=\"" + Runtime.version() + "\",version=\"0.1.0\"} 1")
                .doesNotContain("# EOF");
        assertThat(open.headers().firstValue("content-type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        assertThat(open.body()).endsWith("# EOF\n");
    }

    @Test
    void clients_of_other_networks_may_not_read() {
        AllowedNetworks allowed = new AllowedNetworks(java.util.List.of(Network.parse("198.51.100.0/24")), e -> {});

        assertThat(allowed.mayRead(address("198.51.100.7"))).isTrue();
        assertThat(allowed.mayRead(address("127.0.0.9"))).isTrue();
        assertThat(allowed.mayRead(address("::1"))).isTrue();
        assertThat(allowed.mayRead(address("203.0.113.7"))).isFalse();
        assertThat(allowed.mayRead(address("2001:db8::7"))).isFalse();
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
