package tandem.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** How a listener speaks TLS. The defaults are those of Mozilla's intermediate profile. */
public record ListenerTlsConfig(
        @Key(
                doc =
                        "The certificates. A client gets the one whose name it asks for: exact before wildcard before the first;"
                                + " of several for one name the one whose key it can use (RSA, EC).",
                fallback = "")
        List<CertificateConfig> certificates,

        @Key(
                doc =
                        "Names for which one certificate is ordered automatically, and shown before those of certificates; needs"
                                + " acme (MDomain).",
                fallback = "",
                example = "[shop.example, www.shop.example]")
        List<String> acme,

        @Key(doc = "The versions spoken (SSLProtocol).", fallback = "[TLSv1.2, TLSv1.3]")
        List<TlsVersion> protocols,

        @Key(
                doc =
                        "Cipher suites by their IANA names, best first; default: those of Mozilla's intermediate profile with"
                                + " elliptic curves (SSLCipherSuite).",
                fallback = "",
                example = "[TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]")
        List<String> ciphers,

        @Key(
                doc = "Choose by this order of cipher suites rather than by the client's (SSLHonorCipherOrder).",
                fallback = "false")
        boolean honorCipherOrder,

        @Key(doc = "How long a client may take to agree on keys.", fallback = "10s", range = "100ms..5m")
        Duration handshakeTimeout) {

    public ListenerTlsConfig {
        certificates = List.copyOf(certificates);
        acme = acme.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /** With certificates of files alone. */
    public ListenerTlsConfig(
            List<CertificateConfig> certificates,
            List<TlsVersion> protocols,
            List<String> ciphers,
            boolean honorCipherOrder,
            Duration handshakeTimeout) {
        this(certificates, List.of(), protocols, ciphers, honorCipherOrder, handshakeTimeout);
    }

    /** The same with a certificate ordered for these names. */
    public ListenerTlsConfig withAcme(List<String> names) {
        return new ListenerTlsConfig(certificates, names, protocols, ciphers, honorCipherOrder, handshakeTimeout);
    }
}
