package tandem.identity.acme;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import tandem.core.tls.KeyedCertificate;

/** Certificates that a node signs itself, with a key that is used for nothing else. Any thread. */
final class SelfSigned {
    /** How long one stands in at most; short, so that the alert of certificates that expire tells of it. */
    static final Duration STAND_IN = Duration.ofDays(7);

    /** id-pe-acmeIdentifier, RFC 8737 section 3. */
    private static final ASN1ObjectIdentifier ACME_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

    private static final Duration CLOCKS_APART = Duration.ofHours(1);
    private static final Duration ORDER = Duration.ofDays(1);

    private SelfSigned() {}

    /** Stands in for a certificate that is still to come. */
    static KeyedCertificate standIn(List<String> names, Instant now) {
        return sign("CN=Tandem stands in until a certificate is there", names, now, STAND_IN, _ -> {});
    }

    /**
     * Proves to an authority that this node is behind a name (RFC 8737).
     *
     * @param authorization the key authorization of the challenge
     */
    static KeyedCertificate proof(String host, String authorization, Instant now) {
        return sign("CN=" + ACME_IDENTIFIER, List.of(host), now, ORDER, builder -> {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(authorization.getBytes(US_ASCII));
            builder.addExtension(ACME_IDENTIFIER, true, new DEROctetString(digest));
        });
    }

    private static KeyedCertificate sign(
            String subject, List<String> names, Instant now, Duration life, Extensions further) {
        KeyPair keys = EcKeys.fresh();
        X500Name name = new X500Name(subject);
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(127, new SecureRandom()).add(BigInteger.ONE),
                Date.from(now.minus(CLOCKS_APART)),
                Date.from(now.plus(life)),
                name,
                keys.getPublic());
        GeneralName[] alternatives = names.stream()
                .map(one -> new GeneralName(GeneralName.dNSName, one))
                .toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(alternatives));
            further.addTo(builder);
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
            return new KeyedCertificate(List.of(certificate), keys.getPrivate(), names);
        } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
            throw new IllegalStateException("could not sign a certificate for " + String.join(", ", names), e);
        }
    }

    private interface Extensions {
        void addTo(X509v3CertificateBuilder builder) throws IOException, GeneralSecurityException;
    }
}
