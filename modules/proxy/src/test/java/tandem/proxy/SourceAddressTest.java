package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The address that connections to members leave by (ProxySourceAddress). */
class SourceAddressTest {
    @Test
    void members_are_reached_from_the_source_address() throws IOException {
        AtomicReference<String> from = new AtomicReference<>("");
        try (StubMember a = StubMember.scripted(talk -> {
                    from.set(talk.socket.getInetAddress().getHostAddress());
                    talk.readRequest();
                    talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
                });
                Bench bench = Bench.with(a).source("127.0.0.9").start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
            assertThat(from).hasValue("127.0.0.9");
        }
    }

    @Test
    void source_address_that_this_machine_lacks_is_named() throws IOException {
        try (StubMember a = StubMember.answering("a");
                Bench bench = Bench.with(a).source("192.0.2.9").start();
                RawClient client = bench.client()) {
            assertThat(client.ask(RawClient.get("/")).status()).isEqualTo(503);
            assertThat(bench.events.getFirst()).contains("Cannot assign requested address");
        }
    }
}
