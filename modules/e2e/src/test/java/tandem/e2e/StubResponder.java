package tandem.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tandem.core.tls.ocsp.OcspSamples;

/** An authority's responder: what {@code openssl ocsp} answers, by HTTP on a loopback address. */
final class StubResponder implements AutoCloseable {
    enum Mood {
        GOOD,
        REVOKED,
        /** Takes the question and does not answer. */
        SILENT
    }

    private static final String GOOD = "V\t21250101000000Z\t\t2001\tunknown\t/CN=shop.example\n";
    private static final String REVOKED = "R\t21250101000000Z\t250101000000Z\t2001\tunknown\t/CN=shop.example\n";

    private final Path directory;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger number = new AtomicInteger();
    private volatile Mood mood;
    final AtomicInteger asked = new AtomicInteger();

    StubResponder(Path directory, Mood mood) throws IOException {
        this.directory = directory;
        this.mood = mood;
        for (String name : new String[] {"ca.pem", "ca.key"}) {
            Files.writeString(directory.resolve("responder-" + name), OcspSamples.text(name));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 10);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    void mood(Mood next) {
        mood = next;
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.incrementAndGet();
        if (mood == Mood.SILENT) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return;
        }
        byte[] answer = signed(exchange.getRequestBody().readAllBytes());
        exchange.getResponseHeaders().add("Content-Type", "application/ocsp-response");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private byte[] signed(byte[] request) {
        String base = "ocsp-" + number.incrementAndGet();
        try {
            Files.write(directory.resolve(base + ".req"), request);
            Files.writeString(directory.resolve(base + ".txt"), mood == Mood.REVOKED ? REVOKED : GOOD);
            Command.run(
                            "env",
                            "-C",
                            directory.toString(),
                            "openssl",
                            "ocsp",
                            "-index",
                            base + ".txt",
                            "-CA",
                            "responder-ca.pem",
                            "-rsigner",
                            "responder-ca.pem",
                            "-rkey",
                            "responder-ca.key",
                            "-reqin",
                            base + ".req",
                            "-respout",
                            base + ".der",
                            "-nmin",
                            "1")
                    .demand();
            return Files.readAllBytes(directory.resolve(base + ".der"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.close();
    }
}
