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
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.CertificateConfig;
import tandem.core.config.ClientAuthenticationConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.MemberTlsConfig;
import tandem.core.config.ResponderUrl;
import tandem.core.config.TandemConfig;
import tandem.core.config.TlsVersion;
import tandem.core.tls.TestCertificates;

final class HttpdTlsTest {
    private static final String PAIR = "SSLCertificateFile full.pem\nSSLCertificateKeyFile chained.key\n";
    private static final String PASS = "ProxyPass / http://192.0.2.21/\n";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
        TestCertificates.copy(directory, "ca.pem", "chained.key", "shop-rsa.key", "wild.key");
        cases.file("full.pem", TestCertificates.text("chained.pem") + TestCertificates.text("issuer.pem"));
        cases.file("shop.pem", TestCertificates.text("shop-rsa.pem") + TestCertificates.text("ca.pem"));
        cases.file("wild.pem", TestCertificates.text("wild.pem") + TestCertificates.text("ca.pem"));
        cases.file("own.pem", TestCertificates.text("shop-ec.pem") + TestCertificates.text("shop-ec.key"));
    }

    private Optional<ListenerTlsConfig> tls(TandemConfig config, String listener) {
        return config.listeners().get(listener).tls();
    }

    private CertificateConfig files(String cert, String key, String... names) {
        return new CertificateConfig(
                directory.resolve(cert), Optional.of(directory.resolve(key)), Optional.empty(), List.of(names));
    }

    @Test
    void the_usual_virtual_host_makes_its_port_speak_tls_and_no_other() {
        Loaded loaded = cases.httpd("Listen 80\nListen 443 https\nSSLSessionCache shmcb:/run/x(512000)\n"
                + "<VirtualHost *:80>\n" + PASS + "</VirtualHost>\n"
                + "<VirtualHost *:443>\nServerName chained.example\nSSLEngine on\n" + PAIR
                + "SSLProtocol all -SSLv3 -TLSv1 -TLSv1.1\nSSLHonorCipherOrder off\n"
                + "SSLCipherSuite ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:!aNULL\n" + PASS
                + "</VirtualHost>\n");

        TandemConfig config = ConfigCase.ok(loaded);
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(tls(config, "port-80")).isEmpty();
        ListenerTlsConfig tls = tls(config, "port-443").orElseThrow();
        assertThat(tls.certificates()).containsExactly(files("full.pem", "chained.key"));
        assertThat(tls.protocols()).isEqualTo(TlsVersion.BOTH);
        assertThat(tls.ciphers())
                .containsExactly(
                        "TLS_AES_128_GCM_SHA256",
                        "TLS_AES_256_GCM_SHA384",
                        "TLS_CHACHA20_POLY1305_SHA256",
                        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    }

    @Test
    void virtual_hosts_of_one_port_have_certificates_by_their_names() {
        Loaded loaded = cases.httpd("Listen 443\n<VirtualHost *:443>\nServerName chained.example\nSSLEngine on\n" + PAIR
                + PASS + "</VirtualHost>\n<VirtualHost *:443>\nServerName shop.example\nServerAlias *.shop.example\n"
                + "SSLEngine on\nSSLCertificateFile shop.pem\nSSLCertificateKeyFile shop-rsa.key\n" + PASS
                + "</VirtualHost>\n");

        assertThat(tls(ConfigCase.ok(loaded), "port-443").orElseThrow().certificates())
                .containsExactly(
                        files("full.pem", "chained.key", "chained.example"),
                        files("shop.pem", "shop-rsa.key", "shop.example", "*.shop.example"));
    }

    @Test
    void one_name_with_stapling_is_enough_for_its_port() {
        Loaded loaded = cases.httpd("Listen 443\nSSLStaplingCache shmcb:/run/ocsp(128000)\n<VirtualHost *:443>\n"
                + "ServerName chained.example\nSSLEngine on\n" + PAIR + PASS + "</VirtualHost>\n<VirtualHost *:443>\n"
                + "ServerName shop.example\nSSLEngine on\nSSLCertificateFile shop.pem\n"
                + "SSLCertificateKeyFile shop-rsa.key\nSSLUseStapling on\n"
                + "SSLStaplingForceURL http://ocsp.example/\n" + PASS + "</VirtualHost>\n");

        ListenerTlsConfig tls = tls(ConfigCase.ok(loaded), "port-443").orElseThrow();
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(tls.ocspStapling()).isTrue();
        assertThat(tls.ocspResponder()).contains(ResponderUrl.parse("http://ocsp.example/"));
    }

    @Test
    void engine_outside_of_virtual_hosts_is_for_every_port() {
        Loaded loaded = cases.httpd("Listen 8080\nListen 8443\nSSLEngine on\nSSLCertificateFile own.pem\n" + PASS);

        TandemConfig config = ConfigCase.ok(loaded);
        assertThat(tls(config, "port-8080")).isPresent().isEqualTo(tls(config, "port-8443"));
        assertThat(tls(config, "port-8080")
                        .orElseThrow()
                        .certificates()
                        .getFirst()
                        .key())
                .isEmpty();
    }

    @Test
    void relative_files_start_from_the_server_root() {
        cases.file("sub/own.pem", TestCertificates.text("shop-ec.pem") + TestCertificates.text("shop-ec.key"));

        Loaded loaded = cases.httpd("ServerRoot \"" + directory.resolve("sub")
                + "\"\nListen 443\nSSLEngine on\nSSLCertificateFile own.pem\n" + PASS);

        assertThat(tls(ConfigCase.ok(loaded), "port-443")
                        .orElseThrow()
                        .certificates()
                        .getFirst()
                        .cert())
                .isEqualTo(directory.resolve("sub/own.pem"));
    }

    /** Each row: a line of a file that listens on 443 with a certificate, and the sentence about it. */
    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
        SSLEngine optional            ^ 2:1: SSLEngine: optional (an upgrade within a connection) is not carried out; write on or off
        SSLCertificateFile gone.pem   ^ listeners.port-443.tls.certificates[0].cert: DIR/gone.pem does not exist
        SSLCertificateKeyFile wild.key ^ SSLCertificateKeyFile: has no SSLCertificateFile that it belongs to
        SSLStaplingForceURL ocsp      ^ SSLStaplingForceURL: 'ocsp' is not allowed; http://HOST/PATH is expected
        SSLProtocol SSLv3             ^ SSLProtocol: leaves neither TLSv1.2 nor TLSv1.3, and older versions are not spoken
        SSLProtocol TLSv1.4           ^ SSLProtocol: 'TLSv1.4' is not allowed (TLSv1.2, TLSv1.3); older versions can be broken and are not spoken
        SSLCipherSuite RC4-MD5        ^ SSLCipherSuite: names no cipher suite that can be offered
        SSLVerifyClient require       ^ SSLVerifyClient: needs SSLCACertificateFile or SSLCACertificatePath
        SSLVerifyClient optional_no_ca ^ SSLVerifyClient: 'optional_no_ca' is not carried out: a certificate that nobody vouches for proves nothing; write none, optional or require
        SSLProxyVerify optional       ^ SSLProxyVerify: 'optional' is not carried out towards members; write none or require
        SSLProxyCARevocationFile x    ^ SSLProxyCARevocationFile: is not carried out yet: revoked certificates of members
        """)
    void what_cannot_be_honoured_is_an_error(String line, String sentence) {
        Loaded loaded = cases.httpd("Listen 443\n" + line + "\nSSLEngine on\n" + PAIR + PASS);

        assertThat(ConfigCase.findings(loaded))
                .anySatisfy(finding ->
                        assertThat(finding.replace(directory.toString(), "DIR")).contains(sentence));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
        SSLProtocol TLSv1.1 +TLSv1.2  ^ TLSv1.1 is never spoken; it can be broken
        SSLUseStapling On             ^ names no OCSP responder
        SSLStaplingResponseMaxAge 600 ^ SSLStaplingResponseMaxAge: has no effect: an answer counts until the time that it names
        SSLProxyVerifyDepth 1         ^ SSLProxyVerifyDepth: has no effect: a member's chain may have up to five issuers
        SSLCipherSuite ECDHE-RSA-AES128-GCM-SHA256:DES-CBC3-SHA ^ SSLCipherSuite: not offered here: DES-CBC3-SHA
        """)
    void what_is_left_out_is_a_warning(String line, String sentence) {
        Loaded loaded = cases.httpd("Listen 443\n" + line + "\nSSLEngine on\n" + PAIR + PASS);

        assertThat(ConfigCase.warnings(loaded))
                .anySatisfy(warning -> assertThat(warning).contains(sentence));
    }

    @Test
    void engine_without_a_certificate_is_an_error() {
        assertThat(ConfigCase.findings(cases.httpd("Listen 8443\nSSLEngine on\n" + PASS)))
                .anySatisfy(finding -> assertThat(finding)
                        .isEqualTo("httpd.conf:2:1: SSLEngine: needs a certificate; write SSLCertificateFile and"
                                + " SSLCertificateKeyFile"));
    }

    @Test
    void members_by_https_are_trusted_as_httpd_does_and_that_is_said() {
        Loaded loaded = cases.httpd("Listen 80\nSSLProxyEngine on\nProxyPass / https://node1.internal/\n");

        MemberTlsConfig tls =
                ConfigCase.ok(loaded).balancers().values().iterator().next().tls();
        assertThat(tls.verify()).isFalse();
        assertThat(tls.checkName()).isTrue();
        assertThat(tls.checkExpiry()).isTrue();
        assertThat(ConfigCase.warnings(loaded))
                .anySatisfy(warning -> assertThat(warning)
                        .startsWith("httpd.conf:3:1: warning: SSLProxyVerify: is none, as httpd has it by default"));
    }

    @Test
    void members_of_a_section_are_verified_where_it_says_so() {
        Loaded loaded = cases.httpd("""
                Listen 80
                <Proxy balancer://app>
                BalancerMember https://node1.internal route=1
                BalancerMember https://node2.internal:8443 route=2
                SSLProxyEngine on
                SSLProxyVerify require
                SSLProxyCACertificateFile ca.pem
                SSLProxyCheckPeerName off
                SSLProxyMachineCertificateFile own.pem
                SSLProxyProtocol TLSv1.3
                </Proxy>
                ProxyPass / balancer://app/
                """);

        assertThat(ConfigCase.ok(loaded).balancers().get("app").tls())
                .isEqualTo(new MemberTlsConfig(
                        true,
                        List.of(directory.resolve("ca.pem")),
                        false,
                        true,
                        Optional.empty(),
                        Optional.of(new CertificateConfig(
                                directory.resolve("own.pem"), Optional.empty(), Optional.empty(), List.of())),
                        List.of(TlsVersion.TLS_1_3),
                        List.of()));
        assertThat(ConfigCase.ok(loaded).balancers().get("app").members())
                .extracting(member -> member.url().toString())
                .containsExactly("https://node1.internal", "https://node2.internal:8443");
    }

    @Test
    void members_by_https_without_the_engine_are_an_error() {
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\nProxyPass / https://node1.internal/\n")))
                .anySatisfy(finding -> assertThat(finding)
                        .contains("SSLProxyEngine: is not On for https://node1.internal, so httpd would answer 500"));
    }

    @Test
    void engine_of_the_virtual_host_that_uses_a_balancer_counts() {
        Loaded loaded =
                cases.httpd("Listen 80\n<Proxy balancer://app>\nBalancerMember https://node1.internal\n</Proxy>\n"
                        + "<VirtualHost *:80>\nSSLProxyEngine on\nSSLProxyVerify require\nProxyPass / balancer://app/\n"
                        + "</VirtualHost>\n");

        assertThat(ConfigCase.ok(loaded).balancers().get("app").tls().verify()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSLProxyEngine on\n%s<VirtualHost *:80>\nProxyPass / https://node1.internal/\n</VirtualHost>\n",
                "<VirtualHost *:80>\nSSLProxyEngine on\n%sProxyPass / https://node1.internal/\n</VirtualHost>\n",
                "ProxyPass / https://node1.internal/\n<VirtualHost *:80>\nSSLProxyEngine on\n%s</VirtualHost>\n",
                "<VirtualHost *:80>\nSSLProxyEngine on\n%s<Location /x/>\nProxyPass https://node1.internal/\n"
                        + "</Location>\n</VirtualHost>\n",
                "SSLProxyEngine on\n%sProxyPassMatch ^/(.*)$ https://node1.internal/$1\n",
                "SSLProxyEngine on\n%sRewriteEngine on\nRewriteRule ^/(.*)$ https://node1.internal/$1 [P]\n",
                "<VirtualHost *:80>\nSSLProxyEngine on\n%sRewriteEngine on\n"
                        + "RewriteRule ^/(.*)$ https://node1.internal/$1 [P]\n</VirtualHost>\n",
                "<Proxy https://node1.internal>\nSSLProxyEngine on\n%s</Proxy>\nProxyPass / https://node1.internal/\n",
                "<Proxy https://node1.internal/*>\nSSLProxyEngine on\n%s</Proxy>\nProxyPass /a https://node1.internal/b\n",
                "<Proxy *>\nSSLProxyEngine on\n%s</Proxy>\nProxyPass / https://node1.internal/\n",
                "SSLProxyEngine on\nSSLProxyVerify none\n<Proxy https://node1.internal>\n%s</Proxy>\n"
                        + "<Proxy https://other.internal>\nSSLProxyVerify none\n</Proxy>\nProxyPass / https://node1.internal/\n",
            })
    void directives_towards_members_count_wherever_httpd_lets_them_stand(String text) {
        String rules = "SSLProxyVerify require\nSSLProxyCACertificateFile ca.pem\nSSLProxyProtocol TLSv1.3\n";

        Loaded loaded = cases.httpd("Listen 80\n" + text.replace("%s", rules));

        assertThat(ConfigCase.ok(loaded).balancers().values()).singleElement().satisfies(balancer -> {
            assertThat(balancer.tls().verify()).isTrue();
            assertThat(balancer.tls().ca()).containsExactly(directory.resolve("ca.pem"));
            assertThat(balancer.tls().protocols()).containsExactly(TlsVersion.TLS_1_3);
        });
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
    }

    @Test
    void two_virtual_hosts_that_inherit_one_target_and_disagree_are_named() {
        Loaded loaded = cases.httpd("Listen 80\nProxyPass / https://node1.internal/\n"
                + "<VirtualHost *:80>\nServerName a.example\nSSLProxyEngine on\nSSLProxyVerify require\n</VirtualHost>\n"
                + "<VirtualHost *:80>\nServerName b.example\nSSLProxyEngine on\n</VirtualHost>\n");

        assertThat(ConfigCase.ok(loaded).balancers().values())
                .allSatisfy(balancer -> assertThat(balancer.tls().verify()).isTrue());
        assertThat(ConfigCase.warnings(loaded))
                .containsExactly(
                        "httpd.conf:8:14: warning: SSLProxyEngine: the members of node1.internal are spoken to as the"
                                + " virtual host at line 3 says, for this one too; write ProxyPass in each of them");
    }

    @Test
    void two_virtual_hosts_speak_to_one_server_each_by_its_own_rules() {
        Loaded loaded = cases.httpd("Listen 80\n"
                + "<VirtualHost *:80>\nServerName a.example\nSSLProxyEngine on\nSSLProxyVerify require\n"
                + "ProxyPass / https://node1.internal/\n</VirtualHost>\n"
                + "<VirtualHost *:80>\nServerName b.example\nSSLProxyEngine on\nSSLProxyProtocol TLSv1.2\n"
                + "ProxyPass / https://node1.internal/\n</VirtualHost>\n");

        assertThat(ConfigCase.ok(loaded).balancers().values())
                .extracting(balancer ->
                        balancer.tls().verify() + " " + balancer.tls().protocols())
                .containsExactlyInAnyOrder("true [TLSv1.2, TLSv1.3]", "false [TLSv1.2]");
    }

    @Test
    void clients_of_an_address_show_certificates_where_its_virtual_hosts_say_so() {
        Loaded loaded = cases.httpd(
                "Listen 443\nListen 8443 https\nSSLCACertificateFile ca.pem\n<VirtualHost *:443>\nSSLEngine on\n"
                        + "SSLVerifyClient require\n" + PAIR + PASS
                        + "</VirtualHost>\n<VirtualHost *:8443>\nSSLEngine on\n"
                        + "SSLVerifyClient optional\nSSLCACertificatePath .\n" + PAIR + PASS + "</VirtualHost>\n");

        TandemConfig config = ConfigCase.ok(loaded);
        assertThat(config.listeners().get("port-443").clientCertificates())
                .contains(new ClientAuthenticationConfig(
                        ClientAuthenticationConfig.Mode.REQUIRE,
                        List.of(directory.resolve("ca.pem")),
                        java.util.Map.of()));
        assertThat(config.listeners().get("port-8443").clientCertificates())
                .contains(new ClientAuthenticationConfig(
                        ClientAuthenticationConfig.Mode.REQUEST,
                        List.of(directory.resolve("ca.pem"), directory.resolve(".")),
                        java.util.Map.of()));
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
    }

    @Test
    void virtual_hosts_of_one_address_ask_for_the_same_certificates() {
        String host = "<VirtualHost *:443>\nServerName %s.example\nSSLEngine on\nSSLVerifyClient %s\n"
                + "SSLCACertificateFile %s\n" + PAIR + PASS + "</VirtualHost>\n";
        assertThat(ConfigCase.findings(cases.httpd("Listen 443\n" + host.formatted("a", "none", "ca.pem")
                        + host.formatted("b", "require", "ca.pem"))))
                .anyMatch(line -> line.startsWith("httpd.conf:14:1: SSLVerifyClient: must be the same"));
        assertThat(ConfigCase.findings(cases.httpd("Listen 443\n" + host.formatted("a", "require", "ca.pem")
                        + host.formatted("b", "require", "wild.pem"))))
                .anyMatch(line -> line.startsWith("httpd.conf:14:1: SSLVerifyClient: must be the same"));
    }
}
