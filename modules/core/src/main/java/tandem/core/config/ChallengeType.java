package tandem.core.config;

/** How a node proves to an authority that it controls a name (RFC 8555 section 8, RFC 8737). */
public enum ChallengeType {
    /** A file on port 80 in clear text. */
    HTTP_01,
    /** A certificate on port 443. */
    TLS_ALPN_01;

    /** As the protocol writes it. */
    public String word() {
        return switch (this) {
            case HTTP_01 -> "http-01";
            case TLS_ALPN_01 -> "tls-alpn-01";
        };
    }
}
