package tandem.proxy.tls.boringssl;

import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SessionTicketKey;
import java.io.ByteArrayInputStream;
import java.lang.ref.Cleaner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.tls.CipherSuites;
import tandem.core.tls.ClientHello;
import tandem.core.tls.KeyedCertificate;

/**
 * One listener's rules, certificates and sessions in BoringSSL. Its memory goes when neither the listener nor an engine of it is left.
 * Any thread.
 */
public final class NativeContext {
    private static final Logger LOG = LoggerFactory.getLogger(NativeContext.class);
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int MOST_ISSUERS = 5;
    private static final long MOST_SESSIONS = 20_480;
    private static final long SESSION_SECONDS = 7_200;

    /** Says which certificate a client gets: its index, for its name and a kind of key; -1 if none. */
    public interface Choice {
        int choose(String keyType, String host);
    }

    /** Says what of the authority's is handed to clients with a certificate; null if nothing is. */
    public interface Stapling {
        byte @Nullable [] of(int certificate);
    }

    private final long address;
    private final List<NativeCertificate> certificates;
    private final NativeRules rules;
    private final Choice choice;
    private final Stapling stapling;
    private final Map<String, String> ianaNames = new HashMap<>();

    private record Memory(long address, List<NativeCertificate> certificates) implements Runnable {
        @Override
        public void run() {
            certificates.forEach(NativeCertificate::free);
            SSLContext.free(address);
        }
    }

    /**
     * @param stapling asked in each handshake; null if the listener does not staple
     * @throws SSLException with a sentence if BoringSSL cannot do what is asked
     */
    public NativeContext(
            NativeRules rules, List<KeyedCertificate> certificates, Choice choice, @Nullable Stapling stapling)
            throws SSLException {
        this.rules = rules;
        this.choice = choice;
        this.stapling = stapling == null ? certificate -> null : stapling;
        List<NativeCertificate> read = new ArrayList<>();
        long made = 0;
        try {
            for (KeyedCertificate certificate : certificates) {
                read.add(NativeCertificate.of(certificate));
            }
            int versions =
                    (rules.older() ? SSL.SSL_PROTOCOL_TLSV1_2 : 0) | (rules.newer() ? SSL.SSL_PROTOCOL_TLSV1_3 : 0);
            made = SSLContext.make(versions, SSL.SSL_MODE_SERVER);
            set(made, stapling != null);
        } catch (Exception e) {
            read.forEach(NativeCertificate::free);
            if (made != 0) {
                SSLContext.free(made);
            }
            throw new SSLException("BoringSSL cannot speak TLS as asked: " + e.getMessage(), e);
        }
        this.address = made;
        this.certificates = List.copyOf(read);
        rules.suites().forEach(suite -> ianaNames.put(CipherSuites.openSslName(suite), suite));
        CLEANER.register(this, new Memory(made, this.certificates));
    }

    private void set(long made, boolean stapled) throws Exception {
        SSLContext.setOptions(made, SSL.SSL_OP_NO_SSLv3 | SSL.SSL_OP_NO_TLSv1 | SSL.SSL_OP_NO_TLSv1_1);
        if (!rules.older()) {
            SSLContext.setOptions(made, SSL.SSL_OP_NO_TLSv1_2);
        }
        if (!rules.newer()) {
            SSLContext.setOptions(made, SSL.SSL_OP_NO_TLSv1_3);
        }
        if (rules.ownOrder()) {
            SSLContext.setOptions(made, SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
        } else {
            SSLContext.clearOptions(made, SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
        }
        SSLContext.setMode(made, SSLContext.getMode(made) | SSL.SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
        if (rules.older()) {
            SSLContext.setCipherSuite(made, rules.cipherList(), false);
        }
        SSLContext.setAlpnProtos(made, rules.protocols().toArray(String[]::new), SSL.SSL_SELECTOR_FAILURE_NO_ADVERTISE);
        SSLContext.setSessionIdContext(made, "tandem".getBytes(StandardCharsets.US_ASCII));
        SSLContext.setSessionCacheMode(made, SSL.SSL_SESS_CACHE_SERVER);
        SSLContext.setSessionCacheSize(made, MOST_SESSIONS);
        SSLContext.setSessionCacheTimeout(made, SESSION_SECONDS);
        SSLContext.setUseTasks(made, false);
        if (stapled) {
            SSLContext.enableOcsp(made, false);
        }
        if (rules.clients().isPresent()) {
            ask(made, rules.clients().get());
        } else {
            SSLContext.setVerify(made, SSL.SSL_CVERIFY_NONE, MOST_ISSUERS);
        }
    }

    private static void ask(long made, NativeRules.Clients clients) throws Exception {
        SSLContext.setVerify(
                made, clients.required() ? SSL.SSL_CVERIFY_REQUIRED : SSL.SSL_CVERIFY_OPTIONAL, MOST_ISSUERS);
        SSLContext.setCertVerifyCallback(made, new Judge(clients));
        if (!clients.authorities().isEmpty()) {
            boolean told = NativeCertificate.memory(
                    NativeCertificate.pem(clients.authorities()), bio -> SSLContext.setCACertificateBio(made, bio));
            if (!told) {
                throw new IllegalStateException("the names of the authorities cannot be told");
            }
        }
    }

    /** Judges clients' certificates by Java, as every engine does. Deliberate: it must not know its context, or neither would ever go. */
    private static final class Judge extends CertificateVerifier {
        private final NativeRules.Clients clients;

        Judge(NativeRules.Clients clients) {
            this.clients = clients;
        }

        @Override
        public int verify(long ssl, byte[][] shown, String authType) {
            try {
                clients.judge().checkClientTrusted(read(shown), "UNKNOWN");
                return X509_V_OK;
            } catch (GeneralSecurityException | RuntimeException e) {
                LOG.debug("a client's certificate is refused: {}", e.getMessage());
                return X509_V_ERR_UNSPECIFIED;
            }
        }
    }

    static X509Certificate[] read(byte[][] shown) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate[] certificates = new X509Certificate[shown.length];
        for (int i = 0; i < shown.length; i++) {
            certificates[i] = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(shown[i]));
        }
        return certificates;
    }

    /**
     * From now on sessions are sealed with the first key and those sealed with the others are resumed too.
     *
     * @param keys at least one; each of 48 bytes: its name, then what signs, then what encrypts
     */
    public void ticketKeys(List<byte[]> keys) {
        SSLContext.setSessionTicketKeys(
                address,
                keys.stream()
                        .map(key -> new SessionTicketKey(
                                java.util.Arrays.copyOfRange(key, 0, 16),
                                java.util.Arrays.copyOfRange(key, 16, 32),
                                java.util.Arrays.copyOfRange(key, 32, 48)))
                        .toArray(SessionTicketKey[]::new));
    }

    /** An engine for one connection of a client; to be released. */
    public NativeEngine engine() {
        return new NativeEngine(this);
    }

    long address() {
        return address;
    }

    NativeRules rules() {
        return rules;
    }

    NativeCertificate certificate(int index) {
        return certificates.get(index);
    }

    byte @Nullable [] staple(int index) {
        return stapling.of(index);
    }

    /** The certificate for a client; -1 if it can use none. */
    int choose(ClientHello hello) {
        for (String keyType : hello.keyTypes(rules.older(), rules.newer())) {
            int index = choice.choose(keyType, hello.serverName());
            if (index >= 0) {
                return index;
            }
        }
        return -1;
    }

    String ianaName(String openSslName) {
        return ianaNames.getOrDefault(openSslName, openSslName);
    }
}
