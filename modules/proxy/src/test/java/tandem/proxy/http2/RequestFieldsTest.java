package tandem.proxy.http2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a head by HTTP/2 looks to those who know HTTP/1. */
class RequestFieldsTest {
    private final SessionBench bench = new SessionBench();

    private String shown(boolean end, HpackWriter block) {
        bench.say(new FrameBytes().headers(1, end, block));
        return String.valueOf(bench.requests.get(1));
    }

    @Test
    void host_and_one_cookie_are_made() {
        assertThat(shown(
                        true,
                        FrameBytes.request("GET", "/a?b=c")
                                .field("cookie", "a=1")
                                .field("accept", "*/*")
                                .field("cookie", "b=2; c=3")))
                .isEqualTo("GET /a?b=c shop.example NONE 0 [accept=*/*] [host=shop.example] [cookie=a=1; b=2; c=3]");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, true, -1, NONE 0",
        "POST, true, -1, LENGTH 0",
        "PUT, true, 0, LENGTH 0",
        "POST, false, -1, CHUNKED 0",
        "POST, false, 7, LENGTH 7",
        "GET, false, 7, LENGTH 7",
    })
    void body_is_framed_for_members(String method, boolean end, int length, String framing) {
        HpackWriter block = FrameBytes.request(method, "/hold");
        if (length >= 0) {
            block.field("content-length", String.valueOf(length));
        }

        assertThat(shown(end, block)).startsWith(method + " /hold shop.example " + framing + " ");
    }

    @Test
    void asterisk_is_for_options() {
        assertThat(shown(true, FrameBytes.request("OPTIONS", "*"))).startsWith("OPTIONS * shop.example");
    }

    @Test
    void connect_names_a_host_alone() {
        assertThat(shown(true, new HpackWriter().field(":method", "CONNECT").field(":authority", "x:443")))
                .startsWith("CONNECT x:443 x:443 NONE 0");
    }

    @Test
    void web_socket_is_opened_by_a_get_without_a_body() {
        assertThat(shown(false, FrameBytes.webSocket("/chat")))
                .isEqualTo("GET /chat shop.example NONE 0 [sec-websocket-version=13] [host=shop.example]");
    }

    @Test
    void refused_head_shows_its_method_and_path_and_nothing_that_is_wrong() {
        assertThat(shown(true, FrameBytes.request("GET", "/a").field("x", "a\nb")))
                .startsWith("GET /a ")
                .doesNotContain("\n");
    }
}
