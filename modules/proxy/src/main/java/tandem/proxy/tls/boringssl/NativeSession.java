package tandem.proxy.tls.boringssl;

import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed on with a client, kept when BoringSSL has forgotten it. Immutable; one thread looks at a client's certificate first.
 */
public final class NativeSession extends ExtendedSSLSession {
    /** Before anything is agreed on. */
    static final NativeSession NONE =
            new NativeSession("NONE", "TLS_NULL_WITH_NULL_NULL", "", new byte[0], false, List.of());

    private static final int LARGEST_RECORD = 16_709;

    private final String protocol;
    private final String suite;
    private final String serverName;
    private final byte[] id;
    private final boolean resumed;
    private final List<byte[]> shown;
    private final long created = System.currentTimeMillis();

    /** @param shown the client's certificate and those that lead to its issuer, in DER; may be empty */
    NativeSession(String protocol, String suite, String serverName, byte[] id, boolean resumed, List<byte[]> shown) {
        this.protocol = protocol;
        this.suite = suite;
        this.serverName = serverName;
        this.id = id;
        this.resumed = resumed;
        this.shown = shown;
    }

    /** Whether the client went on with an earlier session. */
    public boolean resumed() {
        return resumed;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public String getCipherSuite() {
        return suite;
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        if (serverName.isEmpty()) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(serverName));
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        if (shown.isEmpty()) {
            throw new SSLPeerUnverifiedException("the client showed no certificate");
        }
        try {
            return NativeContext.read(shown.toArray(byte[][]::new));
        } catch (GeneralSecurityException e) {
            throw new SSLPeerUnverifiedException("the client's certificate cannot be read: " + e.getMessage());
        }
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
    }

    @Override
    public byte[] getId() {
        return id.clone();
    }

    @Override
    public long getCreationTime() {
        return created;
    }

    @Override
    public long getLastAccessedTime() {
        return created;
    }

    @Override
    public boolean isValid() {
        return true;
    }

    @Override
    public int getPacketBufferSize() {
        return LARGEST_RECORD;
    }

    @Override
    public int getApplicationBufferSize() {
        return LARGEST_RECORD;
    }

    @Override
    public String[] getLocalSupportedSignatureAlgorithms() {
        return new String[0];
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return new String[0];
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public void invalidate() {
        throw new UnsupportedOperationException("a session is kept by its client");
    }

    @Override
    public void putValue(String name, Object value) {
        throw new UnsupportedOperationException("nothing is attached to a session");
    }

    @Override
    public @Nullable Object getValue(String name) {
        return null;
    }

    @Override
    public void removeValue(String name) {
        // there is none
    }

    @Override
    public String[] getValueNames() {
        return new String[0];
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        return null;
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        return null;
    }

    @Override
    public @Nullable String getPeerHost() {
        return null;
    }

    @Override
    public int getPeerPort() {
        return -1;
    }
}
