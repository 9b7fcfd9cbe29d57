package tandem.admin.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import tandem.core.config.CertificateConfig;
import tandem.core.tls.CertificateLoading;
import tandem.core.tls.CertificateLoading.BadFile;
import tandem.core.tls.KeyedCertificate;

/**
 * Where a node is asked, and what shows it who asks.
 *
 * @param uri {@code http://…}, {@code https://…} or {@code unix:/PATH}
 * @param tokenFile a file with a token; empty: none is sent
 * @param authorities a PEM file with who signed the node's certificate; empty: whom Java trusts
 * @param certificate what is shown to a node that asks for one; empty: nothing
 */
public record AdminAddress(
        URI uri, Optional<Path> tokenFile, Optional<Path> authorities, Optional<CertificateConfig> certificate) {
    private static final String SOCKET = "unix";
    private static final char[] IN_MEMORY = "in memory alone".toCharArray();
    private static final int LONGEST_TOKEN = 500;

    /** @throws IllegalArgumentException with a sentence for the operator if it is no such address */
    public AdminAddress {
        boolean http = ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null;
        if (!http && !(SOCKET.equals(uri.getScheme()) && uri.getPath() != null)) {
            throw new IllegalArgumentException(
                    "'" + uri + "' is not an address of an admin listener, such as http://127.0.0.1:9990,"
                            + " https://lb1.example:9990 or unix:/run/tandem/admin.sock");
        }
    }

    /** An address where nobody is asked who he is. */
    public static AdminAddress of(URI uri) {
        return new AdminAddress(uri, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** @throws IllegalArgumentException with a sentence for the operator if a file cannot be used */
    Transport open() {
        if (SOCKET.equals(uri.getScheme())) {
            return new SocketTransport(Path.of(uri.getPath()));
        }
        boolean own = authorities.isPresent() || certificate.isPresent();
        if (own && !"https".equals(uri.getScheme())) {
            throw new IllegalArgumentException(
                    "certificates need TLS: write https:// in place of http:// in '" + uri + "'");
        }
        return new HttpTransport(uri, own ? Optional.of(context()) : Optional.empty());
    }

    /** @throws IllegalArgumentException with a sentence for the operator if the file cannot be used */
    Optional<String> token() {
        return tokenFile.map(AdminAddress::token);
    }

    private static String token(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (token.isEmpty() || token.length() > LONGEST_TOKEN || !token.matches("[!-~]+")) {
                throw new IllegalArgumentException(file + " holds no token, such as `tandem token add` prints");
            }
            return token;
        } catch (IOException e) {
            throw new IllegalArgumentException("the token file " + file + " cannot be read: " + e, e);
        }
    }

    private SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context;
        } catch (BadFile e) {
            throw new IllegalArgumentException(e.sentence(), e);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException, IOException, BadFile {
        if (certificate.isEmpty()) {
            return new KeyManager[0];
        }
        KeyedCertificate shown = CertificateLoading.load(certificate.get(), Files::readString);
        KeyStore store = store();
        store.setKeyEntry("own", shown.key(), IN_MEMORY, shown.chain().toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
        factory.init(store, IN_MEMORY);
        return factory.getKeyManagers();
    }

    private TrustManager[] trust() throws GeneralSecurityException, IOException, BadFile {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        if (authorities.isEmpty()) {
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        }
        KeyStore store = store();
        List<X509Certificate> trusted = CertificateLoading.certificates("ca", authorities.get(), Files::readString);
        for (X509Certificate one : trusted) {
            store.setCertificateEntry(String.valueOf(store.size()), one);
        }
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
