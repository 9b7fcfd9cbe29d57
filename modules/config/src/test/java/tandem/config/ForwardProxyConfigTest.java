package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessConfig.Order;
import tandem.core.config.ForwardGuardConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.PortRange;
import tandem.core.config.RouteConfig.Via;
import tandem.core.text.Network;

/** Forward proxies as YAML and httpd.conf describe them. */
class ForwardProxyConfigTest {
    private static final AccessConfig LIMITED =
            new AccessConfig(Order.ALLOW_DENY, List.of(Network.parse("198.51.100.0/24")), List.of());
    private static final String WHAT =
            "write guards: [{access: {order: allow-deny, allow: [198.51.100.0/24]}}] with the networks of its clients (in an"
                    + " httpd.conf <Proxy \"*\"> with Require ip 198.51.100.0/24, behind every other <Proxy \"*\">)";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private ForwardProxyConfig httpd(String text) {
        return ConfigCase.ok(cases.httpd(text)).forwardProxies().get("forward");
    }

    private static String yaml(String proxies) {
        return "listeners: {web: {listen: \"*:80\"}, outbound: {listen: \"*:3128\"}}\nforward-proxies: {" + proxies
                + "}\n";
    }

    @Test
    void httpd_conf_says_all_of_a_forward_proxy() {
        ForwardProxyConfig proxy = httpd("""
                Listen 3128
                ProxyRequests On
                ProxyVia Full
                ProxyTimeout 20
                AllowCONNECT 443 8000-8100
                ProxyBlock ads.example 203.0.113.0/24
                ProxyRemote http://far.example/ http://proxy1.example:3128
                ProxyRemoteMatch \\.far$ http://proxy2.example
                NoProxy .near.example 192.0.2
                ProxyDomain .example.com
                <Proxy "*">
                  Require ip 198.51.100.0/24
                </Proxy>
                <Proxy "http://127.0.0.1:8080/">
                  Require ip 198.51.100.9
                </Proxy>
                <ProxyMatch "^http://[^/]*/private">
                  Require all denied
                </ProxyMatch>
                """);

        assertThat(proxy.listeners()).isEmpty();
        assertThat(proxy.guards())
                .containsExactly(
                        new ForwardGuardConfig("*", Optional.empty(), LIMITED),
                        new ForwardGuardConfig(
                                "http://127.0.0.1:8080/",
                                Optional.empty(),
                                new AccessConfig(Order.ALLOW_DENY, List.of(Network.parse("198.51.100.9")), List.of())),
                        new ForwardGuardConfig("*", Optional.of("^http://[^/]*/private"), AccessConfig.NOBODY));
        assertThat(proxy.connectPorts()).containsExactly(new PortRange(443, 443), new PortRange(8000, 8100));
        assertThat(proxy.block()).containsExactly("ads.example", "203.0.113.0/24");
        assertThat(proxy.direct()).containsExactly(".near.example", "192.0.2");
        assertThat(proxy.domain()).contains(".example.com");
        assertThat(proxy.permit()).containsExactly(Network.parse("127.0.0.1"));
        assertThat(proxy.via()).isEqualTo(Via.FULL);
        assertThat(proxy.timeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(proxy.tunnelIdle()).isEqualTo(Duration.ofSeconds(20));
        assertThat(proxy.parents())
                .extracting(parent -> parent.url().toString())
                .containsExactly("http://proxy1.example:3128", "http://proxy2.example");
        assertThat(proxy.parents().get(1).pattern()).contains("\\.far$");
    }

    @Test
    void ports_are_those_of_httpd_by_default() {
        ForwardProxyConfig proxy = httpd("""
                Listen 3128
                ProxyRequests On
                <Proxy *>
                  Require local
                </Proxy>
                """);

        assertThat(proxy.connectPorts()).extracting(PortRange::toString).containsExactly("443", "563");
    }

    @Test
    void open_proxy_in_httpd_conf_is_refused_with_what_to_write() {
        assertThat(ConfigCase.findings(cases.httpd("Listen 3128\nProxyRequests On\n")))
                .containsExactly(
                        "httpd.conf:2:1: forward-proxies.forward: everybody could use this proxy, for example for"
                                + " http://stranger.invalid/; open proxies are found and abused within hours. " + WHAT);
    }

    @Test
    void a_later_rule_may_not_open_it_again() {
        assertThat(ConfigCase.findings(cases.httpd("""
                        Listen 3128
                        ProxyRequests On
                        <Proxy *>
                          Require ip 198.51.100.0/24
                        </Proxy>
                        <Proxy "http://*">
                          Require all granted
                        </Proxy>
                        """)))
                .singleElement()
                .asString()
                .startsWith("httpd.conf:2:1: forward-proxies.forward: everybody could use this proxy");
    }

    @Test
    void virtual_host_has_its_own_and_the_others_have_none() {
        Loaded loaded = cases.httpd("""
                Listen 80
                Listen 3128
                <VirtualHost *:80>
                  ServerName www.example.com
                  ProxyPass / http://192.0.2.1/
                </VirtualHost>
                <VirtualHost *:3128>
                  ProxyRequests On
                  <Proxy *>
                    Require ip 198.51.100.0/24
                  </Proxy>
                </VirtualHost>
                """);

        assertThat(ConfigCase.ok(loaded).forwardProxies()).containsOnlyKeys("forward");
        assertThat(ConfigCase.ok(loaded).forwardProxies().get("forward").listeners())
                .containsExactly("port-3128");
    }

    @Test
    void what_would_change_requests_is_an_error_without_a_forward_proxy_and_the_rest_is_a_warning() {
        assertThat(ConfigCase.findings(cases.httpd("""
                        Listen 80
                        ProxyPass / http://192.0.2.1/
                        ProxyRemote * http://proxy.example:3128
                        ProxyBlock ads
                        """)))
                .allSatisfy(sentence -> assertThat(sentence).contains("is carried out for the forward proxy"))
                .hasSize(2);
        assertThat(ConfigCase.warnings(cases.httpd("""
                        Listen 80
                        ProxyPass / http://192.0.2.1/
                        ProxyRequests Off
                        AllowCONNECT 443
                        NoProxy .example.com
                        """)))
                .allSatisfy(sentence -> assertThat(sentence).contains("has no effect: ProxyRequests is Off"))
                .hasSize(2);
    }

    @Test
    void malformed_values_are_named_at_their_place() {
        assertThat(ConfigCase.findings(cases.httpd("""
                        Listen 3128
                        AllowCONNECT 0 http
                        ProxyDomain example.com
                        ProxyRemote * ftp://proxy.example
                        """)))
                .filteredOn(sentence -> !sentence.contains(": warning: "))
                .extracting(sentence -> sentence.split(": ")[0] + " " + sentence.split(": ")[1])
                .containsExactlyInAnyOrder(
                        "httpd.conf:2:14 AllowCONNECT",
                        "httpd.conf:2:16 AllowCONNECT",
                        "httpd.conf:3:1 ProxyDomain",
                        "httpd.conf:4:1 ProxyRemote");
    }

    // ---- YAML ----

    @Test
    void yaml_needs_no_more_than_who_may_use_it() {
        Loaded loaded = cases.yaml(yaml(
                "out: {listeners: [outbound], guards: [{access: {order: allow-deny, allow: [198.51.100.0/24]}}]}"));

        ForwardProxyConfig proxy = ConfigCase.ok(loaded).forwardProxies().get("out");
        assertThat(proxy.guards()).containsExactly(new ForwardGuardConfig("*", Optional.empty(), LIMITED));
        assertThat(proxy.connectPorts()).extracting(PortRange::toString).containsExactly("443", "563");
        assertThat(proxy.tunnels()).isEqualTo(1000);
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
    }

    @Test
    void yaml_without_rules_and_with_open_ones_is_refused() {
        assertThat(ConfigCase.findings(cases.yaml(yaml("out: {}"))))
                .containsExactly("tandem.yaml:2:24: forward-proxies.out: nobody may use this proxy; " + WHAT);
        assertThat(ConfigCase.findings(cases.yaml(yaml("out: {guards: [{access: {}}]}"))))
                .singleElement()
                .asString()
                .startsWith("tandem.yaml:2:24: forward-proxies.out: everybody could use this proxy");
    }

    @Test
    void names_and_other_proxies_are_checked() {
        String limited = "guards: [{access: {order: allow-deny, allow: [198.51.100.0/24]}}]";
        assertThat(ConfigCase.findings(cases.yaml(yaml("out: {listeners: [outbond], " + limited + "}"))))
                .containsExactly(
                        "tandem.yaml:2:36: forward-proxies.out.listeners: there is no listener named 'outbond';"
                                + " did you mean outbound?");
        assertThat(ConfigCase.findings(
                        cases.yaml(yaml("a: {" + limited + "}, b: {listeners: [web], " + limited + "}"))))
                .singleElement()
                .asString()
                .contains("the listener web has the forward proxy a already");
        assertThat(ConfigCase.findings(
                        cases.yaml(yaml("out: {parents: [{url: \"https://proxy.example\"}], " + limited + "}"))))
                .singleElement()
                .asString()
                .contains("another proxy is named by http://HOST:PORT");
        assertThat(ConfigCase.findings(
                        cases.yaml(yaml("out: {guards: [{access: {order: allow-deny, allow-variables: [ok]}}]}"))))
                .singleElement()
                .asString()
                .contains("asks for variables (env), which nothing sets");
    }
}
