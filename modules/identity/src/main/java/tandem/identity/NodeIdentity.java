package tandem.identity;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.SecretKey;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * The {@link ClusterIdentity} that a node has now, and TLS that follows it: after {@link #become} every new connection shows and
 * accepts what belongs to the new identity. Connections that stand already go on. Any thread.
 */
public final class NodeIdentity {
    /** Short, since a resumed session shows no certificate that could be looked at again. */
    private static final int SESSION_SECONDS = 1;

    private final SSLContext sslContext;
    private volatile ClusterIdentity current;

    public NodeIdentity(ClusterIdentity first) {
        this.current = first;
        this.sslContext = context();
    }

    private SSLContext context() {
        try {
            SSLContext plain = SSLContext.getInstance("TLSv1.3");
            plain.init(
                    new KeyManager[] {new FollowingKeyManager(() -> current.keyManager())},
                    new TrustManager[] {new FollowingTrustManager(() -> current.trustManager())},
                    null);
            plain.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
            plain.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
            return MutualTls.context(plain);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make TLS between nodes", e);
        }
    }

    /** Has another identity from now on. */
    public void become(ClusterIdentity next) {
        current = next;
    }

    /**
     * TLS between nodes. Every socket and engine made from it speaks TLS 1.3 only and, on the server's side, demands a
     * certificate; either side accepts only certificates that lead to this cluster's authority. Names are not compared:
     * the authority signs nothing but nodes.
     */
    public SSLContext sslContext() {
        return sslContext;
    }

    /** See {@link ClusterIdentity#macKeys(String)}. */
    public List<SecretKey> macKeys(String label) {
        return current.macKeys(label);
    }
}
