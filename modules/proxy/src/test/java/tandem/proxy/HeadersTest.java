package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.core.config.RouteConfig;
import tandem.proxy.RawClient.Response;

class HeadersTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    @Test
    void member_sees_its_request_line_host_first_and_who_asked() throws IOException {
        try (StubMember a = StubMember.sending(OK);
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.ask("GET /x/y%2Fz;p=1?q=%20&r HTTP/1.1\r\nAccept: */*\r\nHost: Shop.example:8080\r\n"
                    + "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 192.0.2.8\r\n\r\n");

            assertThat(a.requests.getFirst())
                    .startsWith("GET /x/y%2Fz;p=1?q=%20&r HTTP/1.1\r\nHost: Shop.example:8080\r\n")
                    .contains("\r\nAccept: */*\r\n")
                    .contains("\r\nX-Forwarded-For: 192.0.2.7, 192.0.2.8, 127.0.0.1\r\n")
                    .contains("\r\nX-Forwarded-Host: Shop.example:8080\r\n")
                    .contains("\r\nX-Forwarded-Server: www.example.com\r\n")
                    .doesNotContain("Connection")
                    .doesNotContain("Content-Length");
        }
    }

    @Test
    void hop_by_hop_fields_are_removed_both_ways() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 200 OK\r\nConnection: X-Back, keep-alive\r\nX-Back: 1\r\n"
                        + "Keep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nTrailer: X\r\nUpgrade: h2c\r\n"
                        + "X-Kept: yes\r\nServer: iis\r\nContent-Length: 2\r\n\r\nok");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            Response response = client.ask(RawClient.get(
                    "/",
                    "Connection: X-Bar, TE, X-Forwarded-For\r\n",
                    "X-Bar: 1\r\nTE: trailers\r\nKeep-Alive: 5\r\nProxy-Connection: keep-alive\r\n",
                    "Upgrade: h2c\r\nHTTP2-Settings: AAA\r\nX-Forwarded-For: 6.6.6.6\r\nX-Foo: kept\r\n"));

            assertThat(a.requests.getFirst())
                    .contains("X-Foo: kept", "X-Forwarded-For: 127.0.0.1\r\n")
                    .doesNotContain("X-Bar")
                    .doesNotContain("TE:")
                    .doesNotContain("Keep-Alive")
                    .doesNotContain("Proxy-Connection")
                    .doesNotContain("Upgrade")
                    .doesNotContain("HTTP2-Settings");
            assertThat(response.head())
                    .contains("X-Kept: yes", "Server: iis", "Content-Length: 2")
                    .doesNotContain("X-Back")
                    .doesNotContain("Keep-Alive")
                    .doesNotContain("Proxy-Authenticate")
                    .doesNotContain("Trailer")
                    .doesNotContain("Upgrade");
        }
    }

    @Test
    void members_own_host_is_sent_where_the_clients_is_not_preserved() throws IOException {
        try (StubMember a = StubMember.sending(OK);
                Bench bench = Bench.with(a).memberHost().start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));

            assertThat(a.requests.getFirst())
                    .contains("Host: 127.0.0.1:" + a.port() + "\r\n", "X-Forwarded-Host: shop.example\r\n");
        }
    }

    @Test
    void path_that_a_replaced_prefix_leaves_empty_is_a_slash() throws IOException {
        try (StubMember a = StubMember.sending(OK);
                Bench bench = Bench.with(a).replacing("/app", "").start()) {
            RawClient.once(bench.port, RawClient.get("/app"));
            RawClient.once(bench.port, RawClient.get("/app?q=1"));

            assertThat(a.requests.get(0)).startsWith("GET / HTTP/1.1\r\n");
            assertThat(a.requests.get(1)).startsWith("GET /?q=1 HTTP/1.1\r\n");
        }
    }

    @Test
    void via_is_added_on_both_sides_or_blocked() throws IOException {
        try (StubMember a = StubMember.sending(OK);
                Bench on = Bench.with(a).via(RouteConfig.Via.ON).start();
                Bench full = Bench.with(a).via(RouteConfig.Via.FULL).start();
                Bench block = Bench.with(a).via(RouteConfig.Via.BLOCK).start()) {
            Response response = RawClient.once(on.port, RawClient.get("/", "Via: 1.0 fred\r\n"));
            RawClient.once(full.port, RawClient.get("/"));
            RawClient.once(block.port, RawClient.get("/", "Via: 1.0 fred\r\n"));

            assertThat(a.requests.get(0)).contains("Via: 1.0 fred, 1.1 www.example.com:" + on.port + "\r\n");
            assertThat(response.field("Via")).isEqualTo("1.1 www.example.com:" + on.port);
            assertThat(a.requests.get(1)).contains("(Tandem/1.0)");
            assertThat(a.requests.get(2)).doesNotContain("Via");
        }
    }

    @Test
    void location_of_any_member_is_mapped_to_the_clients_side() throws IOException {
        String scheme = Wire.scheme();
        try (StubMember a = StubMember.scripted(talk -> {
                    while (talk.readRequest() != null) {
                        talk.send("HTTP/1.1 302 Found\r\nLocation: " + scheme + "://127.0.0.1:"
                                + talk.socket.getLocalPort()
                                + "/login?x=1\r\nContent-Location: http://other.example/\r\nContent-Length: 0\r\n\r\n");
                    }
                });
                Bench bench = Bench.with(a).reverse("/", "balancer://app/").start();
                RawClient client = bench.client()) {
            Response response = client.ask(RawClient.get("/"));

            assertThat(response.field("Location")).isEqualTo(scheme + "://shop.example/login?x=1");
            assertThat(response.field("Content-Location")).isEqualTo("http://other.example/");
        }
    }

    @Test
    void date_is_kept_or_added_once() throws IOException {
        try (StubMember a = StubMember.sending(
                        "HTTP/1.1 200 OK\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT\r\nContent-Length: 0\r\n\r\n");
                StubMember b = StubMember.sending("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Bench bench = Bench.with(a, b).start();
                RawClient client = bench.client()) {
            Response kept = client.ask(RawClient.get("/"));
            Response added = client.ask(RawClient.get("/"));

            assertThat(kept.field("Date")).isEqualTo("Tue, 15 Nov 1994 08:12:31 GMT");
            assertThat(added.field("Date")).matches("\\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT");
        }
    }

    @Test
    void responses_without_a_body_keep_the_connection_in_step() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    String request;
                    while ((request = talk.readRequest()) != null) {
                        talk.send(
                                request.startsWith("HEAD")
                                        ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                                        : request.contains("/304")
                                                ? "HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\nETag: \"x\"\r\n\r\n"
                                                : "HTTP/1.1 204 No Content\r\n\r\n");
                    }
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            Response head = client.ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
            Response unchanged = client.ask(RawClient.get("/304"));
            Response empty = client.ask(RawClient.get("/204"));

            assertThat(head.field("Content-Length")).isEqualTo("1000");
            assertThat(unchanged.status()).isEqualTo(304);
            assertThat(unchanged.field("ETag")).isEqualTo("\"x\"");
            assertThat(empty.status()).isEqualTo(204);
            assertThat(empty.head()).doesNotContain("Content-Length").doesNotContain("Transfer-Encoding");
            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void member_without_reuse_gets_close_and_a_new_connection_each_time() throws IOException {
        try (StubMember a = StubMember.sending(OK);
                Bench bench = Bench.with(a).reuse(false, Duration.ofSeconds(60)).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/"));
            client.ask(RawClient.get("/"));

            assertThat(a.connections()).isEqualTo(2);
            assertThat(a.requests.getFirst()).contains("Connection: close\r\n");
        }
    }

    @Test
    void old_client_gets_a_body_that_ends_with_the_connection() throws IOException {
        try (StubMember a = StubMember.sending(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            Response response = client.ask("GET / HTTP/1.0\r\n\r\n");

            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(response.head()).doesNotContain("Transfer-Encoding");
            assertThat(a.requests.getFirst()).startsWith("GET / HTTP/1.1\r\nHost: www.example.com\r\n");
        }
    }

    @Test
    void absolute_target_is_taken_apart() throws IOException {
        try (StubMember a = StubMember.sending(OK);
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.ask("GET http://real.example/p?q HTTP/1.1\r\nHost: real.example\r\n\r\n");

            assertThat(a.requests.getFirst()).startsWith("GET /p?q HTTP/1.1\r\nHost: real.example\r\n");
        }
    }

    @Test
    void pipelined_requests_are_answered_in_order() throws IOException {
        try (StubMember a = StubMember.answering("a");
                StubMember b = StubMember.answering("b");
                Bench bench = Bench.with(a, b).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/1") + RawClient.post("/2", "body") + RawClient.get("/3"));

            assertThat(client.read().body()
                            + client.read().body()
                            + client.read().body())
                    .isEqualTo("aba");
            assertThat(b.requests.getFirst()).startsWith("POST /2").endsWith("body");
        }
    }
}
