package tandem.proxy.tls.boringssl;

import io.netty.internal.tcnative.SSL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import tandem.core.tls.KeyedCertificate;

/**
 * A chain and its key in BoringSSL's memory, for as long as its context.
 *
 * @param chain address of the certificates
 * @param key address of the private key
 */
record NativeCertificate(long chain, long key) {
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    /** @throws Exception if BoringSSL cannot use it */
    static NativeCertificate of(KeyedCertificate certificate) throws Exception {
        long chain = memory(pem(certificate.chain()), SSL::parseX509Chain);
        try {
            byte[] secret = certificate.key().getEncoded();
            return new NativeCertificate(
                    chain, memory(block("PRIVATE KEY", secret), bio -> SSL.parsePrivateKey(bio, null)));
        } catch (Exception e) {
            SSL.freeX509Chain(chain);
            throw e;
        }
    }

    void free() {
        SSL.freeX509Chain(chain);
        SSL.freePrivateKey(key);
    }

    /** What reads a PEM text out of BoringSSL's memory. */
    @FunctionalInterface
    interface Reading<T> {
        T read(long bio) throws Exception;
    }

    /** Lends a text to BoringSSL. */
    static <T> T memory(String text, Reading<T> reading) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        long bio = SSL.newMemBIO();
        try {
            if (SSL.bioWrite(bio, Addresses.of(direct), bytes.length) != bytes.length) {
                throw new IllegalStateException("BoringSSL took a part of a PEM text only");
            }
            return reading.read(bio);
        } finally {
            SSL.freeBIO(bio);
            // no copy of a key stays behind
            direct.clear().put(new byte[bytes.length]);
        }
    }

    static String pem(List<X509Certificate> certificates) throws CertificateEncodingException {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            text.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        return text.toString();
    }

    private static String block(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + LINES.encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
