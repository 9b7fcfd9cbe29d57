package tandem.identity.acme;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPublicKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import tandem.core.tls.PemKey;

/** Key pairs on the curve P-256, new ones and out of PEM texts. Any thread. */
final class EcKeys {
    private static final String CURVE = "secp256r1";
    private static final int LINE = 64;

    private EcKeys() {}

    static KeyPair fresh() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make keys on the curve " + CURVE, e);
        }
    }

    /**
     * The pair of a private key that {@link #pem} wrote.
     *
     * @throws IllegalArgumentException with a sentence if the text holds no such key
     */
    static KeyPair read(String pem) {
        if (!(PemKey.read(pem) instanceof ECPrivateKey secret)) {
            throw new IllegalArgumentException("holds a key that is not on the curve " + CURVE);
        }
        X9ECParameters curve = CustomNamedCurves.getByName(CURVE);
        ECPoint point = new FixedPointCombMultiplier()
                .multiply(curve.getG(), secret.getS())
                .normalize();
        java.security.spec.ECPoint where = new java.security.spec.ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            return new KeyPair(factory.generatePublic(new ECPublicKeySpec(where, secret.getParams())), secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("holds a key that is not on the curve " + CURVE, e);
        }
    }

    /** Key and chain as PEM. */
    static String pem(PrivateKey key, List<X509Certificate> chain) {
        StringBuilder text = new StringBuilder();
        block(text, "PRIVATE KEY", key.getEncoded());
        try {
            for (X509Certificate certificate : chain) {
                block(text, "CERTIFICATE", certificate.getEncoded());
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("has a certificate that cannot be written", e);
        }
        return text.toString();
    }

    private static void block(StringBuilder text, String label, byte[] der) {
        text.append("-----BEGIN ").append(label).append("-----\n");
        text.append(Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der));
        text.append("\n-----END ").append(label).append("-----\n");
    }
}
