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

    /** Whether clients speak HTTP/2 by it: keys that are forgotten, and encryption that is authenticated; RFC 9113 appendix A. */
    public static boolean fitForHttp2(String iana) {
        if (!iana.contains("_WITH_")) {
            return true;
        }
        boolean forgotten = iana.startsWith("TLS_ECDHE_") || iana.startsWith("TLS_DHE_");
        return forgotten && (iana.contains("_GCM_") || iana.contains("_CHACHA20_") || iana.contains("_CCM"));
    }

    /** What OpenSSL calls a suite of TLS 1.2 or 1.3 that IANA calls {@code iana}; Apache's variables have these names. */
    public static String openSslName(String iana) {
        int with = iana.indexOf("_WITH_");
        if (with < 0) {
            return iana;
        }
        String exchange = iana.substring("TLS_".length(), with).replace('_', '-');
        String bulk = iana.substring(with + "_WITH_".length())
                .replace("CHACHA20_POLY1305_SHA256", "CHACHA20-POLY1305")
                .replace("AES_128", "AES128")
                .replace("AES_256", "AES256")
                .replace("_CBC", "")
                .replace('_', '-');
        return exchange.equals("RSA") ? bulk : exchange + "-" + bulk;
    }

    /** How long the keys are that a suite encrypts with, in bits; 0 if its name does not say. */
    public static int keyBits(String iana) {
        return iana.contains("AES_128") ? 128 : iana.contains("AES_256") || iana.contains("CHACHA20") ? 256 : 0;
    }
}
