package tandem.core.tls.ocsp;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides whether a responder's answer may be handed to clients: it is about the certificate, says that it is good, is in its time, and is
 * signed by the certificate's issuer or by whom the issuer made a responder (RFC 6960 section 4.2.2.2). Pure; any thread.
 */
public final class StapleCheck {
    /** How long an answer counts that does not say it itself. */
    private static final Duration WITHOUT_END = Duration.ofHours(1);

    /** What came of a look. */
    public sealed interface Verdict {
        /** It may be handed to clients. */
        record Usable(Staple staple) implements Verdict {}

        /** The authority itself takes the certificate back; clients that ask will refuse it. */
        record Revoked() implements Verdict {}

        /** @param reason follows {@code the answer} */
        record Refused(String reason) implements Verdict {}
    }

    private StapleCheck() {}

    public static Verdict look(byte[] bytes, X509Certificate certificate, X509Certificate issuer, Instant now) {
        try {
            CertId id = CertId.of(certificate, issuer);
            OcspAnswer answer = OcspAnswer.read(bytes, id);
            Instant end = answer.end().orElse(answer.begin().plus(WITHOUT_END));
            if (!now.isBefore(end)) {
                return new Verdict.Refused("counted until " + end);
            }
            prove(bytes, certificate, issuer, now);
            return answer.status() == OcspAnswer.Status.GOOD
                    ? new Verdict.Usable(new Staple(id, bytes, answer.begin(), end))
                    : new Verdict.Refused("does not say that the certificate is good");
        } catch (IllegalArgumentException e) {
            return new Verdict.Refused(String.valueOf(e.getMessage()));
        } catch (CertPathValidatorException e) {
            return e.getReason() == CertPathValidatorException.BasicReason.REVOKED
                    ? new Verdict.Revoked()
                    : new Verdict.Refused("does not stand a look: " + e.getMessage());
        } catch (GeneralSecurityException e) {
            return new Verdict.Refused("cannot be looked at: " + e.getMessage());
        }
    }

    /** Java looks for signature, responder and time by the answer alone; it asks nobody, as the answer is there already. */
    private static void prove(byte[] bytes, X509Certificate certificate, X509Certificate issuer, Instant now)
            throws GeneralSecurityException {
        CertPathValidator validator = CertPathValidator.getInstance("PKIX");
        PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
        checker.setOptions(EnumSet.of(Option.ONLY_END_ENTITY, Option.NO_FALLBACK));
        checker.setOcspResponses(Map.of(certificate, bytes));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
        parameters.setDate(Date.from(now));
        parameters.setRevocationEnabled(false);
        parameters.addCertPathChecker(checker);
        validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }
}
