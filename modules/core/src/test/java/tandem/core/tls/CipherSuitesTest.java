package tandem.core.tls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CipherSuitesTest {
    @ParameterizedTest
    @CsvSource({
        "TLS_AES_128_GCM_SHA256, TLS_AES_128_GCM_SHA256, 128",
        "TLS_CHACHA20_POLY1305_SHA256, TLS_CHACHA20_POLY1305_SHA256, 256",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ECDHE-RSA-AES128-GCM-SHA256, 128",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ECDHE-ECDSA-AES256-GCM-SHA384, 256",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, ECDHE-RSA-CHACHA20-POLY1305, 256",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, ECDHE-ECDSA-AES128-SHA256, 128",
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA, ECDHE-RSA-AES256-SHA, 256",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, DHE-RSA-AES256-GCM-SHA384, 256",
        "TLS_RSA_WITH_AES_128_GCM_SHA256, AES128-GCM-SHA256, 128",
        "TLS_RSA_WITH_AES_256_CBC_SHA, AES256-SHA, 256",
    })
    void suite_has_openssls_name_and_its_keys_length(String iana, String openSsl, int bits) {
        assertThat(CipherSuites.openSslName(iana)).isEqualTo(openSsl);
        assertThat(CipherSuites.keyBits(iana)).isEqualTo(bits);
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_AES_128_GCM_SHA256, true",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true",
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, true",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, true",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CCM, true",
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, false",
        "TLS_RSA_WITH_AES_128_GCM_SHA256, false",
        "TLS_DH_RSA_WITH_AES_128_GCM_SHA256, false",
    })
    void some_are_fit_for_http_2(String suite, boolean fit) {
        assertThat(CipherSuites.fitForHttp2(suite)).isEqualTo(fit);
    }
}
