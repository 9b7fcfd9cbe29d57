package tandem.proxy.tls;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

    private final @Nullable SSLContext java;
    private final @Nullable NativeContext boringSsl;
    private final ListenerTlsConfig config;
    private final Optional<ClientAuthenticationConfig> clients;
    private final boolean http2;
    private final byte[] policy;
    private final List<KeyedCertificate> certificates;

    /**
     * @param name the listener's
     * @param authorities who signs certificates of clients, if they are asked for some
     * @param staples what clients are handed, if the listener staples
     * @throws EngineMissing if it asks for an engine that is not there
     */
    ServerTls(
            String name,
            ListenerConfig listener,
            ListenerTlsConfig config,
            List<KeyedCertificate> certificates,
            List<X509Certificate> authorities,
            Staples staples) {
        this.config = config;
        this.clients = listener.clientCertificates();
        this.http2 = listener.http2();
        this.certificates = List.copyOf(certificates);
        this.policy = TicketKeys.policy(name, clients, authorities);
        this.boringSsl = new NativeTls(config, this.certificates)
                .context(
                        name,
                        List.of(http2 ? HTTP2 : HTTP1),
                        clients.map(asked -> NativeTls.clients(asked, authorities)),
                        config.ocspStapling() ? staples : null);
        this.java = boringSsl == null ? java(authorities) : null;
    }

    private SSLContext java(List<X509Certificate> authorities) {
        TrustManager[] trust =
                clients.isEmpty() ? new TrustManager[0] : new TrustManager[] {MemberTrust.authorities(authorities)};
        CertificateChooser chooser = new CertificateChooser(certificates);
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
        return java == null ? Objects.requireNonNull(boringSsl).engine() : engine(java);
    }

    private SSLEngine engine(SSLContext context) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(
                config.protocols().stream().map(TlsVersion::name).toArray(String[]::new));
        parameters.setCipherSuites(CipherSuites.orIntermediate(config.ciphers()).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(config.honorCipherOrder());
        parameters.setApplicationProtocols(http2 ? HTTP2 : HTTP1);
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

    ListenerTlsConfig config() {
        return config;
    }

    /** Whether it is made of this listener's rules. */
    boolean isOf(ListenerConfig listener) {
        return listener.tls().equals(Optional.of(config))
                && listener.clientCertificates().equals(clients)
                && listener.http2() == http2;
    }

    public Duration handshakeTimeout() {
        return config.handshakeTimeout();
    }

    /** In the order of the configuration. */
    public List<KeyedCertificate> certificates() {
        return certificates;
    }
}
