package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.core.config.BalancerConfig;
import tandem.core.config.TandemConfig;

/** The samples, which {@code ForeignSamplesIT} shows to be accepted by their programs, and smaller pieces. */
class ForeignFilesTest {
    @TempDir
    private Path directory;

    private ForeignSamples samples;

    @BeforeEach
    void put() {
        samples = ForeignSamples.in(directory, "eth7");
    }

    @ParameterizedTest
    @CsvSource({
        "haproxy, haproxy.cfg",
        "nginx, nginx.conf",
        "keepalived, keepalived-lb1.conf keepalived-lb2.conf",
        "pair, haproxy.cfg keepalived-lb1.conf keepalived-lb2.conf"
    })
    void sample_becomes_this_yaml_with_this_report_and_check_accepts_it(String name, String files) throws Exception {
        Loaded loaded = samples.load(files.split(" "));
        ConfigCase.ok(loaded);
        ImportReport report = ImportReport.of((Loaded.Ok) loaded);

        assertThat(samples.plain(report.yaml())).isEqualTo(ForeignSamples.resource(name + ".yaml"));
        assertThat(samples.plain(sentences(report))).isEqualTo(ForeignSamples.resource(name + ".report"));
        Path yaml = Files.writeString(directory.resolve("tandem.yaml"), report.yaml());
        assertThat(ConfigCase.ok(ConfigFiles.check(yaml, Optional.empty()))).isEqualTo(((Loaded.Ok) loaded).config());
    }

    /** Without columns, which depend on how long the directory's name is. */
    private static String sentences(ImportReport report) {
        StringBuilder text = new StringBuilder();
        report.notCarriedOver()
                .forEach(finding -> text.append(finding.sentence().replaceFirst(":(\\d+):\\d+: ", ":$1: "))
                        .append('\n'));
        return text.toString();
    }

    private Loaded load(String name, String text) throws Exception {
        Files.writeString(directory.resolve(name), text);
        return samples.load(name);
    }

    private BalancerConfig balancer(String text) throws Exception {
        TandemConfig config = ConfigCase.ok(
                load("a.cfg", "defaults\n mode http\nfrontend f\n bind :80\n default_backend b\nbackend b\n" + text));
        return config.balancers().get("b");
    }

    @Test
    void content_tells_whose_file_it_is() throws Exception {
        assertThat(List.of("haproxy.cfg", "nginx.conf", "sites/shop.conf", "keepalived-lb1.conf"))
                .extracting(name -> ForeignFiles.kind(samples.file(name))
                        .map(ForeignFiles.Kind::word)
                        .orElse("none"))
                .containsExactly("haproxy", "nginx", "nginx", "keepalived");
        Path httpd = Files.writeString(directory.resolve("httpd.conf"), ConfigCase.resource("seed.conf"));
        assertThat(ForeignFiles.kind(httpd)).isEmpty();
    }

    @Test
    void keepalived_by_multicast_needs_the_nodes_from_the_command_line() throws Exception {
        String text = """
                vrrp_instance V {
                    state MASTER
                    interface eth0
                    virtual_router_id 7
                    virtual_ipaddress {
                        192.0.2.10/24
                    }
                }
                frontend
                """.replace("frontend\n", "");

        assertThat(ConfigCase.warnings(load("k.conf", text)))
                .anySatisfy(warning -> assertThat(warning).contains("give --nodes lb1=IP,lb2=IP"));
        TandemConfig config = ConfigCase.ok(samples.load(Map.of("lb1", "192.0.2.1", "lb2", "192.0.2.2"), "k.conf"));
        assertThat(config.vips()).singleElement().satisfies(vip -> {
            assertThat(vip.address()).isEqualTo("192.0.2.10/24");
            assertThat(vip.prefer()).contains("lb1");
        });
    }

    @Test
    void quotes_backslashes_and_comments_of_haproxy_are_its_own() throws Exception {
        BalancerConfig balancer =
                balancer(" option httpchk GET \"/a b#c\" # comment\n server 's 1' 192.0.2.1:80 check#not\n"
                        .replace("'s 1'", "s\\#1"));

        assertThat(balancer.members()).extracting(member -> member.name()).containsExactly("s#1");
        assertThat(balancer.members().get(0).health().orElseThrow().path()).isEqualTo("/a b#c");
    }

    @ParameterizedTest
    @CsvSource({"5000, PT5S", "5s, PT5S", "2m, PT2M", "1500us, PT0.002S", "1d, PT24H"})
    void times_of_haproxy_are_milliseconds_without_a_unit(String text, String duration) throws Exception {
        BalancerConfig balancer = balancer(" timeout server " + text + "\n server s 192.0.2.1:80\n");

        assertThat(balancer.members().get(0).timeout()).hasToString(duration);
    }

    @Test
    void weights_beyond_a_hundred_keep_their_ratio_and_zero_is_draining() throws Exception {
        BalancerConfig balancer = balancer(
                " server a 192.0.2.1:80 weight 256\n server b 192.0.2.2:80 weight 64\n server c 192.0.2.3:80 weight 0\n");

        assertThat(balancer.members())
                .extracting(member -> member.weight().toString())
                .containsExactly("100", "25", "1");
        assertThat(balancer.members().get(2).setting().toString()).contains("DRAINING");
    }

    @Test
    void rule_with_a_condition_that_cannot_be_told_is_left_out_with_its_place() throws Exception {
        Loaded loaded = load("a.cfg", """
                frontend f
                    mode http
                    bind :80
                    acl late hour gt 22
                    use_backend b if late
                    use_backend b if { path_beg /x } !late
                    default_backend b
                backend b
                    mode http
                    server s 192.0.2.1:80
                """);

        assertThat(ConfigCase.warnings(loaded))
                .filteredOn(warning -> warning.contains("its condition is more than hosts and paths"))
                .extracting(warning -> warning.substring(0, 8))
                .containsExactly("a.cfg:5:", "a.cfg:6:");
        assertThat(ConfigCase.ok(loaded).sites().get(0).routes()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.cfg | frontend f\\n bind \":80\\n | a.cfg:2:7: the quote is not closed",
                "a.cfg | frontend f\\n.if defined(X)\\n | a.cfg:2:1: .if: conditions are not carried out; write the file as it is to be read",
                "a.conf | http {\\n server {\\n } | a.conf:3:3: a brace is not closed",
                "a.conf | server { }\\n} | a.conf:2:1: closes nothing that is open",
                "a.conf | server { listen 80 } | a.conf:1:10: listen: is not ended by a semicolon",
                "a.conf | vrrp_instance X {\\n | a.conf: a brace is not closed"
            })
    void file_that_its_program_would_refuse_is_refused_with_its_place(String name, String text, String finding)
            throws Exception {
        assertThat(ConfigCase.findings(load(name, text.replace("\\n", "\n")))).contains(finding);
    }

    @Test
    void value_that_tandem_does_not_take_is_refused_at_its_line() throws Exception {
        assertThat(ConfigCase.findings(load("a.cfg", """
                frontend f
                    mode http
                    bind :80
                    default_backend b
                backend b
                    mode http
                    server s 192.0.2.1:80 maxconn 9999999
                """)))
                .singleElement()
                .asString()
                .startsWith("a.cfg:7:")
                .contains("limit.connections");
    }

    @Test
    void locations_are_asked_in_the_order_in_which_nginx_finds_them() throws Exception {
        TandemConfig config = ConfigCase.ok(load("n.conf", """
                server {
                    listen 80;
                    location /app { proxy_pass http://192.0.2.1; }
                    location /app/long/ { proxy_pass http://192.0.2.2; }
                    location ~ \\.php$ { proxy_pass http://192.0.2.3; }
                    location ^~ /static/ { proxy_pass http://192.0.2.4; }
                    location = /app { proxy_pass http://192.0.2.5; }
                }
                """));

        assertThat(config.sites().get(0).routes())
                .extracting(route -> route.pattern().orElse(route.path()) + " "
                        + route.balancer().orElse(""))
                .containsExactly(
                        "^/app$ 192.0.2.5",
                        "/static/ 192.0.2.4",
                        "\\.php$ 192.0.2.3",
                        "/app/long/ 192.0.2.2",
                        "^/app 192.0.2.1");
    }

    @Test
    void included_file_that_includes_itself_ends() throws Exception {
        assertThat(ConfigCase.findings(load("n.conf", "http { include n.conf; }\n")))
                .anySatisfy(finding -> assertThat(finding).contains("is too large or nested too deep"));
    }

    @Test
    void listener_on_a_virtual_address_listens_at_every_address() throws Exception {
        Files.writeString(directory.resolve("a.cfg"), """
                frontend f
                    mode http
                    bind 192.0.2.10:80
                    default_backend b
                backend b
                    mode http
                    server s 192.0.2.1:80
                """);

        TandemConfig config = ConfigCase.ok(samples.load("a.cfg", "keepalived-lb1.conf"));

        assertThat(config.listeners().get("f").listen()).hasToString("*:80");
    }
}
