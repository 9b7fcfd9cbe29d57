package tandem.proxy.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TlsEngine;
import tandem.core.config.TlsVersion;
import tandem.core.tls.CipherSuites;
import tandem.core.tls.KeyedCertificate;
import tandem.core.tls.ocsp.CertId;
import tandem.core.tls.ocsp.Staple;
import tandem.proxy.tls.boringssl.NativeContext;
import tandem.proxy.tls.boringssl.NativeLibrary;
import tandem.proxy.tls.boringssl.NativeRules;

/** Decides whether BoringSSL speaks TLS for a listener; see ADR 60. */
final class NativeTls {
    private static final Logger LOG = LoggerFactory.getLogger(NativeTls.class);

    /** Overrides an {@code engine} other than {@code native}, for httpd.conf and for whoever cannot change a configuration in a hurry. */
    private static final String OVERRIDE = "tandem.tls.engine";

    private final ListenerTlsConfig config;
    private final List<KeyedCertificate> certificates;

    NativeTls(ListenerTlsConfig config, List<KeyedCertificate> certificates) {
        this.config = config;
        this.certificates = certificates;
    }

    /**
     * What speaks for the listener; null if Java shall.
     *
     * @throws EngineMissing if BoringSSL is asked for by name and is not there, or cannot do what the listener says
     */
    @Nullable
    NativeContext context(
            String listener, List<String> protocols, Optional<NativeRules.Clients> clients, @Nullable Staples staples) {
        TlsEngine wanted = wanted();
        if (wanted == TlsEngine.JSSE) {
            return null;
        }
        String problem = NativeLibrary.problem();
        if (problem.isEmpty()) {
            NativeRules rules = new NativeRules(
                    config.protocols().contains(TlsVersion.TLS_1_2),
                    config.protocols().contains(TlsVersion.TLS_1_3),
                    CipherSuites.orIntermediate(config.ciphers()),
                    config.honorCipherOrder(),
                    protocols,
                    clients);
            problem = problem(rules);
            if (problem.isEmpty()) {
                try {
                    return made(rules, staples);
                } catch (SSLException e) {
                    problem = String.valueOf(e.getMessage());
                }
            }
        }
        if (wanted == TlsEngine.NATIVE) {
            throw new EngineMissing(
                    "listener " + listener + " asks for tls.engine: native, but " + problem + "; write auto or jsse");
        }
        LOG.info("listener {} speaks TLS by Java: {}", listener, problem);
        return null;
    }

    private TlsEngine wanted() {
        String override = System.getProperty(OVERRIDE, "");
        return config.engine() != TlsEngine.NATIVE && !override.isEmpty()
                ? TlsEngine.valueOf(override.toUpperCase(Locale.ROOT))
                : config.engine();
    }

    private String problem(NativeRules rules) {
        for (KeyedCertificate certificate : certificates) {
            if (!certificate.algorithm().equals("RSA")
                    && !certificate.algorithm().equals("EC")) {
                return "a certificate's key is neither RSA nor EC but " + certificate.algorithm();
            }
        }
        return rules.problem();
    }

    private NativeContext made(NativeRules rules, @Nullable Staples staples) throws SSLException {
        CertificateChooser chooser = new CertificateChooser(certificates);
        if (staples == null) {
            return new NativeContext(rules, certificates, chooser::choose, null);
        }
        List<Optional<CertId>> ids = certificates.stream()
                .map(one -> one.issuer().map(issuer -> CertId.of(one.certificate(), issuer)))
                .toList();
        return new NativeContext(
                rules,
                certificates,
                chooser::choose,
                certificate -> ids.get(certificate)
                        .flatMap(id -> staples.of(id, Instant.now()))
                        .map(Staple::bytes)
                        .orElse(null));
    }

    /** How clients' certificates are judged. */
    static NativeRules.Clients clients(ClientAuthenticationConfig asked, List<X509Certificate> authorities) {
        return new NativeRules.Clients(
                asked.mode() == ClientAuthenticationConfig.Mode.REQUIRE,
                MemberTrust.authorities(authorities),
                authorities);
    }
}
