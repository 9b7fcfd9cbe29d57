package tandem.proxy.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** What a client's certificate says, under the names of mod_ssl's variables behind {@code SSL_CLIENT_}. Immutable. */
final class ClientCertificate {
    private static final Map<String, String> OIDS = Map.of("1.2.840.113549.1.9.1", "emailAddress");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss yyyy 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final int DNS = 2;
    private static final int EMAIL = 1;

    private final X509Certificate certificate;

    ClientCertificate(X509Certificate certificate) {
        this.certificate = certificate;
    }

    /** Null where it says nothing by this name. */
    @Nullable
    String variable(String name) {
        if (name.startsWith("S_DN")) {
            return dn(certificate.getSubjectX500Principal(), name.substring(4));
        }
        if (name.startsWith("I_DN")) {
            return dn(certificate.getIssuerX500Principal(), name.substring(4));
        }
        if (name.startsWith("SAN_DNS_")) {
            return alternative(DNS, name.substring(8));
        }
        if (name.startsWith("SAN_Email_") || name.startsWith("SAN_EMAIL_")) {
            return alternative(EMAIL, name.substring(10));
        }
        return switch (name) {
            case "M_VERSION" -> String.valueOf(certificate.getVersion());
            case "M_SERIAL" -> serial();
            case "V_START" -> time(certificate.getNotBefore());
            case "V_END" -> time(certificate.getNotAfter());
            case "V_REMAIN" -> String.valueOf(daysLeft());
            case "A_SIG" -> certificate.getSigAlgName();
            case "A_KEY" -> certificate.getPublicKey().getAlgorithm();
            case "CERT" -> pem();
            default -> null;
        };
    }

    private String serial() {
        String digits = certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }

    private static String time(Date date) {
        return TIME.format(date.toInstant());
    }

    private long daysLeft() {
        return Math.max(
                0,
                ChronoUnit.DAYS.between(Instant.now(), certificate.getNotAfter().toInstant()));
    }

    private String pem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read can be written", e);
        }
    }

    /** @param part empty for all of it, else such as {@code _CN} or {@code _OU_1}, the second of several */
    private static @Nullable String dn(X500Principal principal, String part) {
        String all = principal.getName(X500Principal.RFC2253, OIDS);
        if (part.isEmpty()) {
            return all.isEmpty() ? null : all;
        }
        String[] words = part.substring(1).split("_", 2);
        String type = words[0].equalsIgnoreCase("Email") ? "emailAddress" : words[0];
        int wanted = words.length > 1 && words[1].matches("\\d{1,3}") ? Integer.parseInt(words[1]) : 0;
        try {
            List<Rdn> parts = new LdapName(all).getRdns();
            for (Rdn rdn : parts) {
                if (rdn.getType().equalsIgnoreCase(type) && wanted-- == 0) {
                    return rdn.getValue() instanceof String text ? text : null;
                }
            }
            return null;
        } catch (InvalidNameException e) {
            return null;
        }
    }

    private @Nullable String alternative(int kind, String index) {
        if (!index.matches("\\d{1,3}")) {
            return null;
        }
        int wanted = Integer.parseInt(index);
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (name.get(0).equals(kind) && wanted-- == 0) {
                    return String.valueOf(name.get(1));
                }
            }
            return null;
        } catch (CertificateParsingException e) {
            return null;
        }
    }
}
