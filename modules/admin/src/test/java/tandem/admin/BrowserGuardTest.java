package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BrowserGuardTest {
    private static final String RELOAD = "POST /api/v1/reload HTTP/1.1";
    private static final String JSON = "Content-Type: application/json";
    private static final String EMPTY = "Content-Length: 0";

    private final AdminCalls admin = new AdminCalls();

    @AfterEach
    void close() {
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "192.0.2.7:9990", "[2001:db8::1]:9990", "localhost", "LOCALHOST:9990"})
    void addresses_and_localhost_lead_here(String host) throws Exception {
        String response = admin.raw("GET /live HTTP/1.1", "Host: " + host);

        assertThat(response).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "evil.example:9990", "127.0.0.1.evil.example", "localhost.evil.example"})
    void foreign_host_names_are_misdirected(String host) throws Exception {
        String response = admin.raw("GET /api/v1/status HTTP/1.1", "Host: " + host);

        assertThat(response).startsWith("HTTP/1.1 421 ").contains("is not a name of this listener");
    }

    @Test
    void a_request_needs_one_host() throws Exception {
        String none = admin.raw("GET /live HTTP/1.1");
        String two = admin.raw("GET /live HTTP/1.1", "Host: 127.0.0.1", "Host: 127.0.0.1");

        assertThat(none).startsWith("HTTP/1.1 400 ");
        assertThat(two).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://evil.example",
                "Origin: null",
                "Origin: https://127.0.0.1:9990",
                "Origin: http://127.0.0.1:8080",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site"
            })
    void other_pages_change_nothing(String header) throws Exception {
        String response = admin.raw(RELOAD, "Host: 127.0.0.1:9990", JSON, EMPTY, header);

        assertThat(response).startsWith("HTTP/1.1 403 ").contains("another web page");
        assertThat(admin.node.commands).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Origin: http://127.0.0.1:9990", "Sec-Fetch-Site: same-origin", "Accept: */*"})
    void the_own_page_and_programs_may(String header) throws Exception {
        String response = admin.raw(RELOAD, "Host: 127.0.0.1:9990", JSON, EMPTY, header);

        assertThat(response).startsWith("HTTP/1.1 200 ");
        assertThat(admin.node.commands).containsExactly("reload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/page.js", "/api/v1/status", "/nowhere"})
    void every_answer_is_hardened(String path) throws Exception {
        HttpResponse<String> response = admin.get(path);

        assertThat(response.headers().firstValue("content-security-policy"))
                .get()
                .asString()
                .startsWith("default-src 'none'; script-src 'self';")
                .endsWith("frame-ancestors 'none'");
        assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        assertThat(response.headers().firstValue("server")).isEmpty();
    }
}
