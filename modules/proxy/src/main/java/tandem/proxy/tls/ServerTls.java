package tandem.proxy.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.port.ChallengeAnswers;
import tandem.core.tls.CipherSuites;
import tandem.core.tls.KeyedCertificate;
import tandem.proxy.tls.boringssl.NativeContext;

/**
 * What one listener needs to speak TLS: certificates and rules, and with them the sessions that clients may resume. Immutable;
 * other certificates are another instance, and connections keep the one they began with. Any thread.
 */
public final class ServerTls {
    private static final String[] HTTP1 = {"http/1.1"};
    private static final String[] HTTP2 = {"h2", "http/1.1"};

    /** While a name is proved: the one protocol by which a client gets the proof instead of a certificate. */
    private static final String[] PROOF_OR_HTTP1 = {ChallengeAnswers.TLS_PROTOCOL, "http/1.1"};

    private static final String[] PROOF_OR_HTTP2 = {ChallengeAnswers.TLS_PROTOCOL, "h2", "http/1.1"};

    private final @Nullable NativeContext boringSsl;
    private final List<X509Certificate> authorities;
    private volatile @Nullable SSLContext java;
    private final ListenerTlsConfig config;
    private final Optional<ClientAuthenticationConfig> clients;
    private final boolean http2;
    private final byte[] policy;
    private final List<KeyedCertificate> certificates;
    private final List<CertificateReading.Source> shown;
    private final ChallengeAnswers challenges;

    /**
     * @param name the listener's
     * @param authorities who signs certificates of clients, if they are asked for some
     * @param shown the certificates and what they are called
     * @param staples what clients are handed, if the listener staples
     * @param challenges what authorities are shown while certificates are ordered
     * @throws EngineMissing if it asks for an engine that is not there
     */
    ServerTls(
            String name,
            ListenerConfig listener,
            ListenerTlsConfig config,
            List<CertificateReading.Source> shown,
            List<X509Certificate> authorities,
            Staples staples,
            ChallengeAnswers challenges) {
        this.config = config;
        this.clients = listener.clientCertificates();
        this.http2 = listener.http2();
        this.certificates =
                shown.stream().map(CertificateReading.Source::certificate).toList();
        this.shown = List.copyOf(shown);
        this.challenges = challenges;
        this.policy = TicketKeys.policy(name, clients, authorities);
        this.authorities = List.copyOf(authorities);
        this.boringSsl = new NativeTls(config, this.certificates)
                .context(
                        name,
                        List.of(http2 ? HTTP2 : HTTP1),
                        clients.map(asked -> NativeTls.clients(asked, authorities)),
                        config.ocspStapling() ? staples : null);
        this.java = boringSsl == null ? javas() : null;
    }

    private SSLContext javas() {
        TrustManager[] trust =
                clients.isEmpty() ? new TrustManager[0] : new TrustManager[] {MemberTrust.authorities(authorities)};
        CertificateChooser chooser = new CertificateChooser(certificates, challenges);
        return config.ocspStapling() ? StaplesInJava.enabled(() -> context(chooser, trust)) : context(chooser, trust);
    }

    private static SSLContext context(CertificateChooser chooser, TrustManager[] trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {chooser}, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** As {@link Certificates#ticketSeeds}; nothing changes if none is given. */
    void ticketSeeds(List<byte[]> seeds) {
        if (boringSsl != null && !seeds.isEmpty()) {
            boringSsl.ticketKeys(
                    seeds.stream().map(seed -> TicketKeys.of(seed, policy)).toList());
        }
    }

    /** Whether its engines are BoringSSL's, which want buffers outside of Java's heap. */
    public boolean isNative() {
        return boringSsl != null;
    }

    /** An engine for one connection of a client. */
    public SSLEngine engine() {
        if (boringSsl != null && !challenges.byTls()) {
            return boringSsl.engine();
        }
        // a name is proved by Java alone
        SSLContext own = java;
        if (own == null) {
            own = javas();
            java = own;
        }
        return engine(own);
    }

    private SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(
                config.protocols().stream().map(TlsVersion::name).toArray(String[]::new));
        parameters.setCipherSuites(CipherSuites.orIntermediate(config.ciphers()).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(config.honorCipherOrder());
        parameters.setApplicationProtocols(protocols());
        clients.ifPresent(asked -> {
            // the last of both calls counts
            if (asked.mode() == ClientAuthenticationConfig.Mode.REQUIRE) {
                parameters.setNeedClientAuth(true);
            } else {
                parameters.setWantClientAuth(true);
            }
        });
        engine.setSSLParameters(parameters);
        return engine;
    }

    private String[] protocols() {
        if (challenges.byTls()) {
            return http2 ? PROOF_OR_HTTP2 : PROOF_OR_HTTP1;
        }
        return http2 ? HTTP2 : HTTP1;
    }

    /** The certificates and what they are called, the ordered one first. */
    List<CertificateReading.Source> shown() {
        return shown;
    }

    /** Whether it is made of this listener's rules. */
    boolean isOf(ListenerConfig listener) {
        return listener.tls().equals(Optional.of(config))
                && listener.clientCertificates().equals(clients)
                && listener.http2() == http2;
    }

    /** The rules that it is made of. */
    ListenerTlsConfig config() {
        return config;
    }

    public Duration handshakeTimeout() {
        return config.handshakeTimeout();
    }

    /** The ordered one first, then those of files in the order of the configuration. */
    public List<KeyedCertificate> certificates() {
        return certificates;
    }
}
