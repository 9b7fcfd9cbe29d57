package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class YamlErrorsTest {
    private static final String GOOD = """
            listeners: {web: {listen: "*:80"}}
            balancers:
              app:
                sticky: {cookie: BALANCEID}
                members:
                  - {name: node1, url: "http://192.0.2.21", route: node1}
                  - {name: node2, url: "http://192.0.2.22", route: node2}
            routes: [{path: /, balancer: app}]
            """;
    private static final String CLUSTER = """
            cluster:
              name: shop
              nodes: {lb1: 198.51.100.11, lb2: 198.51.100.12}
              secret-file: cluster.key
            vips:
              - {address: 198.51.100.100/24, interface: eth0}
            """;

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() throws IOException {
        cases = new ConfigCase(directory);
        Path secret = cases.file("cluster.key", "k".repeat(32));
        Files.setPosixFilePermissions(secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void a_good_file_has_no_findings() {
        Loaded loaded = ConfigFiles.load(cases.file("tandem.yaml", GOOD + CLUSTER), Optional.of("lb2"));

        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(ConfigCase.ok(loaded).node()).contains("lb2");
    }

    /** Each row: what in the good file is replaced, by what, and the sentence that names it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        route: node2}            | route: node2, weight: 0}     | 7:71: balancers.app.members[1].weight: 0 is not allowed (1..100); to stop traffic set setting: disabled
        route: node2}            | route: node2, weihgt: 2}     | 7:63: balancers.app.members[1].weihgt: unknown key; did you mean weight?
        route: node2}            | route: node2, lbset: 100}    | 7:70: balancers.app.members[1].lbset: 100 is not allowed (0..99)
        route: node2}            | route: node2, retry: 5}      | 7:70: balancers.app.members[1].retry: '5' is not a duration such as 250ms, 5s, 2m or 1h
        route: node2}            | route: node2, timeout: 0s}   | 7:72: balancers.app.members[1].timeout: 0 is not allowed; a time limit is at least 1ms
        route: node2}            | route: node2, reuse: yes}    | 7:70: balancers.app.members[1].reuse: 'yes' is not allowed (true or false)
        route: node2}            | route: node2, setting: drain} | 7:72: balancers.app.members[1].setting: 'drain' is not allowed (draining, disabled, stopped, standby, spare, ignore-errors)
        route: node2}            | route: node2, redirect: nod1} | 7:73: balancers.app.members[1].redirect: 'nod1' is no member's route; did you mean node1?
        name: node2              | name: node1                  | 7:16: balancers.app.members[1].name: 'node1' is already the name of members[0]
        name: node2,             | ``                           | 7:9: balancers.app.members[1].name: is required, for example name: node1
        http://192.0.2.22        | ajp://192.0.2.22             | 7:28: balancers.app.members[1].url: ajp:// members are not carried out yet; use http:// or https://, by HTTP/2 h2c:// or h2:// (TLS), or ftp://
        sticky: {cookie          | policy: heartbeat\\n    sticky: {cookie | 4:13: balancers.app.policy: heartbeat: no member is ever heard of; write heartbeats: {listen: "239.0.0.1:27999"} (in an httpd.conf HeartbeatListen 239.0.0.1:27999) with the address that members announce to
        sticky: {cookie: BALANCEID} | sticky: {}                | 4:13: balancers.app.sticky: names neither a cookie nor a parameter, so no client could be sticky
        sticky: {cookie          | outliers: {time: 10m}\\n    sticky: {cookie | 4:15: balancers.app.outliers: time: 600s is more than longest, 300s; raise longest
        sticky: {cookie          | outliers: {most: 101}\\n    sticky: {cookie | 4:22: balancers.app.outliers.most: 101 is not allowed (0..100)
        sticky: {cookie          | retries: {backoff: 11s}\\n    sticky: {cookie | 4:24: balancers.app.retries.backoff: 11s is not allowed (0s..10s)
        route: node2}            | route: node2, limit: {queue: 5}} | 7:70: balancers.app.members[1].limit: queue: without connections nobody ever waits; set connections too, such as {connections: 50, queue: 100}
        routes: [{path: /,       | rate-limits: {api: {rate: 100}}\\nroutes: [{path: /, rate-limits: [api], | 8:27: rate-limits.api.rate: '100' is not a rate; write 100/s, 600/m or 1000/h
        routes: [{path: /,       | rate-limits: {api: {by: header, rate: 100/s}}\\nroutes: [{path: /, rate-limits: [api], | 8:20: rate-limits.api: by: header needs name, such as {by: header, name: X-Api-Key}
        routes: [{path: /,       | rate-limits: {api: {rate: 100/s}}\\nroutes: [{path: /, rate-limits: [apy], | 9:33: routes[0].rate-limits: there is no rate limit named 'apy'; did you mean api?
        *:80"}                   | *:80", rate-limits: [clients]} | 1:48: listeners.web.rate-limits: there is no rate limit named 'clients'; write it under rate-limits, such as clients: {by: client, rate: 100/s}
        path: /,                 | path: /, access: {require: header}, | 8:38: routes[0].access.require: header is followed by a name such as X-Token
        path: /,                 | path: /, access: {require: path admin}, | 8:38: routes[0].access.require: path is followed by prefixes such as /admin; 'admin' does not begin with a slash
        balancer: app            | balancer: ap                 | 8:30: routes[0].balancer: there is no balancer named 'ap'; did you mean app?
        path: /                  | path: x                      | 8:17: routes[0].path: 'x' does not begin with a slash
        routes: [{               | routes: [{listener: wb,     | 8:21: routes[0].listener: there is no listener named 'wb'; did you mean web?
        *:80                     | lb1:80                       | 1:27: listeners.web.listen: 'lb1' is not an IP address; write one, or * for every address of the machine
        *:80                     | *:x                          | 1:27: listeners.web.listen: '*:x' is not ADDRESS:PORT, such as *:80 or 192.0.2.1:80
        *:80                     | *:9990                       | 1:27: listeners.web.listen: *:9990 is taken by the admin listener (127.0.0.1:9990); give one of them another port
        routes:                  | rotues:                      | 8:1: rotues: unknown key; did you mean routes?
        name: shop               | name: my shop                | 10:9: cluster.name: 'my shop' is not allowed (1 to 63 letters, digits, dots, hyphens)
        name: shop               | name: shop\\n  name: two      | 11:3: cluster.name: is given twice; the first is in line 10
        name: shop               | name: shop\\n  gateway: gw    | 11:12: cluster.gateway: 'gw' is not an IP address
        name: shop               | name: shop\\n  port: 5701     | 10:3: cluster.sharing-port: 198.51.100.11:5701 is taken by the election link (198.51.100.11:5701); give one of them another port
        lb2: 198.51.100.12       | lb2: 198.51.100.11           | 11:36: cluster.nodes.lb2: 198.51.100.11 is already the address of lb1
        lb2: 198.51.100.12       | lb2: other                   | 11:36: cluster.nodes.lb2: 'other' is not an IP address; names are not looked up here
        , interface: eth0        | ``                           | 14:5: vips[0]: interface is required with provider netlink, for example interface: eth0
        198.51.100.100/24        | 198.51.100.100               | 14:15: vips[0].address: gives no prefix length; write that of its network, for example 198.51.100.100/24
        198.51.100.100/24        | 198.51.100.100/33            | 14:15: vips[0].address: prefix length 33 does not fit 198.51.100.100
        198.51.100.100/24        | 198.51.100.12/24             | 14:15: vips[0].address: 198.51.100.12 is the address of node lb2; a virtual address is a free one
        198.51.100.100/24        | vip/24                       | 14:15: vips[0].address: 'vip' is not an IP address
        """)
    void each_mistake_is_named_where_it_stands(String good, String bad, String sentence) {
        String text = (GOOD + CLUSTER)
                .replaceFirst(
                        java.util.regex.Pattern.quote(good),
                        java.util.regex.Matcher.quoteReplacement(bad.replace("\\n", "\n")));

        Loaded loaded = ConfigFiles.load(cases.file("tandem.yaml", text), Optional.of("lb1"));

        assertThat(ConfigCase.findings(loaded)).contains("tandem.yaml:" + sentence);
    }

    @Test
    void all_errors_of_a_run_are_shown_together_with_code_frames() {
        String text = GOOD.replace("route: node1}", "route: node1, weight: 0}").replace("balancer: app", "balancer: ap")
                + "drain: soon\n";

        Loaded loaded = cases.yaml(text);

        assertThat(ConfigCase.findings(loaded)).hasSize(2);
        assertThat(Findings.text(((Loaded.Broken) loaded).findings())).contains("  9 | drain: soon\n    |        ^\n");
    }

    @Test
    void rate_limit_that_nobody_names_is_a_warning() {
        String text = GOOD + "rate-limits: {api: {rate: 100/s}}\n";

        Loaded loaded = ConfigFiles.load(cases.file("tandem.yaml", text), Optional.empty());

        assertThat(ConfigCase.warnings(loaded))
                .contains(
                        "tandem.yaml:9:20: warning: rate-limits.api: limits nothing: no listener and no route names it; write"
                                + " rate-limits: [api] there");
    }

    @Test
    void a_file_of_several_nodes_asks_which_of_them_this_is() {
        assertThat(ConfigCase.findings(cases.yaml(GOOD + CLUSTER)))
                .containsExactly(
                        "tandem.yaml:11:10: node: is not given, and cluster.nodes lists lb1, lb2; say which of them"
                                + " this is: --node lb1 or --node lb2");
        assertThat(ConfigFiles.check(cases.file("tandem.yaml", GOOD + CLUSTER), Optional.empty()))
                .isInstanceOf(Loaded.Ok.class);
        assertThat(ConfigCase.findings(ConfigFiles.load(cases.file("tandem.yaml", GOOD + CLUSTER), Optional.of("lb3"))))
                .containsExactly("tandem.yaml:11:10: --node: 'lb3' is not in cluster.nodes (lb1, lb2)");
    }

    @Test
    void virtual_addresses_need_a_cluster() {
        String vips = CLUSTER.substring(CLUSTER.indexOf("vips:"));

        assertThat(ConfigCase.findings(cases.yaml(GOOD + vips)))
                .singleElement()
                .asString()
                .contains("vips: virtual addresses need a cluster");
    }

    @Test
    void httpd_and_native_balancing_do_not_mix() {
        cases.file("httpd.conf", ConfigCase.resource("seed.conf"));

        assertThat(ConfigCase.findings(cases.yaml(GOOD + "httpd: httpd.conf\n")))
                .hasSize(3)
                .allMatch(sentence -> sentence.contains("cannot stand beside httpd"));
    }

    @Test
    void an_error_in_the_httpd_conf_is_shown_with_the_yamls_own() {
        cases.file("httpd.conf", "Listen 80\nProxyPas / balancer://c/\n");

        assertThat(ConfigCase.findings(cases.yaml("httpd: httpd.conf\ndrain: soon\n")))
                .containsExactly(
                        "tandem.yaml:2:8: drain: 'soon' is not a duration such as 250ms, 5s, 2m or 1h",
                        "httpd.conf:2:1: ProxyPas: unknown directive; did you mean ProxyPass?");
    }

    @Test
    void a_weak_or_missing_secret_is_a_warning() throws IOException {
        Path secret = directory.resolve("cluster.key");
        Path file = cases.file("tandem.yaml", GOOD + CLUSTER);

        Files.setPosixFilePermissions(secret, java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
        List<String> open = ConfigCase.warnings(ConfigFiles.load(file, Optional.of("lb1")));
        Files.writeString(secret, "short");
        List<String> weak = ConfigCase.warnings(ConfigFiles.load(file, Optional.of("lb1")));
        Files.delete(secret);
        List<String> missing = ConfigCase.warnings(ConfigFiles.load(file, Optional.of("lb1")));

        assertThat(open).singleElement().asString().contains("is open to others");
        assertThat(weak).singleElement().asString().contains("is shorter than 32 bytes");
        assertThat(missing).singleElement().asString().contains("does not exist on this machine");
    }

    @Test
    void what_is_no_configuration_at_all_is_a_finding() throws IOException {
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++) {
            String alias = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + (alias + ", ").repeat(9) + alias + "]\n");
        }

        assertThat(ConfigCase.findings(ConfigFiles.load(directory, Optional.empty()))
                        .toString())
                .contains("is a directory");
        assertThat(ConfigCase.findings(ConfigFiles.load(directory.resolve("no.yaml"), Optional.empty())))
                .containsExactly("no.yaml: does not exist");
        assertThat(ConfigCase.findings(ConfigFiles.load(binary, Optional.empty())))
                .containsExactly("binary.yaml: is not UTF-8 text");
        assertThat(ConfigCase.findings(cases.yaml("")).toString()).contains("is empty");
        assertThat(ConfigCase.findings(cases.yaml("a: [")).toString()).contains("is not YAML");
        assertThat(ConfigCase.findings(cases.yaml("[".repeat(100_000))).toString())
                .contains("nested deeper");
        assertThat(ConfigCase.findings(cases.yaml("a: &x [*x]")).toString()).contains("values after its aliases");
        assertThat(ConfigCase.findings(cases.yaml(bomb.toString())).toString()).contains("Number of aliases");
        assertThat(ConfigCase.findings(cases.yaml("a: 1\n---\nb: 2\n")).toString())
                .contains("second document");
    }

    @Test
    void random_damage_never_throws() throws IOException {
        long seed = Long.getLong("seed", 20_261_122L);
        Random random = new Random(seed);
        String[] originals = {GOOD + CLUSTER, ConfigCase.resource("seed.conf"), "Define a b\n<IfModule !x>\n${a}\n"};
        for (int i = 0; i < 600; i++) {
            byte[] bytes = originals[i % originals.length].getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(6); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(i % 7 == 0 ? 256 : 127);
            }
            String name = i % originals.length == 0 ? "damaged.yaml" : "damaged.conf";
            Path file = Files.write(directory.resolve(name), bytes);

            assertThat(ConfigFiles.load(file, Optional.of("lb1")))
                    .as("seed %s, round %s", seed, i)
                    .isNotNull();
        }
    }
}
