package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.core.config.AccessConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.MemberConfig;
import tandem.core.config.MemberUrl;
import tandem.core.config.PolicyName;
import tandem.core.config.RouteConfig;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.RouteConfig.Via;
import tandem.core.config.StickyConfig;
import tandem.core.config.TandemConfig;
import tandem.core.config.Weight;

final class SeedTest {
    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() {
        cases = new ConfigCase(directory);
    }

    @Test
    void the_configuration_of_the_article_loads_unchanged_to_this_model() {
        Loaded loaded = cases.httpd(ConfigCase.resource("seed.conf"));

        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(ConfigCase.ok(loaded)).isEqualTo(seed("your-server-node1", "your-server-node2"));
    }

    @Test
    void a_final_slash_of_a_members_url_makes_no_double_slash() {
        TandemConfig config = ConfigCase.ok(cases.httpd(ConfigCase.resource("seed-with-addresses.conf")));

        assertThat(config).isEqualTo(seed("192.0.2.21", "192.0.2.22"));
        assertThat(config.balancers().get("mycluster").members().get(0).url().path())
                .isEmpty();
    }

    @Test
    void yaml_that_names_the_httpd_conf_gives_the_same_balancing() {
        cases.file("httpd.conf", ConfigCase.resource("seed.conf"));

        TandemConfig config = ConfigCase.ok(cases.yaml("httpd: httpd.conf\n"));

        assertThat(config).isEqualTo(seed("your-server-node1", "your-server-node2"));
    }

    @Test
    void native_yaml_written_from_it_loads_to_an_equal_configuration() {
        TandemConfig config = ConfigCase.ok(cases.httpd(ConfigCase.resource("seed.conf")));

        String yaml = YamlWriter.write(config);

        assertThat(ConfigCase.ok(cases.yaml(yaml))).as(yaml).isEqualTo(config);
    }

    @Test
    void the_text_as_printed_names_a_repair_for_each_line() {
        List<String> findings = ConfigCase.findings(cases.httpd(ConfigCase.resource("seed-as-printed.conf")));

        assertThat(findings)
                .containsExactly(
                        "httpd.conf:11:1: Order: stands outside of any section, its <Proxy> tags are lost;"
                                + " put it between <Proxy *> and </Proxy>",
                        "httpd.conf:12:1: Allow: stands outside of any section, its <Proxy> tags are lost;"
                                + " put it between <Proxy *> and </Proxy>",
                        "httpd.conf:18:1: BalancerMember: must define balancer name when outside <Proxy > section; put it"
                                + " between <Proxy balancer://mycluster> and </Proxy>, or write BalancerMember"
                                + " balancer://mycluster http://your-server-node1/ route=node1",
                        "httpd.conf:19:1: BalancerMember: must define balancer name when outside <Proxy > section; put it"
                                + " between <Proxy balancer://mycluster> and </Proxy>, or write BalancerMember"
                                + " balancer://mycluster http://your-server-node2/ route=node2",
                        "httpd.conf: Listen: is missing, so nothing could be reached; write the port that clients use, for"
                                + " example Listen 80");
    }

    @Test
    void the_text_as_printed_mended_loads_to_the_same_model() {
        Path printed = cases.file("printed.conf", ConfigCase.resource("seed-as-printed.conf"));

        HttpdFixer.Mending mending = HttpdFixer.fix(printed);

        assertThat(mending).isInstanceOf(HttpdFixer.Mending.Mended.class);
        HttpdFixer.Mending.Mended mended = (HttpdFixer.Mending.Mended) mending;
        assertThat(mended.repairs())
                .containsExactly(
                        "Listen 80 put at the top; change it if clients use another port",
                        "lines 11 to 12: put between <Proxy *> and </Proxy>",
                        "lines 18 to 19: put between <Proxy balancer://mycluster> and </Proxy>");
        assertThat(ConfigCase.ok(cases.httpd(mended.text()))).isEqualTo(seed("your-server-node1", "your-server-node2"));
    }

    @Test
    void a_sound_file_needs_no_mending() {
        Path sound = cases.file("sound.conf", ConfigCase.resource("seed.conf"));

        assertThat(HttpdFixer.fix(sound)).isEqualTo(new HttpdFixer.Mending.Sound());
    }

    static TandemConfig seed(String host1, String host2) {
        RouteConfig route = new RouteConfig(
                "*",
                "*",
                "/",
                Optional.of("mycluster"),
                Optional.of("/"),
                true,
                true,
                Via.OFF,
                AccessConfig.EVERYBODY,
                List.of(new ReverseConfig("/", "balancer://mycluster/")));
        BalancerConfig balancer = new BalancerConfig(
                PolicyName.BYREQUESTS,
                Optional.of(new StickyConfig(
                        Optional.of("BALANCEID"), Optional.of("BALANCEID"), StickyConfig.Separator.DOT, false)),
                true,
                OptionalInt.empty(),
                true,
                List.of(member("node1", host1), member("node2", host2)));
        return TandemConfig.empty()
                .edit()
                .listeners(Map.of("port-80", new ListenerConfig(new ListenAddress("*", 80))))
                .balancers(Map.of("mycluster", balancer))
                .routes(List.of(route))
                .done();
    }

    private static MemberConfig member(String name, String host) {
        return new MemberConfig(
                name,
                new MemberUrl(host, 80, ""),
                name,
                Weight.ONE,
                Set.of(),
                0,
                Duration.ofSeconds(60),
                "",
                Duration.ofSeconds(3),
                Duration.ofSeconds(60),
                true,
                Duration.ofSeconds(60));
    }
}
