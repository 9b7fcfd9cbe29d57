package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.TlsVersion;
import tandem.core.tls.TestCertificates;

final class TlsErrorsTest {
    private static final String REST = """
            balancers:
              app:
                members: [{name: node1, url: "https://node1.internal"}]
                tls: {ca: ca.pem}
            routes: [{path: /, balancer: app}]
            """;
    private static final String GOOD = """
            listeners:
              web:
                listen: "*:443"
                tls:
                  certificates:
                    - {cert: full.pem, key: chained.key}
            """ + REST;

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
        TestCertificates.copy(
                directory, "ca.pem", "shop-rsa.key", "shop-rsa-encrypted.key", "shop-ec.pem", "shop-ec.key");
        TestCertificates.copy(directory, "chained.key", "expired.pem", "expired.key", "later.pem", "later.key");
        cases.file("full.pem", TestCertificates.text("chained.pem") + TestCertificates.text("issuer.pem"));
        cases.file("bare.pem", TestCertificates.text("chained.pem"));
        cases.file("empty.pem", "nothing\n");
    }

    @Test
    void a_good_file_has_no_findings_and_mozillas_defaults() {
        Loaded loaded = cases.yaml(GOOD);

        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        ListenerTlsConfig tls =
                ConfigCase.ok(loaded).listeners().get("web").tls().orElseThrow();
        assertThat(tls.certificates())
                .containsExactly(new CertificateConfig(
                        directory.resolve("full.pem"),
                        Optional.of(directory.resolve("chained.key")),
                        Optional.empty(),
                        List.of()));
        assertThat(tls.protocols()).isEqualTo(TlsVersion.BOTH);
        assertThat(tls.ciphers()).isEmpty();
        MemberTlsConfig members = ConfigCase.ok(loaded).balancers().get("app").tls();
        assertThat(members.verify()).isTrue();
        assertThat(members.checkName()).isTrue();
        assertThat(members.ca()).containsExactly(directory.resolve("ca.pem"));
    }

    @Test
    void written_as_yaml_and_read_again_it_is_the_same() {
        Loaded loaded = cases.yaml(GOOD);

        Loaded again = cases.yaml(YamlWriter.write(ConfigCase.ok(loaded)));

        assertThat(ConfigCase.ok(again)).isEqualTo(ConfigCase.ok(loaded));
    }

    @Test
    void http2_is_off_until_a_listener_asks_for_it() {
        assertThat(ConfigCase.ok(cases.yaml(GOOD)).listeners().get("web").http2())
                .isFalse();

        Loaded loaded = cases.yaml(GOOD.replace("    tls:\n      cert", "    http2: true\n    tls:\n      cert"));
        assertThat(ConfigCase.ok(loaded).listeners().get("web").http2()).isTrue();
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(ConfigCase.ok(cases.yaml(YamlWriter.write(ConfigCase.ok(loaded)))))
                .isEqualTo(ConfigCase.ok(loaded));
    }

    /** Each row: what in the good file is replaced, by what, and the sentence that names it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        full.pem    | gone.pem   | 6:18: listeners.web.tls.certificates[0].cert: DIR/gone.pem does not exist
        full.pem    | empty.pem  | 6:18: listeners.web.tls.certificates[0].cert: DIR/empty.pem holds no certificate; a PEM file with -----BEGIN CERTIFICATE----- is expected
        chained.key | gone.key   | 6:33: listeners.web.tls.certificates[0].key: DIR/gone.key does not exist
        chained.key | full.pem   | 6:33: listeners.web.tls.certificates[0].key: DIR/full.pem holds no private key; a PEM file with -----BEGIN PRIVATE KEY----- is expected
        chained.key | shop-rsa-encrypted.key | 6:33: listeners.web.tls.certificates[0].key: DIR/shop-rsa-encrypted.key holds an encrypted key, for which a node would have to ask at every start; decrypt it
        chained.key | shop-rsa.key | 6:33: listeners.web.tls.certificates[0].key: DIR/shop-rsa.key holds a key that does not belong to the certificate of CN=chained.example; they were made separately
        , key: chained.key | `` | 6:18: listeners.web.tls.certificates[0].cert: DIR/full.pem holds no private key
        chained.key} | chained.key, chain: gone.pem} | 6:53: listeners.web.tls.certificates[0].chain: DIR/gone.pem does not exist
        ca.pem      | other.pem  | 10:15: balancers.app.tls.ca[0]: DIR/other.pem does not exist
        {ca: ca.pem} | {ca: ca.pem, protocols: SSLv3} | 10:34: balancers.app.tls.protocols: 'SSLv3' is not allowed (TLSv1.2, TLSv1.3); older versions can be broken and are not spoken
        {ca: ca.pem} | {certificate: {cert: gone.pem}} | 10:31: balancers.app.tls.certificate.cert: DIR/gone.pem does not exist
        chained.key} | chained.key}\\n      ciphers: [TLS_AES_128_GCM_SHA265] | 7:17: listeners.web.tls.ciphers[0]: 'TLS_AES_128_GCM_SHA265' is no cipher suite known here; did you mean TLS_AES_128_GCM_SHA256?
        chained.key} | chained.key}\\n      ciphers: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256]\\n    http2: true | 8:12: listeners.web.http2: clients refuse HTTP/2 by TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256 (RFC 9113, appendix A); take that out of tls.ciphers, or http2 out of the listener
        """)
    void each_mistake_is_named_where_it_stands(String wrong, String with, String sentence) {
        Loaded loaded = cases.yaml(GOOD.replace(wrong, with.replace("\\n", "\n")));

        assertThat(ConfigCase.findings(loaded))
                .anySatisfy(finding ->
                        assertThat(finding.replace(directory.toString(), "DIR")).startsWith("tandem.yaml:" + sentence));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        cert: bare.pem, key: chained.key | is sent without its issuer CN=Tandem test issuer
        cert: expired.pem, key: expired.key | expired on 2021-01-01T00:00:00Z; clients refuse it
        cert: later.pem, key: later.key | is not valid before 2100-01-01T00:00:00Z
        """)
    void what_clients_would_refuse_is_a_warning(String files, String sentence) {
        Loaded loaded = cases.yaml(GOOD.replace("cert: full.pem, key: chained.key", files));

        assertThat(ConfigCase.warnings(loaded))
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith("tandem.yaml:6:18: warning: listeners.web.tls.certificates[0].cert: ")
                        .contains(sentence));
    }

    @Test
    void key_that_everybody_reads_is_a_warning() throws IOException {
        Files.setPosixFilePermissions(directory.resolve("chained.key"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(ConfigCase.warnings(cases.yaml(GOOD)))
                .singleElement()
                .asString()
                .endsWith("chained.key holds the private key and can be read by everybody; chmod o-r it");
    }

    @Test
    void certificate_behind_another_for_the_same_names_is_a_warning() {
        String twice = GOOD.replace("chained.key}", "chained.key}\n        - {cert: full.pem, key: chained.key}");

        assertThat(ConfigCase.warnings(cases.yaml(twice)))
                .singleElement()
                .asString()
                .contains("certificates[1].cert: is never used");
    }

    @Test
    void listener_that_names_no_certificate_is_refused() {
        String none = GOOD.replace("certificates:\n        - {cert: full.pem, key: chained.key}", "certificates: []");

        assertThat(ConfigCase.findings(cases.yaml(none)))
                .anySatisfy(finding -> assertThat(finding).contains("names no certificate"));
    }
}
