package tandem.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tandem.core.port.OperatorPages;

/** Pages of this node on the listeners of clients. */
class OperatorPagesTest {
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    private Bench bench() {
        return Bench.with()
                .pages((page, ask) -> {
                    bodies.add(new String(ask.body(), US_ASCII));
                    return PageVisit.said(200, "made");
                })
                .start();
    }

    @Test
    void client_that_waits_for_100_is_told_to_go_on() throws IOException {
        try (Bench bench = bench();
                RawClient client = bench.client()) {
            client.send("POST /m HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");

            assertThat(client.read().head()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("a=b");
            assertThat(client.read().body()).isEqualTo("made\n");
            assertThat(bodies).containsExactly("a=b");
            assertThat(client.ask(RawClient.get("/m")).status()).isEqualTo(200);
        }
    }

    @Test
    void body_that_came_without_waiting_needs_no_100() throws IOException {
        try (Bench bench = bench();
                RawClient client = bench.client()) {
            assertThat(client.ask("POST /m HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\na=b")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void body_that_is_too_large_is_refused_before_it_is_sent() throws IOException {
        try (Bench bench = bench();
                RawClient client = bench.client()) {
            client.send("POST /m HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
                    + (OperatorPages.MAX_BODY + 1) + "\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(413);
            assertThat(bodies).isEmpty();
        }
    }
}
