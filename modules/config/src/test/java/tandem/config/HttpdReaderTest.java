package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.HealthConfig;
import tandem.core.config.HealthMethod;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberFlag;
import tandem.core.config.MemberLimitConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.Via;
import tandem.core.config.StatusCode;
import tandem.core.config.TandemConfig;
import tandem.core.health.Expectation;
import tandem.core.text.Network;

final class HttpdReaderTest {
    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private TandemConfig load(String text) {
        return ConfigCase.ok(cases.httpd(text));
    }

    @Test
    void hcheck_parameters_templates_and_expressions_are_one_rule_a_member() {
        TandemConfig config = load("""
                Listen 8080
                ProxyPass / balancer://c/ failonstatus=500,503 failontimeout=On timeout=3
                <Proxy balancer://c>
                  BalancerMember http://192.0.2.1/app hcmethod=GET11 hcuri=status hcinterval=500ms hcexpr=up ping=1
                  BalancerMember http://192.0.2.2 hctemplate=tcp hcfails=3
                  BalancerMember http://192.0.2.3 hcmethod=NONE hcinterval=5
                  BalancerMember http://192.0.2.4
                </Proxy>
                ProxyHCExpr up {%{REQUEST_STATUS} =~ /^[23]/ && hc('body') !~ /Under maintenance/}
                ProxyHCTemplate tcp hcinterval=5 hcpasses=2
                """);

        BalancerConfig balancer = config.balancers().get("c");
        assertThat(balancer.failOnStatus()).containsExactlyInAnyOrder(new StatusCode(500), new StatusCode(503));
        assertThat(balancer.failOnTimeout()).isTrue();
        assertThat(balancer.waitForMember()).isEqualTo(Duration.ofSeconds(3));
        assertThat(balancer.members().get(0).ping()).contains(Duration.ofSeconds(1));
        assertThat(balancer.members().get(0).health())
                .contains(new HealthConfig(
                        HealthMethod.GET11,
                        "/status",
                        Duration.ofMillis(500),
                        1,
                        1,
                        Optional.of(
                                Expectation.parse("%{REQUEST_STATUS} =~ /^[23]/ && hc('body') !~ /Under maintenance/")),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(balancer.members().get(1).health())
                .contains(new HealthConfig(
                        HealthMethod.TCP,
                        "",
                        Duration.ofSeconds(5),
                        2,
                        3,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(balancer.members().get(2).health()).isEmpty();
        assertThat(balancer.members().get(3).health()).isEmpty();
        assertThat(ConfigCase.ok(cases.yaml(YamlWriter.write(config))).balancers())
                .isEqualTo(config.balancers());
    }

    @Test
    void health_in_yaml_has_the_words_of_both_worlds() {
        TandemConfig config = ConfigCase.ok(cases.yaml("""
                listeners: {web: {listen: "*:80"}}
                balancers:
                  app:
                    health: {method: GET, path: /health, interval: 5s, rise: 2, fall: 3, expect: "status == 200"}
                    members:
                      - {name: a, url: "http://192.0.2.1"}
                      - {name: b, url: "http://192.0.2.2", health: {method: tcp}}
                routes: [{path: /, balancer: app}]
                """));

        BalancerConfig app = config.balancers().get("app");
        assertThat(app.healthOf(app.members().get(0)).orElseThrow().method()).isEqualTo(HealthMethod.GET);
        assertThat(app.healthOf(app.members().get(0)).orElseThrow().expect())
                .contains(Expectation.parse("status == 200"));
        assertThat(app.healthOf(app.members().get(1)).orElseThrow().method()).isEqualTo(HealthMethod.TCP);
        assertThat(ConfigCase.ok(cases.yaml(YamlWriter.write(config))).balancers())
                .isEqualTo(config.balancers());
    }

    @Test
    void members_may_stand_inside_and_outside_of_proxy_in_any_order() {
        TandemConfig config = load("""
                listen 8080
                BALANCERMEMBER balancer://C http://192.0.2.1:8080/app/ route=a loadfactor=2.5 status=+H-H+D
                ProxyPass /app balancer://c stickysession=SID|sid stickysessionsep=Off nofailover=on maxattempts=3
                <Proxy "balancer://c" scolonpathdelim=On>
                  BalancerMember "http://[2001:db8::1]" \\
                     lbset=1 retry=5 connectiontimeout=250ms timeout=7 ttl=9 disablereuse=On
                  ProxySet forcerecovery=Off
                </Proxy>
                """);

        BalancerConfig balancer = config.balancers().get("c");
        assertThat(balancer.members()).extracting(MemberConfig::name).containsExactly("a", "[2001:db8::1]");
        MemberConfig a = balancer.members().get(0);
        MemberConfig b = balancer.members().get(1);
        assertThat(a.url()).hasToString("http://192.0.2.1:8080/app");
        assertThat(a.weight().hundredths()).isEqualTo(250);
        assertThat(a.setting()).isEqualTo(Set.of(MemberFlag.DISABLED));
        assertThat(b.connectTimeout()).isEqualTo(Duration.ofMillis(250));
        assertThat(b.timeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(b.keepIdle()).isEqualTo(Duration.ofSeconds(9));
        assertThat(b.retry()).isEqualTo(Duration.ofSeconds(5));
        assertThat(b.reuse()).isFalse();
        assertThat(balancer.forceRecovery()).isFalse();
        assertThat(balancer.maxAttempts()).hasValue(3);
        assertThat(balancer.sticky().orElseThrow().semicolonEnds()).isTrue();
        assertThat(config.routes().get(0).to()).contains("");
        assertThat(config.listeners()).containsOnlyKeys("port-8080");
    }

    @Test
    void a_plain_url_makes_a_balancer_of_one_member_that_never_is_in_error() {
        TandemConfig config =
                load("Listen 80\nProxyPass /a/ http://192.0.2.1:8080/b/\nProxyPass /x !\nProxyVia Full\n");

        RouteConfig route = config.routes().get(0);
        assertThat(route.balancer()).contains("192.0.2.1:8080-b");
        assertThat(route.to()).contains("/b/");
        assertThat(route.via()).isEqualTo(Via.FULL);
        assertThat(route.preserveHost()).isFalse();
        assertThat(config.balancers().get("192.0.2.1:8080-b").members().get(0).setting())
                .containsExactly(MemberFlag.IGNORE_ERRORS);
        assertThat(config.routes().get(1).balancer()).isEmpty();
    }

    @Test
    void timeouts_come_from_the_member_then_proxy_timeout_then_timeout() {
        String members = "Listen 80\nProxyPass / balancer://c/\n"
                + "BalancerMember balancer://c http://a timeout=5\nBalancerMember balancer://c http://b\n";

        TandemConfig both = load(members + "Timeout 20\nProxyTimeout 10\n");
        TandemConfig one = load(members + "Timeout 20\n");

        assertThat(both.balancers().get("c").members())
                .extracting(member -> member.timeout().toSeconds())
                .containsExactly(5L, 10L);
        assertThat(one.balancers().get("c").members().get(1).timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(one.clientTimeouts().idle()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void access_of_proxy_goes_to_routes_and_access_of_location_to_guards() {
        TandemConfig config = load("""
                Listen 80
                <Proxy balancer://c>
                  Order allow,deny
                  Allow from 192.0.2 198.51.100.0/255.255.255.0
                  Deny from 192.0.2.9
                </Proxy>
                <Location /admin>
                  Require ip 192.0.2.0/24
                </Location>
                <Location /app>
                  ProxyPass balancer://c/app
                  ProxyPassReverse balancer://c/app
                  Require all granted
                </Location>
                ProxyPass / balancer://c/
                """);

        assertThat(config.routes()).extracting(RouteConfig::path).containsExactly("/app", "/");
        assertThat(config.routes().get(1).access())
                .isEqualTo(new AccessConfig(
                        AccessConfig.Order.ALLOW_DENY,
                        List.of(Network.parse("192.0.2"), Network.parse("198.51.100.0/24")),
                        List.of(Network.parse("192.0.2.9"))));
        assertThat(config.guards()).hasSize(2);
        assertThat(config.guards().get(1).access()).isEqualTo(AccessConfig.EVERYBODY);
        assertThat(config.routes().get(0).reverse().get(0).path()).isEqualTo("/app");
    }

    @Test
    void conditions_definitions_and_includes_are_carried_out() {
        cases.file("sub/10-listen.conf", "Listen ${PORT}\n");
        cases.file("sub/20-pass.conf", "ProxyPass / balancer://${NAME}/\n");
        Path file = cases.file("httpd.conf", """
                # a comment \\
                still the comment
                Define NAME shop
                <IfModule mod_proxy.c>
                  <IfModule !proxy_balancer_module>
                    Nonsense
                  </IfModule>
                  <IfDefine NAME>
                    Include sub/*.conf
                  </IfDefine>
                </IfModule>
                <IfModule mod_dav.c>
                  Dav on
                </IfModule>
                <Directory />
                  Require all denied
                </Directory>
                IncludeOptional none/*.conf
                """);

        TandemConfig config = ConfigCase.ok(ConfigFiles.load(file, Optional.empty(), Map.of("PORT", "8088")));

        assertThat(config.listeners()).containsOnlyKeys("port-8088");
        assertThat(config.balancers()).containsOnlyKeys("shop");
    }

    @Test
    void limits_of_members_are_read() {
        TandemConfig config = load("""
                Listen 80
                ProxyPass / balancer://c/
                BalancerMember balancer://c http://h max=20 acquire=300 addressttl=5 disablereuse=On
                BalancerMember balancer://c http://i max=0 addressttl=-1
                """);

        List<MemberConfig> members = config.balancers().get("c").members();
        assertThat(members.getFirst().limit())
                .isEqualTo(new MemberLimitConfig(20, Optional.of(Duration.ofMillis(300))));
        assertThat(members.getFirst().resolveEvery()).isEqualTo(Duration.ofSeconds(5));
        assertThat(members.getFirst().reuse()).isFalse();
        assertThat(members.getLast().limit()).isEqualTo(MemberLimitConfig.NONE);
        assertThat(members.getLast().resolveEvery()).isEqualTo(MemberConfig.RESOLVE_EVERY);
    }

    @Test
    void what_has_no_effect_or_is_doubtful_is_a_warning() {
        Loaded loaded = cases.httpd("""
                Listen 80
                ProxyPass / balancer://c/ nonce=abc nocanon
                BalancerMember balancer://c http://h smax=2
                BalancerMember balancer://c http://h/app loadfactor=3
                ProxyPass /app balancer://c/app/
                ProxyPassReverse / http://elsewhere/
                """);

        assertThat(ConfigCase.warnings(loaded))
                .extracting(sentence -> sentence.substring(0, Math.min(sentence.length(), 52)))
                .containsExactly(
                        "httpd.conf:3:38: warning: smax: has no effect here: ",
                        "httpd.conf:4:1: warning: BalancerMember: http://h/ap",
                        "httpd.conf:5:16: warning: ProxyPass: /app/x becomes ",
                        "httpd.conf:6:1: warning: ProxyPassReverse: no ProxyP");
    }
}
