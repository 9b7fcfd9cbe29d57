package tandem.app;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks authorities by HTTP (RFC 6960 appendix A). One thread at a time; blocks. */
final class OcspResponders implements OcspStapling.Asking, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 64 * 1024;
    private static final int OK = 200;

    /** Made when somebody staples: it has a thread. */
    private @Nullable HttpClient http;

    @Override
    public byte[] ask(URI responder, byte[] request) throws IOException, InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(responder)
                .timeout(PATIENCE)
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        HttpResponse<InputStream> response = client().send(asked, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != OK) {
                throw new IOException("it answered with status " + response.statusCode());
            }
            byte[] bytes = body.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException("its answer is longer than 64 KiB");
            }
            return bytes;
        }
    }

    private synchronized HttpClient client() {
        HttpClient client = http;
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .connectTimeout(PATIENCE)
                    .build();
            http = client;
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (http != null) {
            http.shutdownNow();
        }
    }
}
