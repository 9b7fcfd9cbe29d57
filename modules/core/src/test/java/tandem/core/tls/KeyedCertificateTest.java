package tandem.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyedCertificateTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Duration SOON = Duration.ofDays(21);

    private static KeyedCertificate of(String name, String... chain) {
        List<X509Certificate> certificates =
                new ArrayList<>(PemCertificates.read(TestCertificates.text(name + ".pem")));
        for (String next : chain) {
            certificates.addAll(PemCertificates.read(TestCertificates.text(next + ".pem")));
        }
        return new KeyedCertificate(certificates, PemKey.read(TestCertificates.text(name + ".key")), List.of());
    }

    @Test
    void wildcard_is_for_exactly_one_label() {
        KeyedCertificate wild = of("wild");

        assertThat(wild.isWildcardFor("a.wild.example")).isTrue();
        assertThat(wild.isWildcardFor("a.b.wild.example")).isFalse();
        assertThat(wild.isWildcardFor("wild.example")).isFalse();
        assertThat(wild.isFor("a.wild.example")).isFalse();
    }

    @Test
    void key_of_another_certificate_is_refused() {
        List<X509Certificate> chain = PemCertificates.read(TestCertificates.text("shop-ec.pem"));

        assertThatThrownBy(() -> new KeyedCertificate(chain, PemKey.read(TestCertificates.text("wild.key")), List.of()))
                .hasMessageContaining("does not belong to the certificate of CN=shop.example");
        assertThatThrownBy(() ->
                        new KeyedCertificate(chain, PemKey.read(TestCertificates.text("shop-rsa.key")), List.of()))
                .hasMessageContaining("does not belong");
    }

    @Test
    void complete_chain_in_its_time_has_nothing_to_warn_of() {
        assertThat(of("chained", "issuer", "ca").warnings(NOW, SOON)).isEmpty();
        assertThat(of("chained", "issuer").warnings(NOW, SOON)).isEmpty();
    }

    @Test
    void missing_and_misplaced_issuers_are_named() {
        assertThat(of("chained").warnings(NOW, SOON))
                .singleElement()
                .asString()
                .startsWith("is sent without its issuer CN=Tandem test issuer");
        assertThat(of("chained", "ca", "issuer").warnings(NOW, SOON))
                .singleElement()
                .asString()
                .startsWith("is sent with a chain out of order: after CN=chained.example its issuer");
    }

    @Test
    void times_are_compared_with_the_moment_given() {
        assertThat(of("expired", "ca").warnings(NOW, SOON))
                .containsExactly("expired on 2021-01-01T00:00:00Z; clients refuse it");
        assertThat(of("later", "ca").warnings(NOW, SOON)).containsExactly("is not valid before 2100-01-01T00:00:00Z");
        assertThat(of("expired", "ca").warnings(Instant.parse("2020-12-20T00:00:00Z"), SOON))
                .contains("expires on 2021-01-01T00:00:00Z; renew it");
    }

    @Test
    void its_text_shows_no_key() {
        assertThat(of("shop-rsa").toString()).isEqualTo("certificate of CN=shop.example");
    }
}
