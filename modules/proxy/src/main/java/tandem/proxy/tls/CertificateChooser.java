package tandem.proxy.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import tandem.core.port.ChallengeAnswers;
import tandem.core.tls.KeyedCertificate;

/**
 * Finds the certificate to show: towards clients by the name they ask for (SNI, RFC 6066) and the kinds of keys they take, exact
 * names before wildcards before the first of all; towards members the only one there is. Immutable, any thread.
 */
final class CertificateChooser extends X509ExtendedKeyManager {
    /** How the alias of a proof of TLS-ALPN-01 begins; the name follows. */
    private static final String PROOF = "proof of ";

    private final List<KeyedCertificate> certificates;
    private final ChallengeAnswers challenges;

    CertificateChooser(List<KeyedCertificate> certificates) {
        this(certificates, ChallengeAnswers.NONE);
    }

    /** @param challenges shown to whoever speaks {@code acme-tls/1} and to nobody else */
    CertificateChooser(List<KeyedCertificate> certificates, ChallengeAnswers challenges) {
        this.certificates = List.copyOf(certificates);
        this.challenges = challenges;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        if (engine != null && ChallengeAnswers.TLS_PROTOCOL.equals(engine.getHandshakeApplicationProtocol())) {
            String host = requested(engine);
            KeyedCertificate proof = challenges.tls(host);
            return proof != null && proof.algorithm().equals(keyType) ? PROOF + host : null;
        }
        return alias(choose(keyType, requested(engine)));
    }

    private static String requested(@Nullable SSLEngine engine) {
        if (engine != null && engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName().toLowerCase(Locale.ROOT);
                }
            }
        }
        return "";
    }

    /** The index of the certificate for a name and a kind of key; -1 if there is none, and Java asks for another kind. */
    int choose(String keyType, String host) {
        int exact = first(keyType, certificate -> certificate.isFor(host));
        if (exact >= 0) {
            return exact;
        }
        boolean named = certificates.stream().anyMatch(certificate -> certificate.isFor(host));
        int wildcard = named ? -1 : first(keyType, certificate -> certificate.isWildcardFor(host));
        boolean covered = named || certificates.stream().anyMatch(certificate -> certificate.isWildcardFor(host));
        if (wildcard >= 0 || covered) {
            return wildcard;
        }
        List<String> ofDefault = certificates.getFirst().names();
        return first(keyType, certificate -> certificate.names().equals(ofDefault));
    }

    private int first(String keyType, Predicate<KeyedCertificate> wanted) {
        for (int i = 0; i < certificates.size(); i++) {
            KeyedCertificate certificate = certificates.get(i);
            if (certificate.algorithm().equals(keyType) && wanted.test(certificate)) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable String alias(int index) {
        return index < 0 ? null : String.valueOf(index);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        for (String keyType : keyTypes) {
            int index = first(keyType, certificate -> true);
            if (index >= 0) {
                return alias(index);
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        KeyedCertificate chosen = of(alias);
        return chosen == null ? null : chosen.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        KeyedCertificate chosen = of(alias);
        return chosen == null ? null : chosen.key();
    }

    /** Null for a proof whose order has just ended. */
    private @Nullable KeyedCertificate of(String alias) {
        return alias.startsWith(PROOF)
                ? challenges.tls(alias.substring(PROOF.length()))
                : certificates.get(Integer.parseInt(alias));
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineClientAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(choose(keyType, ""));
    }
}
