package tandem.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * The certificate authority that everybody who holds a secret can compute and nobody else can: its P-256 key follows from the
 * secret and the cluster's name. Immutable. Any thread.
 */
final class CertificateAuthority {
    private static final String CURVE = "secp256r1";
    private static final int SCALAR_BYTES = 48;

    // Deliberate: certificates do not expire. Who may join is decided by the secret alone, a node's key lives as long
    // as
    // its process, and a node whose clock is wrong must still be able to take over.
    private static final Date NOT_BEFORE = Date.from(Instant.parse("2000-01-01T00:00:00Z"));
    private static final Date NOT_AFTER = Date.from(Instant.parse("9999-12-31T23:59:59Z"));

    private final X500Name name;
    private final KeyPair keys;

    private CertificateAuthority(X500Name name, KeyPair keys) {
        this.name = name;
        this.keys = keys;
    }

    static CertificateAuthority of(Secret secret, String cluster) {
        byte[] seed = secret.derive("certificate authority of " + cluster, SCALAR_BYTES);
        try {
            KeyPair keys = keyPair(seed);
            // The serial keeps the names of two secrets' authorities apart while the secret is being changed.
            String serial = HexFormat.of().formatHex(secret.derive("authority name of " + cluster, 8));
            X500Name name = new X500NameBuilder()
                    .addRDN(BCStyle.CN, "Tandem cluster " + cluster)
                    .addRDN(BCStyle.SERIALNUMBER, serial)
                    .build();
            return new CertificateAuthority(name, keys);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot use the curve " + CURVE, e);
        }
    }

    /** The key pair whose private number is the seed, brought into the curve's range with negligible bias (FIPS 186-5 A.2.1). */
    private static KeyPair keyPair(byte[] seed) throws GeneralSecurityException {
        X9ECParameters curve = CustomNamedCurves.getByName(CURVE);
        BigInteger most = curve.getN().subtract(BigInteger.ONE);
        BigInteger number = new BigInteger(1, seed).mod(most).add(BigInteger.ONE);
        ECPoint point =
                new FixedPointCombMultiplier().multiply(curve.getG(), number).normalize();
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(CURVE));
        ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
        KeyFactory factory = KeyFactory.getInstance("EC");
        java.security.spec.ECPoint where = new java.security.spec.ECPoint(
                point.getAffineXCoord().toBigInteger(), point.getAffineYCoord().toBigInteger());
        PublicKey publicKey = factory.generatePublic(new ECPublicKeySpec(where, spec));
        PrivateKey privateKey = factory.generatePrivate(new ECPrivateKeySpec(number, spec));
        return new KeyPair(publicKey, privateKey);
    }

    /** A new key pair for a node. */
    static KeyPair freshKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(CURVE));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot make keys on the curve " + CURVE, e);
        }
    }

    /** This authority's own certificate, signed by itself: what the nodes trust. */
    X509Certificate root() {
        return sign(name, keys.getPublic(), authority(1));
    }

    /** A certificate of the other authority by this one, so that who trusts only this one trusts the other's nodes too. */
    X509Certificate crossSign(CertificateAuthority other) {
        return sign(other.name, other.keys.getPublic(), authority(0));
    }

    /** A node's certificate. */
    X509Certificate node(String node, PublicKey key) {
        X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, node).build();
        return sign(subject, key, builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            KeyPurposeId[] uses = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(uses));
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, node)));
        });
    }

    private static Extensions authority(int furtherAuthorities) {
        return builder -> {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(furtherAuthorities));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        };
    }

    private X509Certificate sign(X500Name subject, PublicKey key, Extensions extensions) {
        BigInteger serial = new BigInteger(127, new SecureRandom()).add(BigInteger.ONE);
        X509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(name, serial, NOT_BEFORE, NOT_AFTER, subject, key);
        try {
            extensions.addTo(builder);
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("could not sign a certificate for " + subject, e);
        }
    }

    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws IOException;
    }
}
