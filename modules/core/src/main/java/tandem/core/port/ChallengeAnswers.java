package tandem.core.port;

import org.jspecify.annotations.Nullable;
import tandem.core.tls.KeyedCertificate;

/**
 * What this node shows an authority that looks whether a certificate is ordered by who controls its name. Implemented by identity,
 * asked by proxy. Any thread; nothing blocks.
 */
public interface ChallengeAnswers {
    /** No order is under way. */
    ChallengeAnswers NONE = new ChallengeAnswers() {
        @Override
        public boolean pending() {
            return false;
        }

        @Override
        public @Nullable String http(String token) {
            return null;
        }

        @Override
        public boolean byTls() {
            return false;
        }

        @Override
        public @Nullable KeyedCertificate tls(String host) {
            return null;
        }
    };

    /** Where the path of HTTP-01 begins; the token follows. */
    String HTTP_PATH = "/.well-known/acme-challenge/";

    /** The protocol of TLS-ALPN-01. */
    String TLS_PROTOCOL = "acme-tls/1";

    /** Whether there is anything to answer; asked for every request. */
    boolean pending();

    /** The body for a token of HTTP-01; null for one that nobody here ordered by. */
    @Nullable
    String http(String token);

    /** Whether there is anything to answer by TLS-ALPN-01. */
    boolean byTls();

    /** What is shown by TLS-ALPN-01 for a name in lower case; null for one that nobody here orders for. */
    @Nullable
    KeyedCertificate tls(String host);
}
