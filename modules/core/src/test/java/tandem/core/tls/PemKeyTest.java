package tandem.core.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemKeyTest {
    @ParameterizedTest
    @CsvSource({
        "shop-rsa.key, shop-rsa.pem, RSA",
        "shop-rsa-pkcs1.key, shop-rsa.pem, RSA",
        "shop-ec.key, shop-ec.pem, EC",
        "shop-ec-sec1.key, shop-ec.pem, EC",
        "shop-ec-with-parameters.key, shop-ec.pem, EC"
    })
    void every_form_of_a_key_is_read_and_belongs_to_its_certificate(String key, String certificate, String algorithm) {
        KeyedCertificate both = new KeyedCertificate(
                PemCertificates.read(TestCertificates.text(certificate)),
                PemKey.read(TestCertificates.text(key)),
                List.of());

        assertThat(both.algorithm()).isEqualTo(algorithm);
        assertThat(both.names()).containsExactly("shop.example", "www.shop.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop-rsa-encrypted.key", "shop-rsa-pkcs1-encrypted.key"})
    void encrypted_key_is_refused_with_the_remedy(String key) {
        assertThatThrownBy(() -> PemKey.read(TestCertificates.text(key)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("holds an encrypted key")
                .hasMessageContaining("openssl pkey -in OLD -out NEW");
    }

    @Test
    void text_without_a_key_is_refused() {
        assertThatThrownBy(() -> PemKey.read(TestCertificates.text("shop-rsa.pem")))
                .hasMessageStartingWith("holds no private key");
    }

    @Test
    void damaged_files_are_refused_without_quoting_the_key() {
        String text = TestCertificates.text("shop-rsa.key");
        String half = text.substring(0, text.length() / 2);
        String wrong = text.replaceFirst("MII", "MIJ");

        assertThatThrownBy(() -> PemKey.read(half)).hasMessageContaining("cut short");
        assertThatThrownBy(() -> PemKey.read(wrong))
                .hasMessageContaining("cannot be read")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("MIJ"));
        assertThatThrownBy(() -> PemKey.read("-----BEGIN PRIVATE KEY-----\n!!\n-----END PRIVATE KEY-----"))
                .hasMessageContaining("not Base64");
    }
}
