package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients of one I/O thread among each other. */
class FairnessTest {
    @Test
    void download_as_fast_as_it_can_leaves_small_requests_their_turn() throws IOException {
        AtomicBoolean enough = new AtomicBoolean();
        AtomicLong got = new AtomicLong();
        try (StubMember large = StubMember.scripted(talk -> {
                    String request = talk.readRequest();
                    if (request != null && request.startsWith("GET /large ")) {
                        talk.out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes());
                        byte[] piece = new byte[1 << 20];
                        while (!enough.get()) {
                            talk.out.write(piece);
                        }
                        return;
                    }
                    while (request != null) {
                        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na");
                        request = talk.readRequest();
                    }
                });
                Bench bench = Bench.with(large).ioThreads(1).start();
                RawClient downloader = bench.client();
                RawClient client = bench.client()) {
            downloader.send(RawClient.get("/large", "Connection: close\r\n"));
            Thread reader = Thread.ofPlatform().start(() -> readAll(downloader, got));
            Awaitility.await().until(() -> got.get() > 10_000_000);

            int meanwhile = 0;
            try {
                for (int i = 0; i < 100; i++) {
                    long before = got.get();
                    assertThat(client.ask(RawClient.get("/")).body()).isEqualTo("a");
                    meanwhile += got.get() > before ? 1 : 0;
                }
            } finally {
                enough.set(true);
            }

            assertThat(meanwhile)
                    .as("small requests during which the download moved")
                    .isPositive();
            Awaitility.await().until(() -> !reader.isAlive());
        }
    }

    private static void readAll(RawClient client, AtomicLong got) {
        byte[] buffer = new byte[1 << 20];
        try {
            int read = client.socket.getInputStream().read(buffer);
            while (read > 0) {
                got.addAndGet(read);
                read = client.socket.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
