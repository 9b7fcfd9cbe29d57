package tandem.core.tls;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A certificate, those that lead to its issuer, and the private key that belongs to it. Immutable; shows its key to nobody who
 * does not ask for it. Any thread.
 */
public final class KeyedCertificate {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final List<String> names;

    /**
     * Puts them together.
     *
     * @param chain the certificate first, then its issuer, and so on; as it is sent
     * @param names what it is used for, in place of the names that it carries; may be empty
     * @throws IllegalArgumentException with a sentence if the key does not belong to the first certificate
     */
    public KeyedCertificate(List<X509Certificate> chain, PrivateKey key, Collection<String> names) {
        this.chain = List.copyOf(chain);
        this.key = key;
        if (!belongs(chain.getFirst().getPublicKey(), key)) {
            throw new IllegalArgumentException("holds a key that does not belong to the certificate of "
                    + chain.getFirst().getSubjectX500Principal().getName() + "; they were made separately");
        }
        this.names = List.copyOf(names.isEmpty() ? namesOf(chain.getFirst()) : names).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Who signed the certificate, if it is sent with it. */
    public Optional<X509Certificate> issuer() {
        boolean sent = chain.size() > 1
                && chain.get(1).getSubjectX500Principal().equals(certificate().getIssuerX500Principal());
        return sent ? Optional.of(chain.get(1)) : Optional.empty();
    }

    /** When it, or the first of its chain, expires. */
    public Instant expiry() {
        return chain.stream()
                .map(one -> one.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    public PrivateKey key() {
        return key;
    }

    /** {@code RSA}, {@code EC} or {@code EdDSA}. */
    public String algorithm() {
        return key.getAlgorithm();
    }

    /** The names it is used for, lower case; {@code *.} stands for one label. */
    public List<String> names() {
        return names;
    }

    /** Whether it is for exactly this name, in lower case. */
    public boolean isFor(String host) {
        return names.contains(host);
    }

    /** Whether one of its wildcards is for this name, in lower case; RFC 6125: exactly one label. */
    public boolean isWildcardFor(String host) {
        int dot = host.indexOf('.');
        return dot > 0 && names.contains("*" + host.substring(dot));
    }

    /** What an operator should know at this moment, as sentences that follow the file's name; may be empty. */
    public List<String> warnings(Instant now, Duration soon) {
        List<String> warnings = new ArrayList<>();
        for (X509Certificate one : chain) {
            String whose = one == certificate()
                    ? ""
                    : " (" + one.getSubjectX500Principal().getName() + ", in its chain)";
            Instant end = one.getNotAfter().toInstant();
            if (now.isBefore(one.getNotBefore().toInstant())) {
                warnings.add("is not valid before " + one.getNotBefore().toInstant() + whose);
            }
            if (now.isAfter(end)) {
                warnings.add("expired on " + end + whose + "; clients refuse it");
            } else if (now.plus(soon).isAfter(end)) {
                warnings.add("expires on " + end + whose + "; renew it");
            }
        }
        String gap = gap();
        if (!gap.isEmpty()) {
            warnings.add(gap);
        }
        return warnings;
    }

    private String gap() {
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!chain.get(i).getIssuerX500Principal().equals(chain.get(i + 1).getSubjectX500Principal())) {
                return "is sent with a chain out of order: after "
                        + chain.get(i).getSubjectX500Principal().getName() + " its issuer "
                        + chain.get(i).getIssuerX500Principal().getName() + " is expected";
            }
        }
        boolean selfSigned =
                certificate().getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
        return chain.size() > 1 || selfSigned
                ? ""
                : "is sent without its issuer "
                        + certificate().getIssuerX500Principal().getName()
                        + "; unless clients know that one themselves, add it to the file or as chain";
    }

    /** The DNS names and IP addresses of a certificate, or else its common name. */
    public static List<String> namesOf(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS)) {
                    names.add(String.valueOf(name.get(1)));
                }
            }
        } catch (CertificateParsingException e) {
            throw new IllegalArgumentException("has names that cannot be read: " + e.getMessage(), e);
        }
        if (names.isEmpty()) {
            for (String part : certificate.getSubjectX500Principal().getName().split("(?<!\\\\),")) {
                if (part.regionMatches(true, 0, "CN=", 0, 3)) {
                    names.add(part.substring(3));
                }
            }
        }
        return names;
    }

    private static boolean belongs(PublicKey open, PrivateKey secret) {
        if (open instanceof RSAKey one && secret instanceof RSAKey other) {
            return one.getModulus().equals(other.getModulus());
        }
        String algorithm = open.getAlgorithm().equals("EC") ? "SHA256withECDSA" : open.getAlgorithm();
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(secret);
            signer.update((byte) 1);
            byte[] signature = signer.sign();
            signer.initVerify(open);
            signer.update((byte) 1);
            return signer.verify(signature);
        } catch (NoSuchAlgorithmException | InvalidKeyException | SignatureException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "certificate of " + certificate().getSubjectX500Principal().getName();
    }
}
