package tandem.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients by HTTP/2, each with one connection at a time, or by HTTP/1.1: several short requests at once and again, and one download
 * after the other. Writes the lines of {@link FlowLoad}. Uses the JDK alone. Arguments: URL, how many clients, how long a download
 * takes in milliseconds, and a {@link HttpClient.Version}.
 */
final class TlsLoad {
    private static final int AT_ONCE = 3;
    private static final int PAUSE_MILLIS = 50;
    private static final int REPORT_MILLIS = 200;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String url;
    private final int transferMillis;
    private final HttpClient.Version version;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger lasting = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private final AtomicLong worstNanos = new AtomicLong();

    private TlsLoad(String url, int transferMillis, HttpClient.Version version) {
        this.url = url;
        this.transferMillis = transferMillis;
        this.version = version;
    }

    public static void main(String[] args) {
        TlsLoad load = new TlsLoad(args[0], Integer.parseInt(args[2]), HttpClient.Version.valueOf(args[3]));
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            HttpClient client = HttpClient.newBuilder().version(load.version).build();
            load.get(client, "/", 2, load.failed); // the connection is there before requests could make several
            for (int j = 0; j < AT_ONCE; j++) {
                Thread.ofVirtual().start(() -> load.ask(client));
            }
            Thread.ofVirtual().start(() -> load.download(client));
        }
        System.out.println("started");
        while (true) {
            FlowMember.pause(REPORT_MILLIS);
            System.out.println(load.line());
        }
    }

    private String line() {
        return "sum at=%d requests=%d failed=%d lasting=%d broken=%d connections=0 worst=%.1f"
                .formatted(
                        System.currentTimeMillis(),
                        requests.get(),
                        failed.get(),
                        lasting.get(),
                        broken.get(),
                        worstNanos.getAndSet(0) / 1e6);
    }

    private void ask(HttpClient client) {
        while (true) {
            long from = System.nanoTime();
            get(client, "/", 2, failed);
            worstNanos.accumulateAndGet(System.nanoTime() - from, Math::max);
            FlowMember.pause(PAUSE_MILLIS);
        }
    }

    private void download(HttpClient client) {
        int length = FlowMember.PIECES * FlowMember.PIECE_BYTES;
        while (true) {
            if (get(client, "/download?millis=" + transferMillis, length, broken)) {
                lasting.incrementAndGet();
            }
        }
    }

    /** Whether it was answered as it should be. */
    private boolean get(HttpClient client, String path, int length, AtomicInteger failures) {
        long from = System.nanoTime();
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                    .timeout(LIMIT)
                    .build();
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            requests.incrementAndGet();
            if (response.statusCode() == 200 && response.body().length == length && response.version() == version) {
                return true;
            }
            throw new IOException("status " + response.statusCode() + ", " + response.body().length + " bytes by "
                    + response.version());
        } catch (IOException e) {
            failures.incrementAndGet();
            System.out.printf(
                    "failure %d %s, %.1f s old: %s%n",
                    System.currentTimeMillis(), path, (System.nanoTime() - from) / 1e9, e);
            FlowMember.pause(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
