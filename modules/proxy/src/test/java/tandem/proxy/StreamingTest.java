package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tandem.proxy.RawClient.Response;

class StreamingTest {
    /** How many megabytes are more than all buffers on the way hold. */
    int large() {
        return 200;
    }

    private static final int MEGABYTE = 1 << 20;

    private final BlockingQueue<Boolean> ends = new LinkedBlockingQueue<>();

    @Test
    void response_head_arrives_before_the_first_body_byte() throws Exception {
        CountDownLatch headSeen = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
                    StubMember.await(headSeen);
                    talk.send("data: 1\n\n");
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            String head = client.send(RawClient.get("/events")).readHead();
            headSeen.countDown();

            assertThat(head).startsWith("HTTP/1.1 200 OK").contains("Transfer-Encoding: chunked");
            assertThat(client.readChunk()).isEqualTo("data: 1\n\n");
        }
    }

    @Test
    void interim_responses_are_relayed_and_are_not_the_end() throws IOException {
        try (StubMember a = StubMember.sending(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </s.css>\r\n\r\n"
                                + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/"));
            Response hints = client.read();
            Response last = client.read();

            assertThat(hints.status()).isEqualTo(103);
            assertThat(hints.field("Link")).isEqualTo("</s.css>");
            assertThat(last.body()).isEqualTo("ok");
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(103);
            assertThat(a.connections()).isEqualTo(1);
        }
    }

    @Test
    void eleventh_interim_response_is_nonsense() throws IOException {
        try (StubMember a = StubMember.sending("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(11)
                        + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/"));
            for (int i = 0; i < 10; i++) {
                assertThat(client.read().status()).isEqualTo(103);
            }

            assertThat(client.read().status()).isEqualTo(502);
        }
    }

    @Test
    void expectation_is_passed_on_and_its_100_comes_back_before_the_body_is_sent() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    heads.add(talk.readHead());
                    talk.send("HTTP/1.1 100 Continue\r\n\r\n");
                    String body = new String(talk.in.readNBytes(4));
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" + body);
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
            Response interim = client.read();
            client.send("body");

            assertThat(interim.status()).isEqualTo(100);
            assertThat(client.read().body()).isEqualTo("body");
            assertThat(heads.peek()).contains("Expect: 100-continue");
        }
    }

    private final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    @Test
    void chunked_upload_arrives_whole() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel");
            client.send("lo\r\n6;ext=1\r\n world\r\n0\r\nTrailer-Field: x\r\n\r\n");

            assertThat(client.read().body()).isEqualTo("a");
            assertThat(a.requests.getFirst()).endsWith("\r\n\r\nhello world").contains("Transfer-Encoding: chunked");
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
        }
    }

    @Test
    void aborted_chunked_upload_is_never_completed() throws Exception {
        StringBuffer seen = new StringBuffer();
        try (StubMember a = StubMember.scripted(talk -> {
                    int b;
                    try {
                        while ((b = talk.in.read()) >= 0) {
                            seen.append((char) b);
                        }
                        ends.add(false);
                    } catch (IOException e) {
                        ends.add(true);
                    }
                });
                Bench bench = Bench.with(a).start()) {
            try (RawClient client = bench.client()) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                org.awaitility.Awaitility.await().until(() -> seen.toString().contains("hello"));
            }

            assertThat(ends.poll(5, TimeUnit.SECONDS)).isNotNull();
            assertThat(seen.toString()).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void aborted_upload_of_known_length_ends_the_member_connection() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readHead();
                    begun.countDown();
                    ends.add(talk.awaitEnd());
                });
                Bench bench = Bench.with(a).start()) {
            try (RawClient client = bench.client()) {
                client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello");
                StubMember.await(begun);
            }

            assertThat(ends.poll(5, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    void early_response_reaches_a_client_that_still_uploads() throws IOException {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readHead();
                    talk.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nbig");
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nbegin");
            Response response = client.read();

            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).isEqualTo("big");
            assertThat(response.field("Connection")).isEqualTo("close");
        }
    }

    @Test
    void member_that_dies_within_a_body_breaks_the_clients_connection() throws IOException {
        try (StubMember chunked = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
                });
                StubMember counted = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
                });
                Bench bench = Bench.with(chunked, counted).start();
                RawClient first = bench.client();
                RawClient second = bench.client()) {
            String one = first.send(RawClient.get("/")).readToEnd();
            String two = second.send(RawClient.get("/")).readToEnd();

            assertThat(one).doesNotContain("0\r\n\r\n");
            assertThat(two).doesNotEndWith("hellohello");
            assertThat(first.socket.isConnected()).isTrue();
        }
    }

    @Test
    void client_that_goes_away_during_a_response_ends_the_member_connection() throws Exception {
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\n\r\n");
                    byte[] block = new byte[65_536];
                    try {
                        while (true) {
                            talk.out.write(block);
                        }
                    } catch (IOException e) {
                        ends.add(true);
                    }
                });
                Bench bench = Bench.with(a).start()) {
            try (RawClient client = bench.client()) {
                client.send(RawClient.get("/")).readHead();
            }

            assertThat(ends.poll(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void client_that_only_closed_its_sending_half_still_gets_the_response() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    StubMember.await(closed);
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/"));
            client.socket.shutdownOutput();
            closed.countDown();

            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void slow_client_holds_the_member_back_instead_of_filling_memory() throws Exception {
        AtomicLong sent = new AtomicLong();
        long total = (long) large() * MEGABYTE;
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: " + total + "\r\n\r\n");
                    byte[] block = new byte[65_536];
                    while (sent.get() < total) {
                        talk.out.write(block);
                        sent.addAndGet(block.length);
                    }
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send(RawClient.get("/")).readHead();
            long[] last = {-1};
            org.awaitility.Awaitility.await()
                    .pollInterval(300, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        long before = last[0];
                        last[0] = sent.get();
                        return before == last[0];
                    });
            long held = sent.get();
            long read = 0;
            byte[] block = new byte[65_536];
            while (read < total) {
                int count = client.socket.getInputStream().read(block);
                assertThat(count).isPositive();
                read += count;
            }

            assertThat(held).isLessThan(30L * MEGABYTE);
            assertThat(read).isEqualTo(total);
        }
    }

    @Test
    void large_upload_passes_through() throws Exception {
        int total = large() / 2 * MEGABYTE;
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readHead();
                    long read = 0;
                    byte[] block = new byte[65_536];
                    while (read < total) {
                        int count = talk.in.read(block);
                        if (count < 0) {
                            break;
                        }
                        read += count;
                    }
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: "
                            + String.valueOf(read).length() + "\r\n\r\n" + read);
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + total + "\r\n\r\n");
            byte[] block = new byte[MEGABYTE];
            Arrays.fill(block, (byte) 'x');
            for (int i = 0; i < large() / 2; i++) {
                client.socket.getOutputStream().write(block);
            }

            assertThat(client.read().body()).isEqualTo(String.valueOf(total));
        }
    }

    @Test
    void large_chunked_response_passes_through_whole() throws Exception {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        try (StubMember a = StubMember.scripted(talk -> {
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < 640; i++) {
                        talk.send(chunk);
                    }
                    talk.send("0\r\n\r\n");
                    talk.awaitEnd();
                });
                Bench bench = Bench.with(a).start();
                RawClient client = bench.client()) {
            Response response = client.ask(RawClient.get("/"));

            assertThat(response.body()).hasSize(640 * 0x4000);
        }
    }
}
