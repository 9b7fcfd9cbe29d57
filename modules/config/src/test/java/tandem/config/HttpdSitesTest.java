package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.GuardConfig;
import tandem.core.config.ManagerEdits;
import tandem.core.config.ManagerPageConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.RewriteConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.RuleConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;

final class HttpdSitesTest {
    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    /** Loads it, and loads what import makes of it, which must be the same. */
    private TandemConfig load(String text) {
        Loaded loaded = cases.httpd(text);
        TandemConfig config = ConfigCase.ok(loaded);
        if (loaded instanceof Loaded.Ok ok) {
            assertThat(ConfigCase.ok(cases.yaml(ImportReport.of(ok).yaml()))).isEqualTo(config);
        }
        return config;
    }

    @Test
    void virtual_hosts_become_sites_by_name_and_the_first_takes_every_other_name() {
        TandemConfig config = load("""
                Listen 80
                Listen 8080
                Listen 9000
                ProxyPass /all balancer://shared/all
                <Proxy balancer://shared>
                  BalancerMember http://192.0.2.1
                </Proxy>
                <VirtualHost *:80>
                  ServerName a.example.com:80
                  ServerAlias www.a.example.com *.a.example.net
                  ProxyPass / balancer://own/
                  BalancerMember balancer://own http://192.0.2.2
                </VirtualHost>
                <VirtualHost *:80 *:8080>
                  ServerName b.example.com
                  ProxyPreserveHost On
                  ProxyPass / balancer://own/ stickysession=SID
                  BalancerMember balancer://own http://192.0.2.3
                  BalancerMember balancer://shared http://192.0.2.4
                  ProxyPassReverse / balancer://own/
                </VirtualHost>
                """);

        assertThat(config.sites())
                .extracting(SiteConfig::name, SiteConfig::listeners, SiteConfig::hosts)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "a.example.com",
                                List.of("port-80"),
                                List.of("a.example.com", "www.a.example.com", "*.a.example.net", "*")),
                        org.assertj.core.groups.Tuple.tuple(
                                "b.example.com", List.of("port-8080"), List.of("b.example.com", "*")),
                        org.assertj.core.groups.Tuple.tuple(
                                "b.example.com-by-name", List.of("port-80"), List.of("b.example.com")),
                        org.assertj.core.groups.Tuple.tuple("main", List.of("port-9000"), List.of("*")));
        SiteConfig b = config.sites().get(1);
        assertThat(b.routes()).extracting(RouteConfig::path).containsExactly("/all", "/");
        assertThat(b.routes())
                .extracting(RouteConfig::balancer)
                .containsExactly(Optional.of("shared-b.example.com"), Optional.of("own-b.example.com"));
        assertThat(b.routes().get(1).preserveHost()).isTrue();
        assertThat(b.routes().get(1).reverse())
                .containsExactly(new ReverseConfig("/", "balancer://own-b.example.com/"));
        assertThat(config.balancers().get("shared-b.example.com").members())
                .extracting(MemberConfig::url)
                .hasToString("[http://192.0.2.1, http://192.0.2.4]");
        assertThat(config.balancers()).containsOnlyKeys("shared", "shared-b.example.com", "own", "own-b.example.com");
    }

    @Test
    void rules_of_a_server_and_its_locations_become_rules_of_its_site() {
        TandemConfig config = load("""
                Listen 80
                ProxyPass / balancer://c/ stickysession=ROUTEID
                BalancerMember balancer://c http://192.0.2.1 route=1
                Header add Set-Cookie "ROUTEID=.%{BALANCER_WORKER_ROUTE}e; path=/" env=BALANCER_ROUTE_CHANGED
                Header always edit* X-A "a+" "b"
                RequestHeader set X-Forwarded-Proto "http" early
                SetEnvIfNoCase User-Agent "^bot" bot no=0 !good
                ErrorDocument 503 "Come back later"
                ErrorDocument 404 https://www.example.com/lost
                <Location "/api">
                  ProxyPreserveHost On
                  ProxyErrorOverride On 502 504
                  SetEnv api 1
                  <RequireAll>
                    Require ip 192.0.2.0/24
                    Require not env bot
                  </RequireAll>
                </Location>
                <LocationMatch "\\.(png|gif)$">
                  Header set Cache-Control "max-age=60"
                  Require method GET
                </LocationMatch>
                """);

        List<RuleConfig> rules = config.sites().get(0).rules();
        assertThat(rules).hasSize(3);
        assertThat(rules.get(0).responseFields()).hasSize(2);
        assertThat(rules.get(0).variables()).hasSize(3);
        assertThat(rules.get(0).errorPages()).hasSize(2);
        assertThat(rules.get(1).preserveHost()).contains(true);
        assertThat(rules.get(1).errorOverride()).hasToString("Optional[502 504]");
        assertThat(rules.get(2).pattern()).contains("\\.(png|gif)$");
        assertThat(config.guards())
                .extracting(
                        GuardConfig::path,
                        guard -> guard.access().require().orElseThrow().toString())
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("/api", "all(ip 192.0.2.0/24; not env bot)"),
                        org.assertj.core.groups.Tuple.tuple("/", "method GET"));
    }

    @Test
    void rewriting_leads_to_balancers_and_keeps_its_conditions() {
        TandemConfig config = load("""
                Listen 80
                RewriteEngine On
                RewriteCond %{HTTP:Upgrade} =websocket [NC]
                RewriteRule ^/ws/(.*)$ http://192.0.2.9:8080/$1 [P,L]
                RewriteRule ^/app(.*)$ balancer://c$1 [P]
                Redirect permanent /old https://www.example.com/new
                ProxyPassMatch ^/img/(.*\\.png)$ balancer://c/pics/$1
                ProxyPass /static !
                ProxyPass /servlet balancer://c/servlet mapping=servlet
                ProxyPassReverse / balancer://c/
                BalancerMember balancer://c http://192.0.2.1
                """);

        SiteConfig site = config.sites().get(0);
        assertThat(site.rewrites())
                .extracting(RewriteConfig::to)
                .containsExactly("balancer://192.0.2.9:8080/$1", "balancer://c$1");
        assertThat(site.rewrites().get(0).when()).hasSize(1);
        assertThat(site.rules().get(0).reverse()).containsExactly(new ReverseConfig("/", "balancer://c/"));
        assertThat(config.routes()).hasSize(4);
        assertThat(config.routes().get(0).pattern()).contains("^/img/(.*\\.png)$");
        assertThat(config.routes().get(2).matching()).isEqualTo(RouteConfig.Matching.SERVLET);
        assertThat(config.routes().get(3).answer().orElseThrow().location()).contains("https://www.example.com/new");
    }

    @Test
    void a_page_of_document_root_is_read_once_and_what_is_not_there_is_warned_of() {
        cases.file("html/errors/503.html", "<h1>Down</h1>");
        String text = "Listen 80\nProxyPass / balancer://c/\nBalancerMember balancer://c http://192.0.2.1\nServerRoot "
                + directory + "\nDocumentRoot html\nErrorDocument 503 /errors/503.html\n";

        TandemConfig config = load(text);

        assertThat(config.sites().get(0).rules().get(0).errorPages().get(0).text())
                .isEqualTo("<h1>Down</h1>");
        assertThat(ConfigCase.warnings(cases.httpd(text + "ErrorDocument 404 /none.html\n")))
                .anySatisfy(warning -> assertThat(warning).contains("/none.html is no file below DocumentRoot"));
    }

    @Test
    void conditions_by_version_and_file_are_answered() {
        cases.file("there.conf", "");
        TandemConfig config = load("ServerRoot " + directory + """

                <IfVersion >= 2.4>
                  Listen 81
                </IfVersion>
                <IfVersion < 2.4>
                  Listen 82
                </IfVersion>
                <IfVersion 2.4.66>
                  Listen 83
                </IfVersion>
                <IfVersion ~ ^2\\.4>
                  Listen 84
                </IfVersion>
                <IfFile there.conf>
                  Listen 85
                </IfFile>
                <IfModule mod_headers.c>
                  Listen 86
                </IfModule>
                <IfModule mod_php.c>
                  Listen 87
                </IfModule>
                ProxyPass / http://192.0.2.1/
                """);

        assertThat(config.listeners()).containsOnlyKeys("port-81", "port-83", "port-84", "port-85", "port-86");
    }

    @Test
    void the_name_of_a_file_may_have_blanks_and_what_turns_it_round_stands_before_the_quotes() {
        cases.file("there is one.conf", "");
        TandemConfig config = load("ServerRoot " + directory + """

                <IfFile "there is one.conf">
                  Listen 81
                </IfFile>
                <IfFile !"there is one.conf">
                  Listen 82
                </IfFile>
                <IfFile !"there is none.conf">
                  Listen 83
                </IfFile>
                <IfFile ! 'there is none.conf'>
                  Listen 84
                </IfFile>
                <IfFile there is one.conf>
                  Listen 85
                </IfFile>
                <IfFile "!there is none.conf">
                  Listen 86
                </IfFile>
                ProxyPass / http://192.0.2.1/
                """);

        assertThat(config.listeners()).containsOnlyKeys("port-81", "port-83", "port-84", "port-85");
    }

    @Test
    void what_httpd_knows_and_has_no_effect_here_is_a_named_warning() {
        Loaded loaded = cases.httpd("""
                Listen 80
                ProxyPass / http://192.0.2.1/
                CustomLog "|rotatelogs access.log 86400" common
                BalancerPersist On
                SetEnv proxy-nokeepalive 1
                UseCanonicalName On
                """);

        assertThat(ConfigCase.warnings(loaded))
                .extracting(sentence -> sentence.split(": ")[2])
                .containsExactly("CustomLog", "BalancerPersist", "SetEnv", "UseCanonicalName");
    }

    @Test
    void balancer_manager_stands_where_its_handler_is_set_and_shows_what_its_host_sees() {
        TandemConfig single = load("""
                Listen 80
                ProxyPass /balancer-manager !
                ProxyPass / balancer://app/ nonce=None growth=7
                BalancerMember balancer://app http://192.0.2.1
                <Location /balancer-manager>
                  SetHandler balancer-manager
                  Require local
                </Location>
                """);
        TandemConfig hosts = load("""
                Listen 80
                <Proxy balancer://common>
                  BalancerMember http://192.0.2.1
                </Proxy>
                <VirtualHost *:80>
                  ServerName a.example.com
                  ProxyPass / balancer://own/
                  BalancerMember balancer://own http://192.0.2.2
                </VirtualHost>
                <VirtualHost *:80>
                  ServerName b.example.com
                  <LocationMatch ^/(bm|balancers)$>
                    SetHandler balancer-manager
                    Require ip 192.0.2.0/24
                  </LocationMatch>
                </VirtualHost>
                """);

        assertThat(single.sites().get(0).managerPages())
                .containsExactly(new ManagerPageConfig("/balancer-manager", Optional.empty(), List.of()));
        assertThat(single.balancers().get("app").manager()).isEqualTo(new ManagerEdits(Optional.of("none"), 7));
        assertThat(hosts.sites().get(0).managerPages()).isEmpty();
        assertThat(hosts.sites().get(1).managerPages())
                .containsExactly(new ManagerPageConfig("/", Optional.of("^/(bm|balancers)$"), List.of("common")));
    }

    @Test
    void open_manager_and_other_handlers_are_warnings_and_a_target_as_handler_is_refused() {
        Loaded open = cases.httpd("""
                Listen 80
                ProxyPass / balancer://app/
                BalancerMember balancer://app http://192.0.2.1
                <Location /balancer-manager>
                  SetHandler balancer-manager
                </Location>
                <Location /server-status>
                  SetHandler server-status
                </Location>
                """);
        Loaded target = cases.httpd("""
                Listen 80
                <Location /x>
                  SetHandler "proxy:balancer://app"
                </Location>
                """);

        assertThat(ConfigCase.warnings(open))
                .anySatisfy(sentence -> assertThat(sentence)
                        .startsWith("httpd.conf:4:1: warning: ")
                        .contains("may change members at /balancer-manager"))
                .anySatisfy(sentence -> assertThat(sentence).contains("server-status is not carried out"));
        assertThat(ConfigCase.findings(target))
                .anySatisfy(sentence -> assertThat(sentence).contains("SetHandler", "write it with ProxyPass"));
    }
}
