package tandem.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.AdminConfig;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ClientCertificatesConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.tls.CertificateLoading;
import tandem.core.tls.CertificateLoading.BadFile;
import tandem.core.tls.KeyedCertificate;

/** Certificates of a listener of operators or members and the authorities of its clients; looked at again while it runs. Any thread. */
final class AdminTls {
    private static final Logger LOG = LoggerFactory.getLogger(AdminTls.class);
    private static final Duration SOON = Duration.ofDays(14);
    private static final char[] IN_MEMORY = "in memory alone".toCharArray();

    private final ListenerTlsConfig tls;
    private final List<Path> authorities;
    private final String section;
    private volatile Loaded loaded;
    private volatile String problem = "";
    private List<String> inForce;
    private List<String> seen;

    private record Loaded(SSLContext context, List<KeyedCertificate> certificates) {}

    /** @throws BadFile for the first file that cannot be used */
    AdminTls(ListenerTlsConfig tls, AdminConfig config) throws BadFile {
        this(tls, config.clientCertificates().map(ClientCertificatesConfig::ca).orElse(List.of()), "admin");
    }

    /**
     * The same of another listener.
     *
     * @param authorities whose certificates clients may show; empty: nobody's
     * @param section of the configuration that has it
     */
    AdminTls(ListenerTlsConfig tls, List<Path> authorities, String section) throws BadFile {
        this.tls = tls;
        this.authorities = authorities;
        this.section = section;
        this.inForce = versions();
        this.seen = inForce;
        this.loaded = load();
    }

    SSLContext context() {
        return loaded.context();
    }

    ListenerTlsConfig config() {
        return tls;
    }

    /** When the certificate of this place in the configuration, or the first of its chain, expires. */
    Instant expiry(int index) {
        return loaded.certificates().get(index).expiry();
    }

    /** Whether a certificate is for this host. */
    boolean isFor(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return loaded.certificates().stream().anyMatch(one -> one.isFor(lower) || one.isWildcardFor(lower));
    }

    /**
     * Reads the files again if they changed and stand as they are for a second look, since a certificate and its key are seldom
     * replaced at one moment. Reads the disk.
     *
     * @param changed gets what new connections are to use
     */
    synchronized void look(Consumer<SSLContext> changed) {
        List<String> now = versions();
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled || now.equals(inForce)) {
            return;
        }
        inForce = now;
        try {
            loaded = load();
            problem = "";
            changed.accept(loaded.context());
            LOG.info("{}.tls: the files changed; new connections get what they hold now", section);
        } catch (BadFile e) {
            problem = section + ".tls: new certificates cannot be used, older ones stay in force: " + e.sentence();
            LOG.warn("{}", problem);
        }
    }

    /** What somebody should look at, as sentences. */
    List<String> warnings(Instant now) {
        List<String> warnings = new ArrayList<>();
        if (!problem.isEmpty()) {
            warnings.add(problem);
        }
        for (KeyedCertificate one : loaded.certificates()) {
            if (now.plus(SOON).isAfter(one.expiry())) {
                warnings.add("the certificate of the " + section + " listener for " + String.join(", ", one.names())
                        + (now.isAfter(one.expiry()) ? " expired on " : " expires on ") + one.expiry());
            }
        }
        return warnings;
    }

    private Loaded load() throws BadFile {
        List<KeyedCertificate> certificates = new ArrayList<>();
        for (CertificateConfig files : tls.certificates()) {
            certificates.add(CertificateLoading.load(files, Files::readString));
        }
        List<X509Certificate> trusted = new ArrayList<>();
        for (Path file : authorities) {
            trusted.addAll(CertificateLoading.certificates("ca", file, Files::readString));
        }
        return new Loaded(context(certificates, trusted), certificates);
    }

    private static SSLContext context(List<KeyedCertificate> certificates, List<X509Certificate> trusted) {
        try {
            KeyStore keys = store();
            for (KeyedCertificate one : certificates) {
                keys.setKeyEntry(
                        String.valueOf(keys.size()),
                        one.key(),
                        IN_MEMORY,
                        one.chain().toArray(X509Certificate[]::new));
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance("NewSunX509");
            factory.init(keys, IN_MEMORY);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(factory.getKeyManagers(), trust(trusted), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static TrustManager[] trust(List<X509Certificate> trusted) throws GeneralSecurityException, IOException {
        if (trusted.isEmpty()) {
            return new TrustManager[0];
        }
        KeyStore store = store();
        for (X509Certificate one : trusted) {
            store.setCertificateEntry(String.valueOf(store.size()), one);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private List<String> versions() {
        List<Path> files = new ArrayList<>(authorities);
        for (CertificateConfig one : tls.certificates()) {
            files.add(one.cert());
            one.key().ifPresent(files::add);
            one.chain().ifPresent(files::add);
        }
        return files.stream().map(AdminTls::version).toList();
    }

    private static String version(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            @Nullable Object key = attributes.fileKey();
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + key;
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
