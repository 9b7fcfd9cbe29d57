package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.tls.TestCertificates;

/** Which listeners speak HTTP/2 by what an httpd.conf says. */
class ProtocolDirectivesTest {
    private static final String PASS = "ProxyPass / http://192.0.2.1/\n";
    private static final String SECURE = "SSLEngine on\nSSLCertificateFile own.pem\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
        cases.file("own.pem", TestCertificates.text("shop-ec.pem") + TestCertificates.text("shop-ec.key"));
    }

    private static String host(int port, String name, String lines) {
        return "<VirtualHost *:" + port + ">\nServerName " + name + "\n" + lines + PASS + "</VirtualHost>\n";
    }

    private static Map<String, Boolean> spoken(Loaded loaded) {
        return ConfigCase.ok(loaded).listeners().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, listener -> listener.getValue().http2()));
    }

    /** Those that are about the directives of this test, without their file. */
    private static List<String> warnings(Loaded loaded) {
        return ConfigCase.warnings(loaded).stream()
                .filter(warning -> warning.contains(" Protocols: "))
                .map(warning -> warning.replace("httpd.conf:", "").replace(" warning:", ""))
                .toList();
    }

    /** Each row: what is said outside, in the host with TLS and in the one in clear text; then who speaks HTTP/2. */
    @ParameterizedTest
    @CsvSource(delimiter = '^', textBlock = """
                                                     ^                          ^                            ^ false ^ false
        Protocols h2 http/1.1                        ^                          ^                            ^ true  ^ false
        protocols H2 HTTP/1.1                        ^                          ^                            ^ true  ^ false
        Protocols h2c http/1.1                       ^                          ^                            ^ false ^ true
        Protocols h2 h2c http/1.1                    ^                          ^                            ^ true  ^ true
        Protocols http/1.1                           ^                          ^                            ^ false ^ false
        Protocols h2                                 ^                          ^                            ^ true  ^ false
                                                     ^ Protocols h2 http/1.1    ^                            ^ true  ^ false
                                                     ^                          ^ Protocols h2c              ^ false ^ true
        Protocols h2 h2c                             ^ Protocols http/1.1       ^                            ^ false ^ true
        Protocols h2                                 ^                          ^ Protocols h2c http/1.1     ^ true  ^ true
        Protocols http/1.1 h2\\nProtocolsHonorOrder Off ^                        ^                            ^ true  ^ false
        ProtocolsHonorOrder Off                      ^ Protocols http/1.1 h2    ^                            ^ true  ^ false
        Protocols http/1.1 h2c                       ^                          ^                            ^ false ^ true
        """)
    void http_2_is_spoken_where_it_is_asked_for(
            String outside, String secure, String clear, boolean byTls, boolean inClear) {
        Loaded loaded = cases.httpd("Listen 443\nListen 80\n" + lines(outside) + host(443, "a", SECURE + lines(secure))
                + host(80, "b", lines(clear)));

        assertThat(warnings(loaded)).isEmpty();
        assertThat(spoken(loaded)).containsEntry("port-443", byTls).containsEntry("port-80", inClear);
    }

    private static String lines(String text) {
        return text == null ? "" : text.replace("\\n", "\n") + "\n";
    }

    /** Each row: a line of a file whose one listener speaks TLS or not, and the warning. */
    @ParameterizedTest
    @CsvSource(delimiter = '^', textBlock = """
        Protocols h2 http/1.1      ^ false ^ false ^ 2:11: Protocols: h2 has no effect: no address of this server speaks TLS
        Protocols h2c http/1.1     ^ true  ^ false ^ 2:11: Protocols: h2c has no effect: no address of this server speaks clear text
        Protocols http/1.1 h2      ^ true  ^ false ^ 2:20: Protocols: h2 has no effect behind http/1.1, which clients offer too; write h2 http/1.1, or ProtocolsHonorOrder Off
        Protocols h2 acme-tls/1    ^ true  ^ true  ^ 2:14: Protocols: acme-tls/1 has no effect here: clients are spoken to by http/1.1, h2 and h2c
        """)
    void what_has_no_effect_is_named(String line, boolean secure, boolean spoken, String warning) {
        Loaded loaded = cases.httpd("Listen 8443\n" + line + "\n" + (secure ? SECURE : "") + PASS);

        assertThat(warnings(loaded)).containsExactly(warning);
        assertThat(spoken(loaded)).containsEntry("port-8443", spoken);
    }

    @Test
    void one_host_of_an_address_decides_for_all_and_a_warning_says_so() {
        Loaded loaded = cases.httpd(
                "Listen 443\n" + host(443, "a", SECURE + "Protocols h2 http/1.1\n") + host(443, "b", SECURE));

        assertThat(spoken(loaded)).containsEntry("port-443", true);
        assertThat(warnings(loaded))
                .containsExactly("6:11: Protocols: port 443 speaks HTTP/2 for all of its virtual hosts,"
                        + " also for those that do not say h2");
    }

    @Test
    void suites_by_which_browsers_refuse_it_leave_it_off() {
        Loaded loaded = cases.httpd("Listen 443\nProtocols h2 http/1.1\n" + SECURE
                + "SSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES128-SHA256\n" + PASS);

        assertThat(spoken(loaded)).containsEntry("port-443", false);
        assertThat(warnings(loaded))
                .containsExactly("2:11: Protocols: h2 is not carried out: clients refuse HTTP/2 by"
                        + " TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 (RFC 9113, appendix A); take that out of"
                        + " SSLCipherSuite");
    }

    @Test
    void order_is_on_or_off() {
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\nProtocolsHonorOrder maybe\n" + PASS)))
                .isEqualTo(List.of(
                        "httpd.conf:2:1: ProtocolsHonorOrder: ProtocolsHonorOrder must be On|Off, not 'maybe'"));
    }
}
