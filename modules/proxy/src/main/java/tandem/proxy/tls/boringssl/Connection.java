package tandem.proxy.tls.boringssl;

import io.netty.internal.tcnative.SSL;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import tandem.core.tls.ClientHello;

/**
 * One connection in BoringSSL's memory: every call of its functions, and nothing of engines. Bytes come from and go to the buffers at hand;
 * what BoringSSL has to say while there is none waits in its own small one. One thread at a time; never after {@link #free}.
 */
final class Connection {
    private static final int OWN_BUFFER = 2_048;
    private static final int AGREED = 1;

    private final long ssl;
    private final long bio;
    private boolean agreed;
    private boolean stuck;
    private int unfinished;

    private Connection(long ssl, long bio) {
        this.ssl = ssl;
        this.bio = bio;
    }

    /** @throws SSLException if there is no memory, or the certificate cannot be used */
    static Connection open(NativeContext context, int certificate) throws SSLException {
        long ssl = SSL.newSSL(context.address(), true);
        try {
            NativeCertificate shown = context.certificate(certificate);
            SSL.setKeyMaterial(ssl, shown.chain(), shown.key());
            byte[] staple = context.staple(certificate);
            if (staple != null) {
                SSL.setOcspResponse(ssl, staple);
            }
            return new Connection(ssl, SSL.bioNewByteBuffer(ssl, OWN_BUFFER));
        } catch (Exception e) {
            SSL.freeSSL(ssl);
            throw new SSLException("BoringSSL cannot use the certificate: " + e.getMessage(), e);
        }
    }

    void free() {
        SSL.freeSSL(ssl);
    }

    /** Whether keys are agreed on. */
    boolean agreed() {
        return agreed;
    }

    /** Whether it has something to send. */
    boolean wantsToWrite() {
        return stuck || SSL.bioLengthNonApplication(bio) > 0;
    }

    /** From now on, until {@link #detach}, it reads these bytes. */
    void readFrom(long address, int length) {
        SSL.bioSetByteBuffer(bio, address, length, false);
    }

    /** From now on, until {@link #detach}, it writes here; what waited comes first. */
    void writeTo(long address, int length) {
        SSL.bioSetByteBuffer(bio, address, length, true);
        SSL.bioFlushByteBuffer(bio);
    }

    /** How much of the buffer at hand is left. */
    int left() {
        return SSL.bioLengthByteBuffer(bio);
    }

    void detach() {
        SSL.bioClearByteBuffer(bio);
    }

    /** Goes on with the handshake as far as it can. */
    void handshake() throws SSLException {
        int result = SSL.doHandshake(ssl);
        stuck = false;
        if (result == AGREED) {
            agreed = true;
            return;
        }
        int error = SSL.getError(ssl, result);
        if (error == SSL.SSL_ERROR_WANT_WRITE) {
            stuck = true;
        } else if (error != SSL.SSL_ERROR_WANT_READ) {
            throw new SSLHandshakeException(reason());
        }
    }

    /** How many clear bytes came; 0 for none, -1 if the other side says that no more will. */
    int read(long address, int length) throws SSLException {
        int count = SSL.readFromSSL(ssl, address, length);
        if (count > 0) {
            return count;
        }
        int error = SSL.getError(ssl, count);
        if (error == SSL.SSL_ERROR_ZERO_RETURN) {
            return -1;
        }
        if (error == SSL.SSL_ERROR_WANT_READ || error == SSL.SSL_ERROR_WANT_WRITE) {
            return 0;
        }
        throw new SSLException(reason());
    }

    /**
     * Makes one record: how many bytes it took, all or none. None means that the buffer at hand is full of what BoringSSL had to send before, such
     * as tickets; the same bytes must come again.
     */
    int write(long address, int length) throws SSLException {
        int count = SSL.writeToSSL(ssl, address, length);
        if (count > 0) {
            unfinished = 0;
            return count;
        }
        if (SSL.getError(ssl, count) != SSL.SSL_ERROR_WANT_WRITE) {
            throw new SSLException(reason());
        }
        unfinished = length;
        return 0;
    }

    /** How many bytes have to come again; 0 if none. */
    int unfinished() {
        return unfinished;
    }

    /** How much longer a record is than what it carries, at most. */
    int overhead() {
        return SSL.getMaxWrapOverhead(ssl);
    }

    /** Says that nothing more comes. */
    void sayGoodbye() {
        SSL.shutdownSSL(ssl);
        SSL.clearError();
    }

    /** What was agreed on by ALPN; empty if nothing was. */
    String protocol() {
        String chosen = SSL.getAlpnSelected(ssl);
        return chosen == null ? "" : chosen;
    }

    NativeSession session(NativeContext context, ClientHello hello) {
        List<byte[]> shown = new ArrayList<>();
        if (context.rules().clients().isPresent()) {
            byte[] certificate = SSL.getPeerCertificate(ssl);
            if (certificate != null) {
                shown.add(certificate);
                byte[][] issuers = SSL.getPeerCertChain(ssl);
                shown.addAll(issuers == null ? List.of() : List.of(issuers));
            }
        }
        byte[] id = SSL.getSessionId(ssl);
        return new NativeSession(
                SSL.getVersion(ssl),
                context.ianaName(SSL.getCipherForSSL(ssl)),
                hello.serverName(),
                id == null ? new byte[0] : id,
                SSL.isSessionReused(ssl),
                shown);
    }

    private static String reason() {
        String reason = SSL.getErrorString(SSL.getLastErrorNumber());
        SSL.clearError();
        // such as error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER
        return "TLS: "
                + reason.substring(reason.lastIndexOf(':') + 1)
                        .toLowerCase(java.util.Locale.ROOT)
                        .replace('_', ' ');
    }
}
