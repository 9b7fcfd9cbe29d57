package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.proxy.RawClient.Response;

class TunnelTest {
    private static final String SWITCH =
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Kept: 1\r\n\r\n";
    private static final String ASK = RawClient.get(
            "/ws",
            "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();

    private StubMember echo() {
        return StubMember.scripted(talk -> {
            heads.add(talk.readHead());
            talk.send(SWITCH + "early");
            byte[] block = new byte[4096];
            int count;
            while ((count = talk.in.read(block)) >= 0) {
                talk.out.write(block, 0, count);
            }
            talk.send("bye");
            talk.socket.shutdownOutput();
            ends.add(true);
        });
    }

    @Test
    void bytes_pass_blindly_both_ways_and_each_half_may_close_first() throws Exception {
        try (StubMember a = echo();
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            String head = client.send(ASK).readHead();
            assertThat(head)
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                    .contains("Upgrade: websocket", "Connection: Upgrade", "X-Kept: 1");
            assertThat(client.readBytes(5)).isEqualTo("early");

            client.send("GET / HTTP/1.1\r\n\r\n");
            assertThat(client.readBytes(18)).isEqualTo("GET / HTTP/1.1\r\n\r\n");
            client.socket.shutdownOutput();

            assertThat(client.readToEnd()).isEqualTo("bye");
            assertThat(ends.poll(5, TimeUnit.SECONDS)).isTrue();
            assertThat(heads.poll()).contains("Connection: Upgrade\r\n", "Upgrade: websocket\r\n");
        }
    }

    @Test
    void client_that_resets_its_tunnel_ends_the_members_side() throws Exception {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readHead();
                    talk.send(SWITCH);
                    talk.awaitEnd();
                    ends.add(true);
                });
                Bench bench = Bench.with(a).start()) {
            try (RawClient client = bench.client()) {
                client.send(ASK).readHead();
                client.socket.setSoLinger(true, 0);
            }

            assertThat(ends.poll(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void silent_tunnel_is_closed_when_its_time_is_up() throws IOException {
        FakeClock clock = new FakeClock();
        try (StubMember a = echo();
                Bench bench = Bench.with(a).clock(clock).start();
                RawClient client = bench.client()) {
            client.send(ASK).readHead();
            assertThat(client.readBytes(5)).isEqualTo("early");
            MemberFaultsTest.passTime(clock, bench);

            assertThat(client.readToEnd()).isIn("", "[reset]");
        }
    }

    @Test
    void refused_upgrade_is_an_ordinary_response() throws IOException {
        try (StubMember a = StubMember.answering("no");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            Response response = client.ask(ASK);

            assertThat(response.body()).isEqualTo("no");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("no");
        }
    }

    @Test
    void improper_upgrade_is_not_passed_on() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.ask(RawClient.get("/", "Upgrade: websocket\r\n"));
            client.ask(
                    RawClient.get("/", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: A\r\n"));

            assertThat(String.join("", a.requests)).doesNotContain("Upgrade").doesNotContain("HTTP2");
        }
    }
}
