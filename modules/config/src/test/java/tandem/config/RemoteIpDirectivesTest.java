package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.ClientAddressConfig;
import tandem.core.config.ProxyProtocolConfig;
import tandem.core.config.SiteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.text.Network;

/** Who connects on behalf of clients: mod_remoteip and its YAML. */
final class RemoteIpDirectivesTest {
    private static final String GOOD = "ProxyPass / http://192.0.2.21/\n";
    private static final List<Network> EVERYBODY = List.of(Network.parse("0.0.0.0/0"), Network.parse("::/0"));

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    private static Optional<ProxyProtocolConfig> senders(Loaded loaded, String listener) {
        return ConfigCase.ok(loaded).listeners().get(listener).proxyProtocol();
    }

    @Test
    void proxy_protocol_of_the_main_server_is_that_of_every_listener_but_for_exceptions() {
        Loaded loaded = cases.httpd("Listen 80\nListen 8080\nRemoteIPProxyProtocol On\n"
                + "RemoteIPProxyProtocolExceptions 127.0.0.1 192.0.2.0/24 2001:db8::/32\n" + GOOD);

        ProxyProtocolConfig senders = senders(loaded, "port-80").orElseThrow();
        assertThat(senders.from()).isEqualTo(EVERYBODY);
        assertThat(senders.direct())
                .containsExactly(
                        Network.parse("127.0.0.1"), Network.parse("192.0.2.0/24"), Network.parse("2001:db8::/32"));
        assertThat(senders(loaded, "port-8080")).contains(senders);
        assertThat(ConfigCase.warnings(loaded)).anyMatch(line -> line.contains("whoever reaches this port may say"));
    }

    @Test
    void virtual_host_says_it_for_its_addresses() {
        Loaded loaded = cases.httpd("Listen 80\nListen 8080\n<VirtualHost *:80>\n" + GOOD
                + "</VirtualHost>\n<VirtualHost *:8080>\nServerName a.example\nRemoteIPProxyProtocol On\n" + GOOD
                + "</VirtualHost>\n<VirtualHost *:8080>\nServerName b.example\nRemoteIPProxyProtocol Off\n" + GOOD
                + "</VirtualHost>\n");

        assertThat(senders(loaded, "port-80")).isEmpty();
        assertThat(senders(loaded, "port-8080")).isPresent();
        assertThat(ConfigCase.warnings(loaded))
                .anyMatch(
                        line -> line.startsWith("httpd.conf:13:1: warning: RemoteIPProxyProtocol: Off has no effect"));
    }

    @Test
    void names_in_place_of_networks_and_other_words_are_refused() {
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\nRemoteIPProxyProtocol On\n"
                        + "RemoteIPProxyProtocolExceptions monitor.example\nRemoteIPProxyProtocol maybe\n" + GOOD)))
                .hasSize(2)
                .anyMatch(line -> line.contains("names are not looked up"))
                .anyMatch(line -> line.contains("RemoteIPProxyProtocol"));
    }

    @Test
    void proxies_that_are_named_are_the_only_senders() {
        Loaded loaded = cases.httpd("Listen 80\nRemoteIPProxyProtocol On\nRemoteIPInternalProxy 192.0.2.0/28\n"
                + "RemoteIPTrustedProxy 203.0.113.7\n" + GOOD);

        assertThat(senders(loaded, "port-80").orElseThrow().from())
                .containsExactly(Network.parse("192.0.2.0/28"), Network.parse("203.0.113.7"));
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
    }

    @Test
    void header_is_believed_of_the_proxies_that_are_named() {
        cases.file("cdn.txt", "203.0.113.0/24  # one\n\n# none\n2001:db8::/32\n");
        Loaded loaded = cases.httpd("Listen 80\nRemoteIPHeader Forwarded\nRemoteIPInternalProxy 192.0.2 10.0.0.1\n"
                + "RemoteIPTrustedProxyList cdn.txt\nRemoteIPProxiesHeader X-Forwarded-By\n" + GOOD);

        assertThat(ConfigCase.ok(loaded).clientAddress())
                .contains(new ClientAddressConfig(
                        "Forwarded",
                        List.of(Network.parse("192.0.2.0/24"), Network.parse("10.0.0.1")),
                        List.of(Network.parse("203.0.113.0/24"), Network.parse("2001:db8::/32")),
                        Optional.of("X-Forwarded-By")));
        assertThat(ConfigCase.warnings(loaded)).isEmpty();
    }

    @Test
    void header_alone_believes_nobody_and_says_so() {
        Loaded loaded = cases.httpd("Listen 80\nRemoteIPHeader X-Forwarded-For\n" + GOOD);

        assertThat(ConfigCase.ok(loaded).clientAddress()).isEmpty();
        assertThat(ConfigCase.warnings(loaded))
                .anyMatch(line -> line.contains("RemoteIPHeader: has no effect: nobody is believed who is not named"));
    }

    @Test
    void virtual_host_has_what_it_says_and_else_what_the_main_server_says() {
        TandemConfig config = ConfigCase.ok(cases.httpd("Listen 80\nRemoteIPHeader X-Forwarded-For\n"
                + "RemoteIPInternalProxy 192.0.2.1\n<VirtualHost *:80>\nServerName a.example\n" + GOOD
                + "</VirtualHost>\n<VirtualHost *:80>\nServerName b.example\nRemoteIPHeader X-Client\n" + GOOD
                + "</VirtualHost>\n<VirtualHost *:80>\nServerName c.example\nRemoteIPTrustedProxy 192.0.2.3\n" + GOOD
                + "</VirtualHost>\n"));

        List<Network> main = List.of(Network.parse("192.0.2.1"));
        assertThat(config.clientAddress().orElseThrow().internalProxies()).isEqualTo(main);
        assertThat(config.sites())
                .extracting(SiteConfig::clientAddress)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(new ClientAddressConfig("X-Client", main, List.of(), Optional.empty())),
                        Optional.of(new ClientAddressConfig(
                                "X-Forwarded-For", List.of(), List.of(Network.parse("192.0.2.3")), Optional.empty())));
    }

    @Test
    void list_of_proxies_that_is_not_there_or_has_names_is_an_error() {
        cases.file("names.txt", "cdn.example\n");
        assertThat(ConfigCase.findings(cases.httpd("Listen 80\nRemoteIPHeader X\nRemoteIPInternalProxyList none.txt\n"
                        + "RemoteIPInternalProxyList names.txt\nRemoteIPInternalProxy cdn.example\n" + GOOD)))
                .anyMatch(line -> line.contains("none.txt cannot be read"))
                .anyMatch(
                        line -> line.contains("names.txt: 'cdn.example' is not an IP address; names are not looked up"))
                .anyMatch(line -> line.startsWith("httpd.conf:5:23: RemoteIPInternalProxy: 'cdn.example'"));
    }

    @Test
    void yaml_that_names_no_proxy_is_refused() {
        String rest =
                "listeners: {web: {listen: \"*:80\"}}\nbalancers: {app: {members: [{name: a, url: \"http://192.0.2.21\"}]}}\n"
                        + "routes: [{balancer: app}]\n";
        assertThat(ConfigCase.findings(cases.yaml("client-address: {field: X-Forwarded-For}\n" + rest)))
                .anyMatch(line -> line.contains("client-address: names no proxy"));
        assertThat(ConfigCase.ok(cases.yaml("client-address: {internal-proxies: 192.0.2.1}\n" + rest))
                        .clientAddress()
                        .orElseThrow()
                        .field())
                .isEqualTo("X-Forwarded-For");
    }

    @Test
    void who_believes_everybody_is_warned() {
        assertThat(ConfigCase.warnings(cases.httpd(
                        "Listen 80\nRemoteIPHeader X-Forwarded-For\nRemoteIPTrustedProxy 0.0.0.0/0\n" + GOOD)))
                .singleElement()
                .asString()
                .contains("client-address: believes everybody");
    }

    @Test
    void yaml_names_the_senders() {
        Loaded loaded = cases.yaml("""
                listeners:
                  web: {listen: "*:80", proxy-protocol: {from: [192.0.2.0/28], direct: 192.0.2.9, timeout: 2s}}
                balancers: {app: {members: [{name: a, url: "http://192.0.2.21"}]}}
                routes: [{balancer: app}]
                """);

        ProxyProtocolConfig senders = senders(loaded, "web").orElseThrow();
        assertThat(senders.timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(senders.from()).containsExactly(Network.parse("192.0.2.0/28"));
        assertThat(senders.direct()).containsExactly(Network.parse("192.0.2.9"));
    }

    @Test
    void yaml_that_trusts_nobody_is_refused() {
        String rest =
                "balancers: {app: {members: [{name: a, url: \"http://192.0.2.21\"}]}}\nroutes: [{balancer: app}]\n";
        assertThat(ConfigCase.findings(
                        cases.yaml("listeners: {web: {listen: \"*:80\", proxy-protocol: {from: []}}}\n" + rest)))
                .anyMatch(line -> line.contains("from names nobody"));
        assertThat(ConfigCase.findings(cases.yaml("listeners: {web: {listen: \"*:80\", proxy-protocol: {}}}\n" + rest)))
                .anyMatch(line -> line.contains("listeners.web.proxy-protocol.from: is required"));
    }
}
