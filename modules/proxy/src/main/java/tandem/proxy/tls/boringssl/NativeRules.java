package tandem.proxy.tls.boringssl;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;
import tandem.core.tls.CipherSuites;

/**
 * What a listener says of TLS.
 *
 * @param older whether TLS 1.2 is spoken
 * @param newer whether TLS 1.3 is
 * @param suites by their IANA names, best first
 * @param ownOrder whether the order of {@code suites} decides rather than the client's
 * @param protocols what is agreed on by ALPN, best first
 * @param clients who judges certificates of clients, if they are asked for some
 */
public record NativeRules(
        boolean older,
        boolean newer,
        List<String> suites,
        boolean ownOrder,
        List<String> protocols,
        Optional<Clients> clients) {
    private static final List<String> ALL_OF_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    /**
     * Certificates of clients.
     *
     * @param required whether there is no connection without one
     * @param authorities whose names clients are told
     */
    public record Clients(boolean required, X509ExtendedTrustManager judge, List<X509Certificate> authorities) {}

    public NativeRules {
        suites = List.copyOf(suites);
        protocols = List.copyOf(protocols);
    }

    /** What BoringSSL cannot do of this, as a sentence; empty if it can do all. */
    public String problem() {
        if (newer && !suites.containsAll(ALL_OF_1_3)) {
            return "BoringSSL always offers the three cipher suites of TLS 1.3, and ciphers leaves some out";
        }
        return "";
    }

    /** The suites of TLS 1.2 by OpenSSL's names, as OpenSSL's lists are written. */
    String cipherList() {
        List<String> names = suites.stream()
                .filter(suite -> suite.contains("_WITH_"))
                .map(CipherSuites::openSslName)
                .toList();
        return String.join(":", names);
    }
}
