package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.AcmeConfig;
import tandem.core.config.ChallengeType;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.tls.TestCertificates;

/** Certificates that are ordered automatically, by YAML and by mod_md's directives. */
class AcmeConfigTest {
    private static final String REST =
            "balancers: {app: {members: [{name: a, url: \"http://192.0.2.1\"}]}}\nroutes: [{balancer: app}]\n";
    private static final String WEB = "web: {listen: \"*:80\"}";
    private static final String PASS = "ProxyPass / http://192.0.2.21/\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
        TestCertificates.copy(directory, "ca.pem");
    }

    private static String listeners(String clear, String names) {
        return "listeners: {" + (clear.isEmpty() ? "" : clear + ", ") + "secure: {listen: \"*:443\", tls: {acme: "
                + names + "}}}\n";
    }

    private static ListenerTlsConfig tls(TandemConfig config, String listener) {
        return config.listeners().get(listener).tls().orElseThrow();
    }

    @Test
    void what_it_takes_is_a_word_on_the_terms_and_names_at_a_listener() {
        Loaded loaded = cases.yaml("acme: {accept-terms: true}\n" + listeners(WEB, "[Shop.example]") + REST);

        TandemConfig config = ConfigCase.ok(loaded);
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(tls(config, "secure").acme()).containsExactly("shop.example");
        assertThat(tls(config, "secure").certificates()).isEmpty();
        assertThat(config.acme())
                .contains(new AcmeConfig(
                        "https://acme-v02.api.letsencrypt.org/directory",
                        List.of(),
                        true,
                        Optional.empty(),
                        List.of(ChallengeType.HTTP_01, ChallengeType.TLS_ALPN_01)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "acme: {accept-terms: true} | [\"*.shop.example\"] | listeners.secure.tls.acme[0]: '*.shop.example' would take a"
                        + " proof by DNS, which is not carried out; name each host, or take the certificate from files"
                        + " (certificates)",
                "acme: {accept-terms: true} | [192.0.2.1] | listeners.secure.tls.acme[0]: '192.0.2.1' is an address;"
                        + " certificates are ordered for names",
                "acme: {accept-terms: true} | [shop] | listeners.secure.tls.acme[0]: 'shop' is no name of a host in DNS, such"
                        + " as shop.example",
                "drain: 1s | [shop.example] | listeners.secure.tls.acme: is to be ordered, but acme does not say where; write"
                        + " acme: {contact: [\"mailto:you@example.com\"], accept-terms: true} at the top of the file",
                "acme: {} | [shop.example] | acme.accept-terms: is not true, and the authority gives certificates only to who"
                        + " agrees to its terms of service: read them (https://acme-v02.api.letsencrypt.org/directory names"
                        + " them), then write accept-terms: true",
                "acme: {accept-terms: true, directory: \"http://ca.example/\"} | [shop.example] | acme.directory:"
                        + " 'http://ca.example/' is no https:// URL of a directory (RFC 8555)",
                "acme: {accept-terms: true, contact: [ops@shop.example]} | [shop.example] | acme.contact[0]:"
                        + " 'ops@shop.example' is not an address as mailto:ops@shop.example",
                "acme: {accept-terms: true, ca: nothing.pem} | [shop.example] | acme.ca: DIR/nothing.pem does not exist",
                "acme: {accept-terms: true, challenges: []} | [shop.example] | acme.challenges: names no way of proof; remove"
                        + " it, or write http-01, tls-alpn-01 or both",
            })
    void what_an_authority_would_refuse_is_named(String acme, String names, String sentence) {
        assertThat(ConfigCase.findings(cases.yaml(acme + "\n" + listeners(WEB, names) + REST)))
                .anyMatch(finding -> finding.endsWith(sentence.replace("DIR", directory.toString())));
    }

    @Test
    void way_that_no_listener_can_answer_is_an_error_and_unusual_ports_are_a_warning() {
        assertThat(ConfigCase.findings(cases.yaml("acme: {accept-terms: true, challenges: [http-01]}\n"
                        + listeners("", "[shop.example]") + REST)))
                .singleElement()
                .asString()
                .contains("acme.challenges: can be answered by no listener: http-01 takes one in clear text");
        assertThat(ConfigCase.warnings(cases.yaml("acme: {accept-terms: true, challenges: [http-01]}\n"
                        + listeners("web: {listen: \"*:8080\"}", "[shop.example]") + REST)))
                .singleElement()
                .asString()
                .contains("authorities look at port 80 (http-01) or 443 (tls-alpn-01), where no listener is");
        assertThat(ConfigCase.warnings(cases.yaml("acme: {accept-terms: true}\nlisteners: {" + WEB + "}\n" + REST)))
                .singleElement()
                .asString()
                .contains("acme: has no effect: no listener names what to order");
    }

    @Test
    void admin_listener_takes_files() {
        assertThat(ConfigCase.findings(cases.yaml("acme: {accept-terms: true}\nadmin: {tls: {acme: [admin.example]}}\n"
                        + listeners(WEB, "[shop.example]") + REST)))
                .anyMatch(finding -> finding.contains("admin.tls.acme: is for listeners of clients"));
    }

    @Test
    void domains_of_mod_md_are_ordered() {
        Loaded loaded = cases.httpd("Listen 80\nListen 443\n<IfModule md_module>\nMDomain shop.example\n"
                + "MDCertificateAgreement accepted\nMDContactEmail ops@shop.example\n"
                + "MDCertificateAuthority letsencrypt-test\nMDCAChallenges tls-alpn-01 http-01\n"
                + "MDCACertificateFile ca.pem\nMDDriveMode auto\n</IfModule>\n"
                + "<VirtualHost *:443>\nServerName shop.example\nServerAlias www.shop.example *.shop.example\nSSLEngine on\n"
                + PASS + "</VirtualHost>\n<VirtualHost *:80>\nServerName shop.example\n" + PASS + "</VirtualHost>\n");

        TandemConfig config = ConfigCase.ok(loaded);
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(tls(config, "port-443").acme()).containsExactly("shop.example", "www.shop.example");
        assertThat(config.acme())
                .contains(new AcmeConfig(
                        "https://acme-staging-v02.api.letsencrypt.org/directory",
                        List.of("mailto:ops@shop.example"),
                        true,
                        Optional.of(directory.resolve("ca.pem")),
                        List.of(ChallengeType.TLS_ALPN_01, ChallengeType.HTTP_01)));
    }

    @Test
    void manual_domain_has_its_own_names_alone() {
        Loaded loaded = cases.httpd("Listen 443\nMDCertificateAgreement accepted\nMDMembers auto\n"
                + "MDomain shop.example manual\n<VirtualHost *:443>\nServerName shop.example\n"
                + "ServerAlias www.shop.example\nSSLEngine on\n" + PASS + "</VirtualHost>\n");

        assertThat(tls(ConfigCase.ok(loaded), "port-443").acme()).containsExactly("shop.example");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MDomain shop.example | 2:1: MDomain: needs MDCertificateAgreement accepted: the authority gives certificates"
                        + " only to who agrees to its terms",
                "MDCertificateAgreement yes | MDCertificateAgreement: 'yes' is not accepted",
                "MDMembers some | MDMembers: 'some' is not auto or manual",
                "MDCertificateAuthority http://ca.example | MDCertificateAuthority: 'http://ca.example' is not an https:// URL,"
                        + " letsencrypt or letsencrypt-test",
                "MDCAChallenges dns-01 | MDCAChallenges: leaves no way of proof; write http-01, tls-alpn-01 or both",
                "MDDriveMode manual | MDDriveMode: manual is not carried out: what MDomain names is ordered; leave the MDomain"
                        + " out",
                "MDRequireHttps permanent | https by mod_md; write Redirect or RewriteRule",
            })
    void what_is_not_carried_out_of_mod_md_is_named(String line, String sentence) {
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\n" + line + "\n" + PASS)))
                .anyMatch(finding -> finding.contains(sentence));
    }

    @Test
    void what_has_no_effect_of_mod_md_is_named() {
        assertThat(ConfigCase.warnings(cases.httpd("Listen 80\nMDRenewWindow 33%\nMDPrivateKeys RSA 4096\n" + PASS)))
                .anyMatch(warning ->
                        warning.contains("MDRenewWindow: has no effect here: certificates are renewed after"))
                .anyMatch(
                        warning -> warning.contains("MDPrivateKeys: has no effect here: keys are of the curve P-256"));
    }
}
