package tandem.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.ByteSize;
import tandem.core.config.CompressionConfig;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.VariableConfig;
import tandem.core.config.TandemConfig;
import tandem.proxy.http2.FrameBytes;
import tandem.proxy.http2.HpackWriter;

/** Responses of members that are compressed on their way to clients. */
class CompressionTest {
    private static final String GZIP = "Accept-Encoding: gzip\r\n";
    private static final String HTML = "Content-Type: text/html; charset=utf-8\r\n";
    private static final String PAGE = "<p>the same again and again</p>\n".repeat(200);
    private static final CompressionConfig USUAL =
            new CompressionConfig(true, List.of("text/html", "text/event-stream"), ByteSize.kib(1), 5);

    private static UnaryOperator<TandemConfig> compressing(CompressionConfig how) {
        return config -> config.edit()
                .listeners(java.util.Map.of("web", config.listeners().get("web").withCompression(how)))
                .done();
    }

    private static Bench bench(StubMember member) {
        return Bench.with(member).change(compressing(USUAL)).start();
    }

    private static RawClient.Response get(StubMember member, String... lines) throws IOException {
        try (Bench bench = bench(member)) {
            return RawClient.once(bench.port, RawClient.get("/", lines));
        }
    }

    private static String unpacked(String body) throws IOException {
        return new String(
                new GZIPInputStream(new ByteArrayInputStream(body.getBytes(ISO_8859_1))).readAllBytes(), ISO_8859_1);
    }

    private static void plain(RawClient.Response response, String body) {
        assertThat(response.field("Content-Encoding")).isEmpty();
        assertThat(response.body()).isEqualTo(body);
    }

    @Test
    void page_is_compressed_and_says_so() throws IOException {
        try (StubMember a = StubMember.answering(
                        PAGE, HTML, "ETag: \"v1\"\r\n", "Accept-Ranges: bytes\r\n", "Vary: Origin\r\n");
                Bench bench = bench(a);
                RawClient client = bench.client()) {
            for (int i = 0; i < 3; i++) {
                RawClient.Response response = client.ask(RawClient.get("/", GZIP));

                assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
                assertThat(response.field("Transfer-Encoding")).isEqualTo("chunked");
                assertThat(response.field("Content-Length")).isEmpty();
                assertThat(response.field("Vary")).isEqualTo("Origin, Accept-Encoding");
                assertThat(response.field("ETag")).isEqualTo("W/\"v1\"");
                assertThat(response.field("Accept-Ranges")).isEmpty();
                assertThat(response.body().length()).isLessThan(PAGE.length() / 10);
                assertThat(unpacked(response.body())).isEqualTo(PAGE);
            }
            assertThat(bench.meters.get("tandem.proxy.compressed").counter().count())
                    .isEqualTo(3);
            assertThat(bench.meters
                            .get("tandem.proxy.compression.input")
                            .counter()
                            .count())
                    .isEqualTo(3.0 * PAGE.length());
            assertThat(bench.meters
                            .get("tandem.proxy.compression.output")
                            .counter()
                            .count())
                    .isLessThan(0.3 * PAGE.length());
            assertThat(a.requests.getFirst()).contains("Accept-Encoding: gzip");
        }
    }

    @Test
    void client_that_does_not_ask_gets_the_page_as_it_is_and_caches_are_told() throws IOException {
        for (String line : new String[] {"", "Accept-Encoding: br\r\n", "Accept-Encoding: gzip;q=0\r\n"}) {
            try (StubMember a = StubMember.answering(PAGE, HTML, "ETag: \"v1\"\r\n")) {
                RawClient.Response response = get(a, line);

                plain(response, PAGE);
                assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
                assertThat(response.field("ETag")).isEqualTo("\"v1\"");
            }
        }
    }

    @Test
    void nothing_is_compressed_where_nobody_says_so() throws IOException {
        try (StubMember a = StubMember.answering(PAGE, HTML);
                Bench bench = Bench.with(a).start()) {
            RawClient.Response response = RawClient.once(bench.port, RawClient.get("/", GZIP));

            plain(response, PAGE);
            assertThat(response.field("Vary")).isEmpty();
            assertThat(bench.meters.find("tandem.proxy.compressed").counter()).isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: image/png",
                "X-None: no type",
                "Content-Type: text/html\r\nCache-Control: public, No-Transform",
                "Content-Type: text/html\r\nContent-Encoding: br",
                "Content-Type: text/html\r\nContent-Digest: sha-256=:x:",
                "Content-Type: text/html\r\nContent-Range: bytes 0-9/10"
            })
    void response_that_must_stay_as_it_is_stays_so(String fields) throws IOException {
        try (StubMember a = StubMember.answering(PAGE, fields + "\r\n", "ETag: \"v1\"\r\n")) {
            RawClient.Response response = get(a, GZIP);

            assertThat(response.body()).isEqualTo(PAGE);
            assertThat(response.field("ETag")).isEqualTo("\"v1\"");
            assertThat(response.field("Vary")).isEmpty();
        }
    }

    @Test
    void client_that_forbids_transforming_gets_the_page_as_it_is() throws IOException {
        try (StubMember a = StubMember.answering(PAGE, HTML)) {
            plain(get(a, GZIP, "Cache-Control: no-transform\r\n"), PAGE);
        }
    }

    @Test
    void short_page_stays_as_it_is_but_one_of_unknown_length_is_compressed() throws IOException {
        try (StubMember a = StubMember.answering("short", HTML)) {
            plain(get(a, GZIP), "short");
        }
        try (StubMember a = StubMember.sending(
                "HTTP/1.1 200 OK\r\n" + HTML + "Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n0\r\n\r\n")) {
            assertThat(unpacked(get(a, GZIP).body())).isEqualTo("short");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 206, 304})
    void statuses_without_a_whole_body_stay_as_they_are(int status) throws IOException {
        String body = status == 206 ? PAGE : "";
        String length = status == 206 ? "Content-Length: " + PAGE.length() + "\r\n" : "";
        try (StubMember a =
                StubMember.sending("HTTP/1.1 " + status + " X\r\n" + HTML + length + "ETag: \"v1\"\r\n\r\n" + body)) {
            RawClient.Response response = get(a, GZIP, "If-None-Match: \"v1\"\r\n");

            plain(response, body);
            assertThat(response.field("ETag")).isEqualTo("\"v1\"");
        }
    }

    @Test
    void confirmation_of_a_compressed_page_names_it_as_the_client_knows_it() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\n\r\n")) {
            RawClient.Response response = get(a, GZIP, "If-None-Match: W/\"v1\"\r\n");

            assertThat(response.field("ETag")).isEqualTo("W/\"v1\"");
            assertThat(response.field("Vary")).isEqualTo("Accept-Encoding");
        }
    }

    @Test
    void head_is_answered_as_get_would_be() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    while (talk.readRequest() != null) {
                        talk.send("HTTP/1.1 200 OK\r\n" + HTML + "Content-Length: " + PAGE.length() + "\r\n\r\n");
                    }
                });
                Bench bench = bench(a);
                RawClient client = bench.client()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Response response = client.ask("HEAD / HTTP/1.1\r\nHost: shop.example\r\n" + GZIP + "\r\n");

                assertThat(response.field("Content-Encoding")).isEqualTo("gzip");
                assertThat(response.field("Content-Length")).isEmpty();
            }
        }
    }

    @Test
    void client_of_http_1_0_gets_it_up_to_the_end_of_the_connection() throws IOException {
        try (StubMember a = StubMember.answering(PAGE, HTML);
                Bench bench = bench(a);
                RawClient client = bench.client()) {
            RawClient.Response response =
                    client.ask("GET / HTTP/1.0\r\nHost: shop.example\r\nConnection: keep-alive\r\n" + GZIP + "\r\n");

            assertThat(response.field("Transfer-Encoding")).isEmpty();
            assertThat(response.field("Connection")).isEqualTo("close");
            assertThat(unpacked(response.body())).isEqualTo(PAGE);
        }
    }

    @Test
    void client_of_http_2_gets_it_without_a_length() throws IOException {
        HpackWriter asked = FrameBytes.request("GET", "/").field("accept-encoding", "gzip");
        try (StubMember a = StubMember.answering(PAGE, HTML);
                Bench bench = Bench.with(a).http2().change(compressing(USUAL)).start();
                Http2Client client = new Http2Client(bench.port)) {
            client.send(new FrameBytes().headers(1, true, asked)).await("DATA 1 end");

            assertThat(client.await("HEADERS 1"))
                    .contains(" content-encoding=gzip", " vary=Accept-Encoding")
                    .doesNotContain("content-length");
        }
    }

    @Test
    void event_reaches_the_client_before_the_next_one_is_there() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "8\r\ndata: 1\n\r\n");
                    StubMember.await(more);
                    talk.send("8\r\ndata: 2\n\r\n0\r\n\r\n");
                });
                Bench bench = bench(a);
                RawClient client = bench.client()) {
            client.send(RawClient.get("/", GZIP));
            assertThat(client.readHead()).contains("Content-Encoding: gzip");
            Inflater inflater = new Inflater(true);

            assertThat(event(client, inflater)).isEqualTo("data: 1\n");

            more.countDown();
            assertThat(event(client, inflater)).isEqualTo("data: 2\n");
            inflater.end();
        }
    }

    private static String event(RawClient client, Inflater inflater) throws Exception {
        byte[] text = new byte[100];
        int length = 0;
        while (length < 8) {
            byte[] chunk = client.readChunk().getBytes(ISO_8859_1);
            assertThat(chunk).isNotEmpty();
            int head = inflater.getBytesRead() == 0 && chunk[0] == 0x1f ? 10 : 0;
            inflater.setInput(chunk, head, chunk.length - head);
            length += inflater.inflate(text, length, text.length - length);
        }
        return new String(text, 0, length, ISO_8859_1);
    }

    @Test
    void large_body_that_does_not_get_smaller_comes_whole_to_a_slow_client() throws Exception {
        byte[] noise = new byte[4 << 20];
        new Random(7).nextBytes(noise);
        String body = new String(noise, ISO_8859_1);
        try (StubMember a = StubMember.answering(body, HTML);
                Bench bench = bench(a);
                RawClient client = bench.client()) {
            client.send(RawClient.get("/", GZIP));
            assertThat(client.readHead()).contains("Content-Encoding: gzip");
            // until the kernel's buffers are full the client reads nothing
            Awaitility.await().until(() -> {
                double before = buffered(bench);
                return before > 0 && before == buffered(bench);
            });
            assertThat(buffered(bench)).isLessThan(512 * 1024);

            assertThat(unpacked(client.readChunks()).equals(body)).isTrue();
            Awaitility.await().until(() -> buffered(bench) == 0);
        }
    }

    private static double buffered(Bench bench) {
        return bench.meters.get("tandem.proxy.buffered").gauge().value();
    }

    @Test
    void response_that_breaks_off_is_not_taken_for_complete() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\n" + HTML + "Content-Length: 100000\r\n\r\n" + PAGE);
                    talk.socket.setSoLinger(true, 0);
                });
                Bench bench = bench(a);
                RawClient client = bench.client()) {
            String all = client.send(RawClient.get("/", GZIP)).readToEnd();

            assertThat(all).doesNotEndWith("0\r\n\r\n");
            Awaitility.await().until(() -> buffered(bench) == 0);
        }
    }

    @Test
    void no_more_are_compressed_at_a_time_than_memory_allows() throws Exception {
        CountDownLatch more = new CountDownLatch(1);
        StubMember.Script hanging = talk -> {
            talk.readRequest();
            talk.send("HTTP/1.1 200 OK\r\n" + HTML + "Transfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n");
            StubMember.await(more);
            talk.send("0\r\n\r\n");
        };
        List<RawClient> clients = new java.util.ArrayList<>();
        try (StubMember a = StubMember.scripted(hanging);
                Bench bench = bench(a)) {
            for (int i = 0; i < Deflaters.MOST; i++) {
                RawClient client = bench.client();
                clients.add(client);
                assertThat(client.send(RawClient.get("/", GZIP)).readHead()).contains("Content-Encoding: gzip");
            }
            try (RawClient late = bench.client()) {
                assertThat(late.send(RawClient.get("/", GZIP)).readHead())
                        .contains("Vary: Accept-Encoding")
                        .doesNotContain("Content-Encoding");
                assertThat(bench.meters
                                .get("tandem.proxy.compression.skipped")
                                .counter()
                                .count())
                        .isEqualTo(1);
            }
            more.countDown();
            for (RawClient client : clients) {
                assertThat(unpacked(client.readChunks())).isEqualTo("12345678");
            }
            assertThat(clients.getFirst().send(RawClient.get("/", GZIP)).readHead())
                    .contains("Content-Encoding: gzip");
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void route_wins_over_the_listener_and_a_rule_over_both() throws IOException {
        CompressionConfig off = new CompressionConfig(false, List.of(), ByteSize.kib(1), 5);
        UnaryOperator<TandemConfig> routeOff = config -> compressing(USUAL)
                .apply(config)
                .edit()
                .routes(List.of(config.routes().getFirst().withCompression(Optional.of(off))))
                .done();
        try (StubMember a = StubMember.answering(PAGE, HTML)) {
            try (Bench bench = Bench.with(a).change(routeOff).start()) {
                plain(RawClient.once(bench.port, RawClient.get("/", GZIP)), PAGE);
            }
            try (Bench bench = Bench.with(a)
                    .rule(rule(List.of(), Optional.of(USUAL)))
                    .change(routeOff)
                    .start()) {
                assertThat(unpacked(RawClient.once(bench.port, RawClient.get("/", GZIP))
                                .body()))
                        .isEqualTo(PAGE);
            }
        }
    }

    @Test
    void browsers_that_a_variable_names_get_nothing_compressed() throws IOException {
        VariableConfig old = new VariableConfig("no-gzip", "1", false, "User-Agent", "^Old/", false);
        try (StubMember a = StubMember.answering(PAGE, HTML);
                Bench bench = Bench.with(a)
                        .rule(rule(List.of(old), Optional.of(USUAL)))
                        .start()) {
            plain(RawClient.once(bench.port, RawClient.get("/", GZIP, "User-Agent: Old/1\r\n")), PAGE);
            assertThat(unpacked(RawClient.once(bench.port, RawClient.get("/", GZIP, "User-Agent: New/1\r\n"))
                            .body()))
                    .isEqualTo(PAGE);
        }
    }

    private static RuleConfig rule(List<VariableConfig> variables, Optional<CompressionConfig> compression) {
        return new RuleConfig(
                "/",
                Optional.empty(),
                variables,
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                compression);
    }
}
