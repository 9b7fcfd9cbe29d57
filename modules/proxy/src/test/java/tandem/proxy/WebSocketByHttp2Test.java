package tandem.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessLogConfig;
import tandem.core.port.ClientFlows;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.FrameBytes;

/** WebSockets on streams of HTTP/2 (RFC 8441), to members that know them by HTTP/1.1. */
class WebSocketByHttp2Test {
    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: ([^\r]*)\r\n");

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    private static FrameBytes open(int stream, String path) {
        return new FrameBytes()
                .headers(
                        stream,
                        false,
                        FrameBytes.webSocket(path)
                                .field("sec-websocket-protocol", "chat")
                                .field("origin", "http://shop.example"));
    }

    private static Http2Client client(Bench bench) throws IOException {
        return Wire.isSecure() ? Http2Client.secure(bench.port) : new Http2Client(bench.port);
    }

    private static String agreement(String head) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Accept: " + accept(key(head)) + "\r\n\r\n";
    }

    private static String key(String head) {
        Matcher key = KEY.matcher(head);
        assertThat(key.find()).as(head).isTrue();
        return key.group(1);
    }

    private static String accept(String key) {
        try {
            byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends back what it gets, and says {@code bye} when the other side ends. */
    private StubMember echo() {
        return StubMember.scripted(talk -> {
            String head = talk.readHead();
            heads.add(head);
            talk.send(agreement(head) + "early");
            byte[] block = new byte[4096];
            int count;
            while ((count = talk.in.read(block)) >= 0) {
                talk.out.write(block, 0, count);
            }
            talk.send("bye");
            talk.socket.shutdownOutput();
            ends.add("closed");
        });
    }

    private StubMember answering(String response) {
        return StubMember.scripted(talk -> {
            try {
                String head;
                while ((head = talk.readHead()) != null) {
                    heads.add(head);
                    talk.send(response);
                }
            } finally {
                ends.add("closed");
            }
        });
    }

    private static double resets(Bench bench, String reason) {
        return bench.meters
                .get("tandem.proxy.http2.resets")
                .tags("by", "node", "reason", reason)
                .counter()
                .count();
    }

    private static int memberConnections(Bench bench) {
        return (int) bench.meters.get("tandem.proxy.member.connections").gauge().value();
    }

    @Test
    void bytes_pass_blindly_both_ways_and_each_side_ends_its_half() throws Exception {
        try (StubMember a = echo();
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/chat?room=1")).await("DATA 1 early");
            client.send(new FrameBytes().data(1, false, "GET / HTTP/1.1\r\n\r\n"));
            client.await("DATA 1 GET / HTTP/1.1\r\n\r\n");
            client.send(new FrameBytes().data(1, true, "")).await("DATA 1 end ");

            assertThat(client.await("HEADERS 1"))
                    .startsWith("HEADERS 1 :status=200 sec-websocket-protocol=chat date=")
                    .doesNotContain("accept", "upgrade", "connection", "length");
            assertThat(client.lines()).contains("DATA 1 bye").noneMatch(line -> line.startsWith("RST_STREAM"));
            assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
            assertThat(heads.poll())
                    .startsWith("GET /chat?room=1 HTTP/1.1\r\nHost: shop.example\r\n")
                    .contains(
                            "\r\nsec-websocket-version: 13\r\n",
                            "\r\nsec-websocket-protocol: chat\r\n",
                            "\r\norigin: http://shop.example\r\n",
                            "\r\nConnection: Upgrade\r\n",
                            "\r\nUpgrade: websocket\r\n")
                    .doesNotContain("Transfer-Encoding", "Content-Length", "protocol: websocket");
            Awaitility.await()
                    .untilAsserted(() -> assertThat(memberConnections(bench)).isZero());
        }
    }

    @Test
    void every_socket_has_a_key_of_its_own_whatever_the_client_says() throws Exception {
        try (StubMember a = echo();
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/")).await("DATA 1 early");
            client.send(new FrameBytes()
                            .headers(3, false, FrameBytes.webSocket("/").field("sec-websocket-key", "evil")))
                    .await("DATA 3 early");

            String first = key(String.valueOf(heads.poll()));
            String second = key(String.valueOf(heads.poll()));
            assertThat(Base64.getDecoder().decode(first)).hasSize(16);
            assertThat(Base64.getDecoder().decode(second)).hasSize(16);
            assertThat(first).isNotEqualTo(second);
        }
    }

    @Test
    void what_the_client_sends_early_waits_until_the_member_has_agreed() throws Exception {
        CountDownLatch agreed = new CountDownLatch(1);
        BlockingQueue<Integer> before = new LinkedBlockingQueue<>();
        try (StubMember a = StubMember.scripted(talk -> {
                    String head = talk.readHead();
                    StubMember.await(agreed);
                    before.add(talk.in.available());
                    talk.send(agreement(head));
                    talk.send(new String(talk.in.readNBytes(7), US_ASCII));
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/"))
                    .send(new FrameBytes().data(1, false, "eager").data(1, false, "!!"));
            client.settle();
            agreed.countDown();

            client.await("DATA 1 eager!!");
            assertThat(before.poll()).isZero();
        }
    }

    @Test
    void much_goes_both_ways_no_faster_than_either_side_takes_it() throws Exception {
        String piece = "0123456789abcdef".repeat(1000);
        try (StubMember a = echo();
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(new FrameBytes().settings(4, 1 << 24).windowUpdate(0, 1 << 24));
            client.send(open(1, "/")).await("DATA 1 early");
            for (int i = 1; i <= 40; i++) {
                int needed = i * piece.length();
                client.await(line -> window(client) >= needed);
                client.send(new FrameBytes().data(1, false, piece));
            }
            client.send(new FrameBytes().data(1, true, "")).await("DATA 1 end");

            StringBuilder got = new StringBuilder();
            for (String line : client.lines()) {
                if (line.startsWith("DATA 1 ")) {
                    got.append(line.substring(line.lastIndexOf(' ') + 1));
                }
            }
            assertThat(got.toString().equals("early" + piece.repeat(40) + "bye"))
                    .isTrue();
        }
    }

    /** How many bytes of the stream the node has been ready to take so far. */
    private static int window(Http2Client client) {
        return 65_535
                + client.lines().stream()
                        .filter(line -> line.startsWith("WINDOW_UPDATE 1 "))
                        .mapToInt(line -> Integer.parseInt(line.substring("WINDOW_UPDATE 1 ".length())))
                        .sum();
    }

    // ---- what is no WebSocket ----

    @Test
    void agreement_to_something_else_is_no_agreement() throws Exception {
        String wrong = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
        for (String accept : List.of("", "Sec-WebSocket-Accept: " + accept("other") + "\r\n")) {
            try (StubMember a = answering(wrong + accept + "\r\n");
                    Bench bench = Bench.with(a).http2().start();
                    Http2Client client = client(bench)) {
                client.send(open(1, "/")).await("RST_STREAM 1 NO_ERROR");

                assertThat(client.await("HEADERS 1")).contains(":status=502");
                assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("closed");
            }
        }
    }

    @Test
    void success_of_another_kind_does_not_look_like_an_open_socket() throws Exception {
        try (StubMember a = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/")).await("RST_STREAM 1 NO_ERROR");

            assertThat(client.await("HEADERS 1")).contains(":status=501");
            assertThat(String.join("\n", client.lines())).contains("does not speak WebSocket");
        }
    }

    @Test
    void refusal_by_the_member_is_an_ordinary_response() throws IOException {
        try (StubMember a = answering("HTTP/1.1 403 No\r\nX-Why: m\r\nContent-Length: 2\r\n\r\nno");
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/").data(1, false, "eager")).await("RST_STREAM 1 NO_ERROR");
            client.send(open(3, "/")).await("DATA 3 end no");

            assertThat(client.await("HEADERS 1")).contains(":status=403", "x-why=m", "content-length=2");
            assertThat(client.lines()).contains("DATA 1 end no");
            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void page_of_this_node_does_not_look_like_an_open_socket() throws IOException {
        try (StubMember a = StubMember.answering("no");
                Bench bench = Bench.with(a)
                        .pages((page, ask) -> PageVisit.said(200, "page"))
                        .http2()
                        .start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/"));

            assertThat(client.await("HEADERS 1")).contains(":status=501");
        }
    }

    // ---- ends ----

    @Test
    void client_that_resets_its_stream_resets_the_members_side_alone() throws Exception {
        try (StubMember a = StubMember.scripted(talk -> {
                    String head = talk.readHead();
                    talk.send(agreement(head) + "early");
                    ends.add(talk.awaitEnd() ? "reset" : "closed");
                });
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/")).await("DATA 1 early");
            client.send(open(3, "/")).await("DATA 3 early");
            client.send(new FrameBytes().reset(1, ErrorCode.CANCEL)).settle();

            assertThat(ends.poll(5, TimeUnit.SECONDS)).isEqualTo("reset");
            assertThat(client.closed()).isFalse();
            assertThat(memberConnections(bench)).isEqualTo(1);
        }
    }

    @Test
    void client_that_is_gone_ends_the_members_side() throws Exception {
        try (StubMember a = echo();
                Bench bench = Bench.with(a).http2().start()) {
            try (Http2Client client = client(bench)) {
                client.send(open(1, "/")).await("DATA 1 early");
                client.socket.setSoLinger(true, 0);
            }

            Awaitility.await()
                    .untilAsserted(() -> assertThat(memberConnections(bench)).isZero());
        }
    }

    @Test
    void client_that_is_gone_before_the_member_agrees_is_not_waited_for() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    heads.add(talk.readHead());
                    StubMember.await(over);
                });
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/"));
            assertThat(heads.poll(5, TimeUnit.SECONDS)).isNotNull();
            client.socket.close();

            Awaitility.await()
                    .untilAsserted(() -> assertThat(memberConnections(bench)).isZero());
            over.countDown();
        }
    }

    @Test
    void member_that_resets_its_connection_cancels_the_stream_alone() throws Exception {
        CountDownLatch break1 = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    String head = talk.readHead();
                    talk.send(agreement(head) + "early");
                    if (head.startsWith("GET /stays")) {
                        talk.awaitEnd();
                        return;
                    }
                    StubMember.await(break1);
                    talk.socket.setSoLinger(true, 0);
                });
                Bench bench = Bench.with(a).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/")).await("DATA 1 early");
            client.send(open(3, "/stays")).await("DATA 3 early");
            break1.countDown();

            client.await("RST_STREAM 1 CANCEL");
            client.settle();
            assertThat(client.closed()).isFalse();
            assertThat(client.lines()).noneMatch(line -> line.startsWith("RST_STREAM 3"));
            assertThat(resets(bench, "tunnel-broken")).isEqualTo(1);
        }
    }

    @Test
    void silent_socket_is_cancelled_when_its_time_is_up() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = echo();
                Bench bench = Bench.with(a).clock(clock).http2().start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/")).await("DATA 1 early");
            MemberFaultsTest.passTime(clock, bench);

            client.await("RST_STREAM 1 CANCEL");
        }
    }

    @Test
    void socket_goes_on_when_its_client_is_told_to_come_elsewhere() throws Exception {
        try (StubMember a = echo();
                Bench bench = Bench.with(a).http2().start()) {
            ClientFlows flows = bench.server.flows(List.of(InetAddress.ofLiteral("127.0.0.1")));
            try (Http2Client client = client(bench)) {
                client.send(open(1, "/")).await("DATA 1 early");

                assertThat(flows.finish()).isEqualTo(1);

                client.await("GOAWAY 2147483647 NO_ERROR");
                client.await("GOAWAY 1 NO_ERROR");
                client.send(new FrameBytes().data(1, false, "still here")).await("DATA 1 still here");
                client.send(new FrameBytes().data(1, true, ""));
                assertThat(client.readToEnd()).contains("DATA 1 bye", "DATA 1 end ");
                Awaitility.await().until(() -> flows.left() == 0);
            }
        }
    }

    @TempDir
    Path directory;

    @Test
    void access_log_has_what_http_1_would_have_but_for_the_status() throws Exception {
        Path file = directory.resolve("access.log");
        try (StubMember a = echo();
                Bench bench = Bench.with(a)
                        .http2()
                        .logged(new AccessLogConfig(file, "%r %>s %B %{Upgrade}i"))
                        .start();
                Http2Client client = client(bench)) {
            client.send(open(1, "/chat")).await("DATA 1 early");
            client.send(new FrameBytes().data(1, true, "")).await("DATA 1 end ");

            Awaitility.await()
                    .untilAsserted(() -> assertThat(Files.readAllLines(file, US_ASCII))
                            .containsExactly("GET /chat HTTP/2.0 200 8 websocket"));
        }
    }
}
