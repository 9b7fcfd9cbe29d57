package tandem.core.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.AccessConfig;
import tandem.core.config.AccessConfig.Order;
import tandem.core.config.ForwardGuardConfig;
import tandem.core.config.ForwardParentConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.FtpConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PortRange;
import tandem.core.config.Requirement;
import tandem.core.config.RouteConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.forward.ForwardDecision.Cause;
import tandem.core.forward.ForwardDecision.Elsewhere;
import tandem.core.forward.ForwardDecision.Out;
import tandem.core.forward.ForwardDecision.Refused;
import tandem.core.text.IpAddress;
import tandem.core.text.Network;

class ForwardProxyTest {
    private static final InetAddress INSIDE = IpAddress.parse("198.51.100.7");
    private static final InetAddress OUTSIDE = IpAddress.parse("203.0.113.7");
    private static final AccessConfig LIMITED =
            new AccessConfig(Order.ALLOW_DENY, List.of(Network.parse("198.51.100.0/24")), List.of());

    private final List<ForwardGuardConfig> guards =
            new ArrayList<>(List.of(new ForwardGuardConfig("*", Optional.empty(), LIMITED)));
    private final List<String> block = new ArrayList<>();
    private final List<String> direct = new ArrayList<>();
    private final List<ForwardParentConfig> parents = new ArrayList<>();
    private Optional<String> domain = Optional.empty();

    private ForwardProxyConfig config() {
        return new ForwardProxyConfig(
                List.of(),
                guards,
                List.of(PortRange.parse("443"), PortRange.parse("8000-8100")),
                block,
                parents,
                direct,
                domain,
                List.of(),
                RouteConfig.Via.OFF,
                Optional.empty(),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                10,
                FtpConfig.DEFAULT);
    }

    private ForwardDecision decide(InetAddress client, ForwardTarget target) {
        return new ForwardProxy("out", config()).decide(target, Requirement.Asker.at(client));
    }

    private static ForwardTarget url(String authority, String path) {
        return ForwardTarget.of("http", authority, path, "");
    }

    private void parent(String match, String pattern, String url) {
        parents.add(new ForwardParentConfig(
                match, Optional.of(pattern).filter(text -> !text.isEmpty()), MemberUrl.parse(url)));
    }

    @Test
    void clients_that_the_rules_permit_go_straight_to_the_server() {
        assertThat(decide(INSIDE, url("www.example.com", "/a"))).isEqualTo(new Out(List.of()));
        assertThat(decide(INSIDE, ForwardTarget.connect("www.example.com:443"))).isEqualTo(new Out(List.of()));
    }

    @Test
    void everybody_else_is_refused_and_so_is_everything_without_rules() {
        assertThat(decide(OUTSIDE, url("www.example.com", "/"))).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.cause()).isEqualTo(Cause.ACCESS);
        });
        guards.clear();
        assertThat(decide(INSIDE, url("www.example.com", "/"))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"443,true", "80,false", "7999,false", "8000,true", "8100,true", "8101,false", "22,false"})
    void connect_reaches_the_ports_that_are_named(int port, boolean reaches) {
        assertThat(decide(INSIDE, ForwardTarget.connect("www.example.com:" + port)) instanceof Out)
                .isEqualTo(reaches);
    }

    @Test
    void the_last_rule_that_matches_decides_whatever_the_spelling() {
        guards.add(new ForwardGuardConfig("http://secret.example/*", Optional.empty(), AccessConfig.NOBODY));
        guards.add(new ForwardGuardConfig("*", Optional.of("^http://[^/]*/private"), AccessConfig.NOBODY));

        assertThat(decide(INSIDE, url("secret.example", "/"))).isInstanceOf(Refused.class);
        assertThat(decide(INSIDE, url("SECRET.example.", "/"))).isInstanceOf(Refused.class);
        assertThat(decide(INSIDE, url("secret.example:80", "/"))).isInstanceOf(Refused.class);
        assertThat(decide(INSIDE, url("www.example", "/private"))).isInstanceOf(Refused.class);
        assertThat(decide(INSIDE, url("www.example", "/public"))).isInstanceOf(Out.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ads.example.net,true",
        "www.ADS.example.net,true",
        "example.net,false",
        "203.0.113.9,true",
        "203.0.114.9,false",
    })
    void a_part_of_a_name_and_a_network_are_blocked(String host, boolean blocked) {
        block.add("ads.");
        block.add("203.0.113.0/24");

        assertThat(decide(INSIDE, url(host, "/"))).isInstanceOf(blocked ? Refused.class : Out.class);
    }

    @Test
    void a_star_blocks_everything() {
        block.add("*");

        assertThat(decide(INSIDE, ForwardTarget.connect("a:443"))).isInstanceOf(Refused.class);
    }

    @Test
    void a_host_without_a_domain_is_asked_for_with_one() {
        domain = Optional.of(".example.com");

        assertThat(decide(INSIDE, url("intranet:8080", "/a")))
                .isEqualTo(new Elsewhere("http://intranet.example.com:8080/a"));
        assertThat(decide(INSIDE, url("localhost", "/a"))).isInstanceOf(Out.class);
        assertThat(decide(INSIDE, url("www.example.net", "/a"))).isInstanceOf(Out.class);
        assertThat(decide(INSIDE, url("[2001:db8::1]", "/a"))).isInstanceOf(Out.class);
    }

    @Test
    void other_proxies_are_asked_in_their_order_but_for_what_is_direct() {
        parent("http://far.example/", "", "http://proxy1.example:3128");
        parent("*", "", "http://proxy2.example:3128");
        parent("*", "^far\\.example:", "http://proxy3.example:3128");
        direct.addAll(List.of(".near.example", "one.example", "192.0.2.0/24"));
        MemberUrl second = MemberUrl.parse("http://proxy2.example:3128");

        assertThat(decide(INSIDE, url("far.example", "/")))
                .isEqualTo(new Out(List.of(MemberUrl.parse("http://proxy1.example:3128"), second)));
        assertThat(decide(INSIDE, ForwardTarget.connect("far.example:443")))
                .isEqualTo(new Out(List.of(second, MemberUrl.parse("http://proxy3.example:3128"))));
        assertThat(decide(INSIDE, url("www.near.example", "/"))).isEqualTo(new Out(List.of()));
        assertThat(decide(INSIDE, url("one.example", "/"))).isEqualTo(new Out(List.of()));
        assertThat(decide(INSIDE, url("192.0.2.9", "/"))).isEqualTo(new Out(List.of()));
        assertThat(decide(INSIDE, url("notnear.example", "/"))).isEqualTo(new Out(List.of(second)));
    }

    @Test
    void https_in_a_request_line_needs_another_proxy_and_ftp_does_not() {
        ForwardTarget target = ForwardTarget.of("https", "www.example.com", "/", "");
        assertThat(decide(INSIDE, target))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(501));

        ForwardTarget ftp = ForwardTarget.of("ftp", "ftp.example.com", "/", "");
        assertThat(ftp.port()).isEqualTo(21);
        assertThat(decide(INSIDE, ftp)).isEqualTo(new Out(List.of()));
        parent("https", "", "http://proxy1.example:3128");
        assertThat(decide(INSIDE, target)).isInstanceOf(Out.class);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,true",
        "127.9.9.9,true",
        "0.0.0.0,true",
        "169.254.169.254,true",
        "224.0.0.1,true",
        "::1,true",
        "::,true",
        "fe80::1,true",
        "ff02::1,true",
        "64:ff9b::7f00:1,true",
        "2002:7f00:1::,true",
        "198.51.100.11,true",
        "198.51.100.100,true",
        "198.51.100.13,false",
        "10.0.0.1,false",
        "64:ff9b::c000:201,false",
        "2001:db8::1,false",
    })
    void nobody_is_led_to_this_installation(String address, boolean own) {
        TandemConfig config = TandemConfig.empty()
                .edit()
                .vips(List.of(new VipConfig("198.51.100.100/24", Optional.of("eth0"), VipProviderKind.NETLINK)))
                .forwardProxies(Map.of("out", config()))
                .done();
        OwnAddresses addresses = ForwardProxies.of(config).own();

        assertThat(addresses.contain(IpAddress.parse(address), address.equals("198.51.100.11")))
                .isEqualTo(own);
    }

    @Test
    void an_own_site_is_answered_here() {
        TandemConfig config = TandemConfig.empty()
                .edit()
                .serverName(Optional.of("www.shop.example"))
                .listeners(Map.of("web", new ListenerConfig(ListenAddress.parse("*:8080"))))
                .forwardProxies(Map.of("out", config()))
                .done();
        ForwardProxies proxies = ForwardProxies.of(config);

        assertThat(proxies.here(url("www.shop.example:8080", "/"), "web")).isTrue();
        assertThat(proxies.here(url("www.shop.example", "/"), "web")).isFalse();
        assertThat(proxies.here(url("other.example:8080", "/"), "web")).isFalse();
        assertThat(proxies.here(ForwardTarget.connect("www.shop.example:8080"), "web"))
                .isFalse();
        assertThat(proxies.at("web").name()).isEqualTo("out");
        assertThat(ForwardProxies.of(TandemConfig.empty())).isNull();
    }

    // ---- open proxies ----

    private Optional<String> open(AccessConfig access) {
        guards.clear();
        guards.add(new ForwardGuardConfig("*", Optional.empty(), access));
        return Openness.of(new ForwardProxy("out", config()));
    }

    private Optional<String> requiring(String requirement) {
        return open(AccessConfig.EVERYBODY.with(Requirement.parse(requirement)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "all granted | true",
                "all denied | false",
                "ip 198.51.100.0/24 | false",
                "ip 0.0.0.0/0 | true",
                "ip 0.0.0.0/1 128.0.0.0/1 | true",
                "ip 2000::/3 | true",
                "ip 2001:db8::/32 | false",
                "local | false",
                "method GET | true",
                "header X-Key | true",
                "header X-Key s3cret | false",
                "any(ip 198.51.100.0/24; method GET) | true",
                "all(ip 198.51.100.0/24; method GET) | false",
                "all(ip 198.51.100.0/24; not ip 198.51.100.9) | false",
                "all(all granted; not ip 198.51.100.9) | true",
            })
    void a_proxy_is_open_if_clients_pass_wherever_they_are(String requirement, boolean open) {
        assertThat(requiring(requirement).isPresent()).isEqualTo(open);
    }

    @Test
    void lists_limit_a_proxy_if_they_say_who_may() {
        Network some = Network.parse("198.51.100.0/24");
        assertThat(open(AccessConfig.EVERYBODY)).contains("http://stranger.invalid/");
        assertThat(open(LIMITED)).isEmpty();
        assertThat(open(AccessConfig.NOBODY)).isEmpty();
        assertThat(open(new AccessConfig(Order.DENY_ALLOW, List.of(), List.of(some))))
                .isPresent();
        assertThat(open(new AccessConfig(Order.ALLOW_DENY, List.of(Network.parse("0.0.0.0/0")), List.of())))
                .isPresent();
    }

    @Test
    void a_rule_for_some_servers_may_be_for_everybody_but_not_one_for_all_servers_of_a_kind() {
        assertThat(open(LIMITED)).isEmpty();
        guards.add(new ForwardGuardConfig("http://repo.example/*", Optional.empty(), AccessConfig.EVERYBODY));
        assertThat(Openness.of(new ForwardProxy("out", config()))).isEmpty();

        guards.add(new ForwardGuardConfig("*", Optional.of(":443$"), AccessConfig.EVERYBODY));
        assertThat(Openness.of(new ForwardProxy("out", config()))).contains("stranger.invalid:443");
    }
}
