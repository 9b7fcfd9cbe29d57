package tandem.core.tls;

import java.util.List;

/** The cipher suites that are offered where a configuration names none. */
public final class CipherSuites {
    /**
     * Mozilla's intermediate profile (version 5.7) without its DHE suites, which only clients older than 2013 need and which
     * cost a server the most.
     */
    public static final List<String> INTERMEDIATE = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private CipherSuites() {}

    /** What is offered: the suites given, or the intermediate ones. */
    public static List<String> orIntermediate(List<String> given) {
        return given.isEmpty() ? INTERMEDIATE : given;
    }
}
