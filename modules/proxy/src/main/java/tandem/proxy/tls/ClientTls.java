package tandem.proxy.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import tandem.core.tls.CipherSuites;
import tandem.proxy.tls.boringssl.NativeSession;

/**
 * What was agreed on with one client, under the names of mod_ssl's variables. The session is looked at when somebody asks, and
 * never for a request that does not. One I/O thread.
 */
public final class ClientTls {
    private static final String OF_CLIENT = "SSL_CLIENT_";

    private final SSLEngine engine;
    private final long beganMillis;

    /** @param beganMillis when the connection was accepted, by the clock that Java's sessions have too */
    ClientTls(SSLEngine engine, long beganMillis) {
        this.engine = engine;
        this.beganMillis = beganMillis;
    }

    /** That of a connection; null for one in clear text. */
    public static @Nullable ClientTls of(StreamConnection connection) {
        return connection.getSourceChannel().getConduit() instanceof TlsSource source ? source.client() : null;
    }

    /** Whether HTTP/2 was agreed on (ALPN). */
    public boolean http2() {
        return "h2".equals(engine.getApplicationProtocol());
    }

    /** A variable such as {@code SSL_PROTOCOL}, as mod_ssl words it; null where it has none. */
    public @Nullable String variable(String name) {
        SSLSession session = engine.getSession();
        return switch (name) {
            case "SSL_PROTOCOL" -> session.getProtocol();
            case "SSL_CIPHER" -> CipherSuites.openSslName(session.getCipherSuite());
            case "SSL_CIPHER_USEKEYSIZE", "SSL_CIPHER_ALGKEYSIZE" ->
                String.valueOf(CipherSuites.keyBits(session.getCipherSuite()));
            case "SSL_CIPHER_EXPORT" -> "false";
            case "SSL_COMPRESS_METHOD" -> "NULL";
            case "SSL_SESSION_ID" -> id(session);
            case "SSL_SESSION_RESUMED" -> resumed(session) ? "Resumed" : "Initial";
            case "SSL_TLS_SNI" -> serverName(session);
            case "SSL_CLIENT_VERIFY" -> certificate(session) == null ? "NONE" : "SUCCESS";
            default -> name.startsWith(OF_CLIENT) ? ofClient(session, name.substring(OF_CLIENT.length())) : null;
        };
    }

    private boolean resumed(SSLSession session) {
        return session instanceof NativeSession said ? said.resumed() : session.getCreationTime() < beganMillis;
    }

    private static @Nullable String ofClient(SSLSession session, String name) {
        X509Certificate certificate = certificate(session);
        String value = certificate == null ? null : new ClientCertificate(certificate).variable(name);
        return value == null ? null : new String(value.getBytes(UTF_8), ISO_8859_1);
    }

    private static @Nullable X509Certificate certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate shown ? shown : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private static @Nullable String id(SSLSession session) {
        byte[] id = session.getId();
        return id.length == 0 ? null : HexFormat.of().formatHex(id);
    }

    private static @Nullable String serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }
}
