package tandem.core.tls.ocsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.tls.ocsp.StapleCheck.Verdict;

final class StapleCheckTest {
    private static final X509Certificate CA = OcspSamples.certificate("ca");
    private static final Instant SOON = OcspSamples.MADE.plusSeconds(60);

    private static Verdict look(String answer, String certificate, Instant now) {
        return StapleCheck.look(OcspSamples.answer(answer), OcspSamples.certificate(certificate), CA, now);
    }

    @ParameterizedTest
    @ValueSource(strings = {"good", "by-responder", "short"})
    void answer_by_the_issuer_or_whom_it_made_a_responder_is_usable(String answer) {
        Verdict verdict = look(answer, "leaf", SOON);

        assertThat(verdict).isInstanceOf(Verdict.Usable.class);
        Staple staple = ((Verdict.Usable) verdict).staple();
        assertThat(staple.bytes()).isEqualTo(OcspSamples.answer(answer));
        assertThat(staple.counts(SOON)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        by-rogue   | leaf    | not valid for signing OCSP responses
        by-other   | leaf    | is not authorized to sign OCSP responses
        good       | must    | is about another certificate
        of-must    | leaf    | is about another certificate
        later      | leaf    | is an error: tryLater
        """)
    void answer_that_proves_nothing_is_refused(String answer, String certificate, String reason) {
        Verdict verdict = look(answer, certificate, SOON);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Refused.class, it -> assertThat(it.reason()).contains(reason));
    }

    @Test
    void answer_counts_until_its_end_and_no_second_longer() {
        Instant end = OcspSamples.MADE.plus(Duration.ofMinutes(10));

        assertThat(look("short", "leaf", end.minusSeconds(1))).isInstanceOf(Verdict.Usable.class);
        assertThat(look("short", "leaf", end)).isEqualTo(new Verdict.Refused("counted until " + end));
    }

    @Test
    void answer_that_names_no_end_counts_for_an_hour() {
        Verdict verdict = look("endless", "leaf", SOON);

        assertThat(((Verdict.Usable) verdict).staple().end()).isEqualTo(OcspSamples.MADE.plus(Duration.ofHours(1)));
    }

    @Test
    void answer_out_of_the_future_is_refused() {
        assertThat(look("good", "leaf", OcspSamples.MADE.minus(Duration.ofHours(1))))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void revoked_certificate_is_told_apart() {
        assertThat(look("of-revoked", "revoked", SOON)).isEqualTo(new Verdict.Revoked());
    }

    @Test
    void every_damaged_byte_is_noticed() {
        byte[] whole = OcspSamples.answer("by-responder");
        // behind the signature stands the certificate of whom made it, of which only name and key count
        int signed = 220;
        for (int i = 0; i < signed; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 0x41;

            assertThat(StapleCheck.look(damaged, OcspSamples.certificate("leaf"), CA, SOON))
                    .as("byte %d", i)
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void every_answer_that_is_cut_short_is_refused() {
        byte[] whole = OcspSamples.answer("good");
        for (int length = 0; length < whole.length; length++) {
            assertThat(StapleCheck.look(Arrays.copyOf(whole, length), OcspSamples.certificate("leaf"), CA, SOON))
                    .as("%d bytes", length)
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void question_is_the_one_that_openssl_asks() {
        CertId id = CertId.of(OcspSamples.certificate("leaf"), CA);

        assertThat(id.request()).isEqualTo(OcspSamples.answer("request"));
        assertThat(CertId.asked(id.request())).isEqualTo(id);
    }

    @Test
    void certificate_names_its_responder_and_whether_it_must_be_stapled() {
        assertThat(CertificateExtensions.responder(OcspSamples.certificate("leaf")))
                .hasToString("Optional[http://ocsp.example/answer]");
        assertThat(CertificateExtensions.responder(CA)).isEmpty();
        assertThat(CertificateExtensions.mustStaple(OcspSamples.certificate("must")))
                .isTrue();
        assertThat(CertificateExtensions.mustStaple(OcspSamples.certificate("leaf")))
                .isFalse();
    }
}
