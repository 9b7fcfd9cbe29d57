package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedRequestsTest {
    private static StubMember member;
    private static Bench bench;

    @BeforeAll
    static void start() {
        member = StubMember.answering("reached");
        bench = Bench.with(member).start();
    }

    @AfterAll
    static void stop() {
        bench.close();
        member.close();
    }

    private static String post(String lines) {
        return "POST / HTTP/1.1\r\nHost: x\r\n" + lines + "\r\n";
    }

    private static String get(String lines) {
        return "GET / HTTP/1.1\r\n" + lines + "\r\n";
    }

    static Stream<String> malformed() {
        return Stream.of(
                post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
                post("Content-Length: 5\r\nContent-Length: 6\r\n") + "hello",
                post("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello",
                post("Content-Length: 5, 5\r\n") + "hello",
                post("Content-Length: +5\r\n") + "hello",
                post("Content-Length: -5\r\n") + "hello",
                post("Content-Length: 0x5\r\n") + "hello",
                post("Content-Length: 5;\r\n") + "hello",
                post("Content-Length: \r\n"),
                post("Content-Length: 18446744073709551621\r\n") + "hello",
                post("Content-Length: 9223372036854775808\r\n") + "hello",
                post("Transfer-Encoding: ,chunked\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: chunked,\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: \"chunked\"\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: identity\r\n"),
                post("Transfer-Encoding: chunked, chunked\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: \u000bchunked\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: \u00a0chunked\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding: chunked;x\r\n") + "0\r\n\r\n",
                post("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n",
                post("Transfer_Encoding: chunked\r\n") + "0\r\n\r\n",
                post("Content_Length: 5\r\n") + "hello",
                post("Connection: Content-Length\r\nContent-Length: 5\r\n") + "hello",
                "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                get(" Host: x\r\n"),
                "GET / HTTP/1.1\nHost: x\n\n",
                get("Host: x\r\nX: a\rb\r\n"),
                get("Host: x\r\nX: a\u0000b\r\n"),
                get("Host: x\r\nX: a\u0001b\r\n"),
                get("Host: x\r\nno colon\r\n"),
                get("Host: x\r\n: empty\r\n"),
                get("Host: x\r\nX(Y: 1\r\n"),
                get("Host: x\r\nX\u00e9: 1\r\n"),
                get("X: 1\r\n"),
                get("Host: x\r\nHost: x\r\n"),
                get("Host: a b\r\n"),
                get("Host: a@b\r\n"),
                get("Host: a/b\r\n"),
                get("Host: a:99999\r\n"),
                get("Host: [::1\r\n"),
                "GET / http/1.1\r\nHost: x\r\n\r\n",
                "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /#f HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /\u0080 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /<a> HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /a%0d%0ab HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /../x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /%2e%2e/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http:///x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET http://a@b/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /\r\n\r\n");
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_head_gets_400_a_closed_connection_and_reaches_no_member(String request) throws IOException {
        int before = member.requests.size();

        try (RawClient client = bench.client()) {
            String answer = client.send(request).readToEnd();

            assertThat(answer).startsWith("HTTP/1.1 400 ").doesNotContain("reached");
            assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
        }
        assertThat(member.requests).hasSize(before);
    }

    static Stream<String> badChunks() {
        return Stream.of(
                "\r\n",
                "Z\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "+5\r\nhello\r\n0\r\n\r\n",
                "-1\r\n",
                " 5\r\nhello\r\n0\r\n\r\n",
                "5zzz\r\nhello\r\n0\r\n\r\n",
                "5\nhello\n0\n\n",
                "5\r\nhelloXX0\r\n\r\n",
                "5;a\rb\r\nhello\r\n0\r\n\r\n",
                "12345678901234567\r\n",
                "5;" + "x".repeat(70_000) + "\r\nhello\r\n0\r\n\r\n",
                "5\r\nhello\r\n0\r\nX: " + "y".repeat(70_000) + "\r\n\r\n",
                "5\r\nhello\r\nZ\r\n");
    }

    @ParameterizedTest
    @MethodSource("badChunks")
    void malformed_chunks_never_become_a_complete_request(String chunks) throws IOException {
        int before = member.requests.size();

        try (RawClient client = bench.client()) {
            String answer =
                    client.send(post("Transfer-Encoding: chunked\r\n") + chunks).readToEnd();

            assertThat(answer).doesNotContain("reached").containsAnyOf("HTTP/1.1 400 ", "[reset]");
        }
        assertThat(member.requests).hasSize(before);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(414, "GET /" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n"),
                Arguments.of(414, "GET /" + "x".repeat(9000)),
                Arguments.of(431, get("Host: x\r\nX: " + "y".repeat(40_000) + "\r\n")),
                Arguments.of(431, get("Host: x\r\n" + "X: y\r\n".repeat(100))),
                Arguments.of(501, post("Transfer-Encoding: xchunked\r\n") + "0\r\n\r\n"),
                Arguments.of(501, "G".repeat(33) + " / HTTP/1.1\r\nHost: x\r\n\r\n"),
                Arguments.of(505, "GET / HTTP/2.0\r\nHost: x\r\n\r\n"),
                Arguments.of(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void head_beyond_what_is_carried_out_gets_its_status_and_a_closed_connection(int status, String request)
            throws IOException {
        int before = member.requests.size();

        try (RawClient client = bench.client()) {
            String answer = client.send(request).readToEnd();

            assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains("Connection: close\r\n");
            assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
        }
        assertThat(member.requests).hasSize(before);
    }

    @Test
    void one_hundred_fields_and_a_request_line_of_8000_bytes_are_accepted() throws IOException {
        String many = get("Host: x\r\n" + "X: y\r\n".repeat(99));
        String wide = "GET /" + "x".repeat(8000) + " HTTP/1.1\r\nHost: x\r\n\r\n";

        assertThat(RawClient.once(bench.port, many).body()).isEqualTo("reached");
        assertThat(RawClient.once(bench.port, wide).body()).isEqualTo("reached");
    }

    @Test
    void host_of_an_absolute_target_replaces_the_field() throws IOException {
        String request = "GET http://One.example:81?q HTTP/1.1\r\nHost: other.example\r\n\r\n";

        assertThat(RawClient.once(bench.port, request).body()).isEqualTo("reached");

        assertThat(member.requests.getLast())
                .startsWith("GET /?q HTTP/1.1\r\nHost: One.example:81\r\n")
                .doesNotContain("other.example");
    }

    @Test
    void trace_and_connect_are_not_carried_out() throws IOException {
        int before = member.requests.size();

        assertThat(RawClient.once(bench.port, "TRACE / HTTP/1.1\r\nHost: x\r\n\r\n")
                        .status())
                .isEqualTo(405);
        try (RawClient client = bench.client()) {
            String answer =
                    client.send("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n").readHead();
            assertThat(answer).containsAnyOf(" 405 ", " 400 ");
        }
        assertThat(member.requests).hasSize(before);
    }

    @Test
    void unknown_expectation_is_417() throws IOException {
        assertThat(RawClient.once(bench.port, RawClient.get("/", "Expect: miracles\r\n"))
                        .status())
                .isEqualTo(417);
    }

    @Test
    void leading_zeros_of_a_length_are_normalised() throws IOException {
        assertThat(RawClient.once(bench.port, post("Content-Length: 00005\r\n") + "hello")
                        .body())
                .isEqualTo("reached");
        assertThat(member.requests.getLast()).contains("Content-Length: 5\r\n");
    }
}
