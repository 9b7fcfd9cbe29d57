package tandem.core.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a listener speaks TLS. The defaults are those of Mozilla's intermediate profile. */
public record ListenerTlsConfig(
        @Key(
                doc =
                        "The certificates. A client gets the one whose name it asks for: exact before wildcard before the first;"
                                + " of several for one name the one whose key it can use (RSA, EC).")
        List<CertificateConfig> certificates,

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
        Duration handshakeTimeout,

        @Key(
                doc =
                        "Hand clients that ask for it what the certificates' authorities say of them (OCSP stapling, SSLUseStapling); needs"
                                + " the issuer in cert or chain.",
                fallback = "false")
        boolean ocspStapling,

        @Key(
                doc = "Where authorities are asked, in place of what the certificates say (SSLStaplingForceURL).",
                fallback = "",
                example = "http://ocsp.internal.example/")
        Optional<ResponderUrl> ocspResponder,

        @Key(
                doc =
                        "By what TLS is spoken: native (BoringSSL, a fraction of the processor time), jsse (Java's own), auto: native where it is"
                                + " there and can do what this listener says.",
                fallback = "jsse")
        TlsEngine engine) {

    public ListenerTlsConfig {
        certificates = List.copyOf(certificates);
        protocols = List.copyOf(protocols);
        ciphers = List.copyOf(ciphers);
    }

    /** Without stapling, by Java. */
    public ListenerTlsConfig(
            List<CertificateConfig> certificates,
            List<TlsVersion> protocols,
            List<String> ciphers,
            boolean honorCipherOrder,
            Duration handshakeTimeout) {
        this(
                certificates,
                protocols,
                ciphers,
                honorCipherOrder,
                handshakeTimeout,
                false,
                Optional.empty(),
                TlsEngine.JSSE);
    }

    /** The same with stapling, from here if it is given. */
    public ListenerTlsConfig withOcspStapling(Optional<ResponderUrl> responder) {
        return new ListenerTlsConfig(
                certificates, protocols, ciphers, honorCipherOrder, handshakeTimeout, true, responder, engine);
    }

    /** The same by this engine. */
    public ListenerTlsConfig withEngine(TlsEngine by) {
        return new ListenerTlsConfig(
                certificates, protocols, ciphers, honorCipherOrder, handshakeTimeout, ocspStapling, ocspResponder, by);
    }
}
