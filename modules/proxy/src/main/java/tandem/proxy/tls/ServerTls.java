package tandem.proxy.tls;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.tls.CipherSuites;
import tandem.core.tls.KeyedCertificate;

/**
 * What one listener needs to speak TLS: certificates and rules, and with them the sessions that clients may resume. Immutable;
 * other certificates are another instance, and connections keep the one they began with. Any thread.
 */
public final class ServerTls {
    private static final String[] PROTOCOLS = {"http/1.1"};

    private final SSLContext context;
    private final ListenerTlsConfig config;
    private final List<KeyedCertificate> certificates;

    ServerTls(ListenerTlsConfig config, List<KeyedCertificate> certificates) {
        this.config = config;
        this.certificates = List.copyOf(certificates);
        this.context = context(new CertificateChooser(certificates));
    }

    private static SSLContext context(CertificateChooser chooser) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {chooser}, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /** An engine for one connection of a client. */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(
                config.protocols().stream().map(TlsVersion::name).toArray(String[]::new));
        parameters.setCipherSuites(CipherSuites.orIntermediate(config.ciphers()).toArray(String[]::new));
        parameters.setUseCipherSuitesOrder(config.honorCipherOrder());
        parameters.setApplicationProtocols(PROTOCOLS);
        engine.setSSLParameters(parameters);
        return engine;
    }

    ListenerTlsConfig config() {
        return config;
    }

    public Duration handshakeTimeout() {
        return config.handshakeTimeout();
    }

    /** In the order of the configuration. */
    public List<KeyedCertificate> certificates() {
        return certificates;
    }
}
