package tandem.identity.acme;

import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;

/** Reaches a directory by https, trusting certain authorities; ends its connections when it is closed. One thread. */
final class DirectoryProvider extends AbstractAcmeProvider implements AutoCloseable {
    private final List<X509Certificate> trusted;
    private final List<HttpClient> clients = new ArrayList<>();

    /** @param trusted empty: those that Java trusts */
    DirectoryProvider(List<X509Certificate> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    @Override
    public boolean accepts(URI server) {
        return "https".equals(server.getScheme());
    }

    @Override
    public URL resolve(URI server) {
        try {
            return server.toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(server + " is no URL", e);
        }
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(settings.getTimeout())
                .proxy(settings.getProxySelector());
        if (!trusted.isEmpty()) {
            builder.sslContext(trusting());
        }
        HttpClient client = builder.build();
        clients.add(client);
        return client;
    }

    @Override
    public void close() {
        clients.forEach(HttpClient::shutdownNow);
    }

    private SSLContext trusting() {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry(String.valueOf(i), trusted.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | java.io.IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}
