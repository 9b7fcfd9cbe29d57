package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.MemberUrl;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.TandemConfig;
import tandem.core.tls.TestCertificates;

/** Members by HTTP/2 in both kinds of file. */
final class Http2ChecksTest {
    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private static String yaml(String member, String more) {
        return """
                listeners: {web: {listen: "*:80"}}
                balancers:
                  app:
                    members:
                      - {name: node1, url: "%s"%s}
                """.formatted(member, more) + """
                routes: [{path: /, balancer: app}]
                """;
    }

    private static MemberUrl only(TandemConfig config) {
        return config.balancers()
                .values()
                .iterator()
                .next()
                .members()
                .getFirst()
                .url();
    }

    @ParameterizedTest
    @CsvSource({
        "h2c://192.0.2.31,       false, 80,    h2c://192.0.2.31",
        "h2c://192.0.2.31:50051, false, 50051, h2c://192.0.2.31:50051",
        "H2://node1/api/,        true,  443,   h2://node1/api"
    })
    void url_says_how_a_member_is_spoken_to(String url, boolean tls, int port, String shown) {
        MemberUrl member = only(ConfigCase.ok(cases.yaml(yaml(url, ""))));

        assertThat(member.http2()).isTrue();
        assertThat(member.tls()).isEqualTo(tls);
        assertThat(member.port()).isEqualTo(port);
        assertThat(member).hasToString(shown);
        assertThat(MemberUrl.parse(shown)).isEqualTo(member);
    }

    @Test
    void what_many_clients_on_one_connection_cannot_have_is_refused() {
        assertThat(ConfigCase.findings(cases.yaml(yaml("h2c://192.0.2.31", ", proxy-protocol: v2, reuse: false"))))
                .containsExactlyInAnyOrder(
                        "tandem.yaml:5:64: balancers.app.members[0].proxy-protocol: names one client for a whole connection, which"
                                + " many clients share by HTTP/2 (h2c://); leave it out (X-Forwarded-For names them), or write http://",
                        "tandem.yaml:5:75: balancers.app.members[0].reuse: one connection for each request (disablereuse) is not"
                                + " what requests by HTTP/2 (h2c://) go by; leave it out, or write http://");
    }

    @Test
    void cipher_suites_that_http_2_forbids_are_refused_for_members_by_tls() {
        String tls = "    tls: {ciphers: [TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256]}\n";
        String broken = yaml("h2://node1", "").replace("    members:\n", tls + "    members:\n");

        assertThat(ConfigCase.findings(cases.yaml(broken)))
                .singleElement()
                .asString()
                .contains("balancers.app.tls.ciphers: members refuse HTTP/2 by TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256");
        assertThat(ConfigCase.ok(cases.yaml(broken.replace("h2://", "https://")))
                        .balancers())
                .hasSize(1);
    }

    @Test
    void httpd_conf_names_them_as_mod_proxy_http2_has_it() {
        TandemConfig config = ConfigCase.ok(cases.httpd("""
                Listen 80
                ProxyPass /api/ h2c://127.0.0.1:8081/
                ProxyPassReverse /api/ h2c://127.0.0.1:8081/
                """));

        assertThat(only(config)).hasToString("h2c://127.0.0.1:8081");
        assertThat(config.routes().stream()
                        .flatMap(route -> route.reverse().stream())
                        .toList())
                .isEqualTo(List.of(new ReverseConfig("/api/", "http://127.0.0.1:8081/")));
    }

    @Test
    void one_server_by_two_protocols_is_two_members() {
        TandemConfig config = ConfigCase.ok(cases.httpd("""
                Listen 80
                ProxyPass /api/ h2c://127.0.0.1:8081/
                ProxyPass / http://127.0.0.1:8081/
                """));

        assertThat(config.balancers().values().stream()
                        .flatMap(balancer -> balancer.members().stream())
                        .map(member -> member.url().toString()))
                .containsExactlyInAnyOrder("h2c://127.0.0.1:8081", "http://127.0.0.1:8081");
    }

    @Test
    void member_by_h2_needs_ssl_proxy_engine_as_one_by_https_does() {
        TestCertificates.copy(directory, "ca.pem");

        assertThat(ConfigCase.findings(cases.httpd("Listen 80\nProxyPass / h2://127.0.0.1:8443/\n")))
                .singleElement()
                .asString()
                .contains("SSLProxyEngine: is not On for h2://127.0.0.1:8443");
        assertThat(only(ConfigCase.ok(cases.httpd("""
                Listen 80
                SSLProxyEngine On
                SSLProxyVerify require
                SSLProxyCACertificateFile ca.pem
                ProxyPass / h2://127.0.0.1:8443/
                """)))).hasToString("h2://127.0.0.1:8443");
    }
}
