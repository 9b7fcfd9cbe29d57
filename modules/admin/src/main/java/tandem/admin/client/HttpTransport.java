package tandem.admin.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** HTTP to the admin listener, by TLS where its address begins with https. */
final class HttpTransport implements Transport {
    private static final Duration CONNECT = Duration.ofSeconds(3);

    private final URI base;
    private final HttpClient http;

    /** @param tls for https; empty: what Java trusts */
    HttpTransport(URI base, Optional<SSLContext> tls) {
        this.base = base;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .proxy(HttpClient.Builder.NO_PROXY);
        tls.ifPresent(builder::sslContext);
        this.http = builder.build();
    }

    @Override
    public Answer send(Ask ask) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(ask.path()))
                .timeout(ask.patience())
                .method(
                        ask.method(),
                        ask.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(ask.body()));
        ask.fields().forEach(request::header);
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
