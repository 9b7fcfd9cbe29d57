package tandem.core.tls.ocsp;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/**
 * Which certificate a question or an answer is about (RFC 6960 section 4.1.1), by SHA-1, which is what every responder knows; nothing
 * is trusted because of it. Immutable.
 *
 * @param nameHash of the issuer's name, hexadecimal
 * @param keyHash of the issuer's public key, hexadecimal
 */
public record CertId(String nameHash, String keyHash, BigInteger serial) {
    private static final byte[] SHA1 =
            DerWriter.of(DerReader.OBJECT_IDENTIFIER, HexFormat.of().parseHex("2b0e03021a"));
    private static final byte[] NO_PARAMETERS = DerWriter.of(DerReader.NULL);

    public static CertId of(X509Certificate certificate, X509Certificate issuer) {
        DerReader keyInfo = new DerReader(issuer.getPublicKey().getEncoded()).enter(DerReader.SEQUENCE);
        keyInfo.skip();
        byte[] bits = keyInfo.content(DerReader.BITS);
        byte[] key = java.util.Arrays.copyOfRange(bits, 1, bits.length);
        return new CertId(
                sha1(certificate.getIssuerX500Principal().getEncoded()), sha1(key), certificate.getSerialNumber());
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }

    /** The certificate that a request asks of first. */
    public static CertId asked(byte[] request) {
        DerReader wanted = new DerReader(request).enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE);
        wanted.skipIf(DerReader.context(0));
        wanted.skipIf(DerReader.context(1));
        return read(wanted.enter(DerReader.SEQUENCE).enter(DerReader.SEQUENCE));
    }

    /** Takes the next element as a CertID. */
    static CertId read(DerReader from) {
        DerReader id = from.enter(DerReader.SEQUENCE);
        id.skip();
        return new CertId(
                HexFormat.of().formatHex(id.content(DerReader.OCTETS)),
                HexFormat.of().formatHex(id.content(DerReader.OCTETS)),
                new BigInteger(id.content(DerReader.INTEGER)));
    }

    /** The DER of a request that asks of it alone, without a nonce, so that responders may answer with what they signed before. */
    public byte[] request() {
        byte[] id = DerWriter.of(
                DerReader.SEQUENCE,
                DerWriter.of(DerReader.SEQUENCE, SHA1, NO_PARAMETERS),
                DerWriter.of(DerReader.OCTETS, HexFormat.of().parseHex(nameHash)),
                DerWriter.of(DerReader.OCTETS, HexFormat.of().parseHex(keyHash)),
                DerWriter.of(DerReader.INTEGER, serial.toByteArray()));
        byte[] list = DerWriter.of(DerReader.SEQUENCE, DerWriter.of(DerReader.SEQUENCE, id));
        return DerWriter.of(DerReader.SEQUENCE, DerWriter.of(DerReader.SEQUENCE, list));
    }
}
