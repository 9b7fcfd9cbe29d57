package tandem.proxy.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.text.IpAddress;
import tandem.core.tls.CipherSuites;

/** What the members of a balancer are spoken to with: whom to trust and what to show. Immutable, any thread. */
public final class MemberTls {
    /** How ALPN calls HTTP/2. */
    public static final String HTTP2 = "h2";

    private static final String HTTP1 = "http/1.1";

    private final MemberTlsConfig config;
    private final SSLContext context;

    MemberTls(MemberTlsConfig config, CertificateReading files) {
        this.config = config;
        KeyManager[] keys = config.certificate()
                .map(own -> new KeyManager[] {new CertificateChooser(List.of(files.certificate(own)))})
                .orElse(new KeyManager[0]);
        MemberTrust trust = MemberTrust.of(config, files.authorities(config.ca()));
        try {
            this.context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    /**
     * An engine for one connection.
     *
     * @param name what SNI says, unless it is an IP address, and the certificate must be for
     * @param http2 whether HTTP/2 is to be spoken, else HTTP/1.1
     */
    public SSLEngine engine(String name, int port, boolean http2) {
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(complete(engine.getSSLParameters(), name, http2));
        return engine;
    }

    /** TLS over a connected socket, agreed on when this returns; blocks. */
    public SSLSocket over(Socket socket, String name, int port, boolean http2) throws IOException {
        SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, name, port, true);
        tls.setSSLParameters(complete(tls.getSSLParameters(), name, http2));
        tls.startHandshake();
        return tls;
    }

    private SSLParameters complete(SSLParameters parameters, String name, boolean http2) {
        parameters.setProtocols(
                config.protocols().stream().map(TlsVersion::name).toArray(String[]::new));
        parameters.setCipherSuites(CipherSuites.orIntermediate(config.ciphers()).toArray(String[]::new));
        parameters.setApplicationProtocols(new String[] {http2 ? HTTP2 : HTTP1});
        parameters.setServerNames(sni(name));
        return parameters;
    }

    private static List<SNIServerName> sni(String name) {
        if (IpAddress.valid(name)) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }
}
