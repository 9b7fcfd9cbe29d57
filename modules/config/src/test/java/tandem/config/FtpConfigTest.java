package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.BalancerConfig;
import tandem.core.config.FtpConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;

/** Members by FTP as YAML and httpd.conf describe them. */
class FtpConfigTest {
    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private static BalancerConfig only(TandemConfig config) {
        assertThat(config.balancers()).hasSize(1);
        return config.balancers().values().iterator().next();
    }

    private static String yaml(String balancer) {
        return "listeners: {web: {listen: \"*:80\"}}\nbalancers:\n  files: " + balancer
                + "\nroutes: [{listener: web, path: /files, to: /pub, balancer: files}]\n";
    }

    @Test
    void httpd_conf_leads_a_path_to_a_server_by_ftp() {
        TandemConfig config = ConfigCase.ok(cases.httpd("""
                Listen 80
                LoadModule proxy_ftp_module modules/mod_proxy_ftp.so
                ProxyPass /files ftp://ftp.example.com/pub
                ProxyFtpDirCharset UTF-8
                ProxyFtpListOnWildcard Off
                ProxyFtpEscapeWildcards Off
                """));

        BalancerConfig balancer = only(config);
        RouteConfig route = config.routes().get(0);
        assertThat(balancer.members().get(0).url()).isEqualTo(MemberUrl.byFtp("ftp.example.com", 21));
        assertThat(balancer.ftp())
                .isEqualTo(new FtpConfig(Optional.empty(), Optional.empty(), "UTF-8", false, false, 100));
        assertThat(route.path()).isEqualTo("/files");
        assertThat(route.to()).contains("/pub");
    }

    @Test
    void defaults_are_those_of_httpd_where_it_is_its_configuration() {
        BalancerConfig balancer = only(ConfigCase.ok(cases.httpd("Listen 80\nProxyPass / ftp://ftp.example.com/\n")));

        assertThat(balancer.ftp().charset()).isEqualTo("ISO-8859-1");
        assertThat(balancer.ftp().listOnWildcard()).isTrue();
        assertThat(balancer.ftp().login().user()).isEqualTo("anonymous");
    }

    @Test
    void a_login_in_the_url_is_the_balancers_and_in_no_url_any_more() {
        TandemConfig config = ConfigCase.ok(cases.httpd("""
                Listen 80
                ProxyPass /a ftp://bob:p%40ss@ftp.example.com:2121/pub
                ProxyPass /b ftp://ftp.example.com:2121/pub
                ProxyPass /c balancer://c/
                <Proxy balancer://c>
                  BalancerMember ftp://eve:x@ftp1.example.com
                  BalancerMember ftp://eve:x@ftp2.example.com
                </Proxy>
                """));

        assertThat(config.balancers()).hasSize(3);
        assertThat(config.balancers().values())
                .extracting(balancer -> balancer.ftp().login().user())
                .containsExactlyInAnyOrder("bob", "anonymous", "eve");
        assertThat(config.balancers().values())
                .anySatisfy(balancer -> assertThat(balancer.ftp().password()).contains("p@ss"));
        assertThat(config.toString()).doesNotContain("p@ss", "p%40ss");
    }

    @Test
    void yaml_says_how_members_by_ftp_are_asked() {
        BalancerConfig balancer = only(
                ConfigCase.ok(
                        cases.yaml(
                                yaml(
                                        "{members: [{name: a, url: \"ftp://192.0.2.21\"}], ftp: {user: bob, password: x, charset: ISO-8859-15, transfers: 7}}"))));

        assertThat(balancer.ftp())
                .isEqualTo(new FtpConfig(Optional.of("bob"), Optional.of("x"), "ISO-8859-15", true, true, 7));
        assertThat(balancer.members().get(0).url().toString()).isEqualTo("ftp://192.0.2.21");
    }

    @Test
    void what_cannot_be_is_named_where_it_stands() {
        assertThat(ConfigCase.findings(cases.yaml(yaml(
                        "{members: [{name: a, url: \"ftp://192.0.2.21\", ping: 1s, proxy-protocol: v1}, {name: b, url: \"http://192.0.2.22\"}],\n"
                                + "    health: {method: get}, ftp: {charset: UTF-7, password: x}}"))))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("tandem.yaml:3:")
                        .contains("members[0].ping: asks for 100-continue"))
                .anySatisfy(text -> assertThat(text).contains("members[0].proxy-protocol: servers by FTP"))
                .anySatisfy(text -> assertThat(text).contains("by FTP or by HTTP, not both"))
                .anySatisfy(text -> assertThat(text)
                        .startsWith("tandem.yaml:4:")
                        .contains("balancers.files.health: probes by HTTP; a server by FTP is probed by {method: tcp}"))
                .anySatisfy(text -> assertThat(text).contains("ftp.charset: 'UTF-7': names are shown in UTF-8"))
                .anySatisfy(text -> assertThat(text).contains("ftp.password: is of no use without a user"))
                .hasSize(6);
    }

    @Test
    void a_login_in_a_url_of_yaml_is_refused_and_not_repeated() {
        assertThat(ConfigCase.findings(
                        cases.yaml(yaml("{members: [{name: a, url: \"ftp://bob:secret@192.0.2.21\"}]}"))))
                .singleElement()
                .asString()
                .contains("a login stands in the balancer's ftp: {user: …, password: …}, not in the URL")
                .doesNotContain("secret");
    }

    @Test
    void how_to_ask_by_ftp_without_such_a_member_is_a_warning() {
        assertThat(ConfigCase.warnings(
                        cases.yaml(yaml("{members: [{name: a, url: \"http://192.0.2.21\"}], ftp: {transfers: 5}}"))))
                .singleElement()
                .asString()
                .contains("balancers.files.ftp: has no effect: no member has an ftp:// URL");
    }

    @Test
    void members_of_one_balancer_have_one_login() {
        assertThat(ConfigCase.findings(cases.httpd("""
                        Listen 80
                        ProxyPass / balancer://c/
                        <Proxy balancer://c>
                          BalancerMember ftp://eve:x@ftp1.example.com
                          BalancerMember ftp://bob:x@ftp2.example.com
                        </Proxy>
                        """)))
                .singleElement()
                .asString()
                .startsWith("httpd.conf:5:18: BalancerMember: another member of this balancer has another login");
    }
}
