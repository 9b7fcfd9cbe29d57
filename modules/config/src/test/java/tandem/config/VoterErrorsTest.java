package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.config.ClusterConfig;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Quorum;

/** Who votes, with whose consent, and what else an address needs: mistakes are named, weaker choices are pointed out. */
final class VoterErrorsTest {
    private static final String PAIR = """
            cluster:
              name: shop
              nodes: {lb1: 198.51.100.11, lb2: 198.51.100.12}
              secret-file: cluster.key
            vips:
              - {address: 198.51.100.100/24, interface: eth0}
            listeners: {web: {listen: "*:80"}}
            balancers: {app: {sticky: {cookie: c}, members: [{name: n, url: "http://192.0.2.21"}]}}
            routes: [{balancer: app}]
            """;

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() throws IOException {
        cases = new ConfigCase(directory);
        Path secret = cases.file("cluster.key", "k".repeat(32));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    }

    private static String replaced(String good, String bad) {
        return PAIR.replaceFirst(Pattern.quote(good), Matcher.quoteReplacement(bad.replace("\\n", "\n")));
    }

    private Loaded load(String good, String bad) {
        return ConfigFiles.load(cases.file("tandem.yaml", replaced(good, bad)), Optional.of("lb1"));
    }

    /** Each row: what in the pair's file is replaced, by what, and the error that names it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        name: shop            | name: shop\\n  quorum: majority                  | 3:11: cluster.quorum: majority needs three voters and there are 2 (lb1, lb2); add a witness, for example witnesses: {w1: 198.51.100.13}, or write probe
        name: shop            | name: shop\\n  quorum: most                      | 3:11: cluster.quorum: 'most' is not allowed (majority, probe, none, strict)
        name: shop            | name: shop\\n  heartbeat: 100ms                  | 3:14: cluster.heartbeat: is allowed with quorum: none alone; with probe all timers follow from profile (fast, normal, calm)
        name: shop            | name: shop\\n  quorum: none\\n  heartbeat: 5ms  | 4:14: cluster.heartbeat: 5ms is not allowed (10ms..1s)
        name: shop            | name: shop\\n  quorum: none\\n  heartbeat: 2s   | 4:14: cluster.heartbeat: 2s is not allowed (10ms..1s)
        name: shop            | name: shop\\n  on-quorum-loss: keep              | 3:19: cluster.on-quorum-loss: 'keep' is not allowed (release, hold)
        name: shop            | name: shop\\n  witnesses: {lb1: 198.51.100.13}   | 3:20: cluster.witnesses.lb1: 'lb1' is the name of a node already; a witness is a machine of its own
        name: shop            | name: shop\\n  witnesses: {w1: 198.51.100.12}    | 3:19: cluster.witnesses.w1: 198.51.100.12 is already the address of lb2
        name: shop            | name: shop\\n  witnesses: {w1: third}            | 3:19: cluster.witnesses.w1: 'third' is not an IP address; names are not looked up here
        name: shop            | name: shop\\n  witnesses: {w1: 198.51.100.100}   | 7:15: vips[0].address: 198.51.100.100 is the address of witness w1; a virtual address is a free one
        lb2: 198.51.100.12    | lb2: [198.51.100.12, 198.51.100.11]            | 3:52: cluster.nodes.lb2[1]: 198.51.100.11 is already the address of lb1
        lb2: 198.51.100.12    | lb2: []                                        | 3:36: cluster.nodes.lb2: 0 addresses are not allowed (1..4)
        name: shop            | name: shop\\n  fence: fence.sh                   | 3:10: cluster.fence: 'fence.sh' is not an absolute path; a node does not look for programs
        name: shop            | name: shop\\n  fence: /bin/true --now            | 3:10: cluster.fence: there is no program '/bin/true --now'; no shell takes it apart: write a list, for example [/bin/true, --now]
        name: shop            | name: shop\\n  fence-timeout: 0s                 | 3:18: cluster.fence-timeout: 0s is not allowed (1s..5m)
        interface: eth0       | provider: exec                                 | 6:5: vips[0]: command is required with provider exec, for example command: /etc/tandem/vip-hook (docs/reference/exec-provider.md)
        interface: eth0       | interface: eth0, command: /bin/true            | 6:60: vips[0].command: is called with provider exec alone; add provider: exec or remove it
        interface: eth0       | interface: eth0.5@eth0                         | 6:45: vips[0].interface: 'eth0.5@eth0' is not an interface name (1 to 15 of a-z, A-Z, 0-9, '.', '_', '-'); give 'eth0.5': what stands behind '@' in `ip link` is its parent
        interface: eth0       | interface: "eth*"                              | 6:45: vips[0].interface: 'eth*' is not an interface name (1 to 15 of a-z, A-Z, 0-9, '.', '_', '-')
        interface: eth0       | interface: eth0, prefer: lb3                   | 6:59: vips[0].prefer: there is no node named 'lb3'; did you mean lb1?
        interface: eth0       | interface: eth0, group: a b                    | 6:58: vips[0].group: 'a b' is not allowed (1 to 63 letters, digits, dots, hyphens)
        interface: eth0}      | interface: eth0, prefer: lb1}\\n  - {address: 198.51.100.101/24, interface: eth0, prefer: lb2} | 7:59: vips[1].prefer: addresses of one group move together and prefer the same node, but group main prefers lb1 before and lb2 here
        """)
    void each_mistake_is_named_where_it_stands(String good, String bad, String sentence) {
        Loaded loaded = load(good, bad);

        assertThat(loaded).isInstanceOf(Loaded.Broken.class);
        assertThat(ConfigCase.findings(loaded)).contains("tandem.yaml:" + sentence);
    }

    /** VLANs, bonds, bridges, and what systemd calls cards. */
    @ParameterizedTest
    @ValueSource(strings = {"eth0.5", "bond0", "bond0.4094", "br-lan", "team_1", "enp3s0f1np1", "wlp0s20f3-vlan"})
    void interfaces_have_names_of_many_kinds(String name) {
        assertThat(ConfigCase.ok(load("interface: eth0", "interface: " + name))
                        .vips()
                        .getFirst()
                        .device())
                .contains(name);
    }

    /** Each row: what is replaced, by what, and the one warning that says what is given up. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        name: shop         | name: shop\\n  quorum: none                                       | availability before safety
        name: shop         | name: shop\\n  quorum: strict                                     | no automatic takeover
        name: shop         | name: shop\\n  on-quorum-loss: release                            | release has no effect with quorum probe
        name: shop         | name: shop\\n  witnesses: {w1: 198.51.100.13}\\n  quorum: probe   | leave quorum out for majority
        name: shop         | name: shop\\n  witnesses: {w1: 198.51.100.13, w2: 198.51.100.14} | 4 voters bear the loss of 1, as 3 do; an odd number costs less
        name: shop         | name: shop\\n  witnesses: {w1: 198.51.100.13}\\n  on-quorum-loss: hold | a cut may then leave two owners
        name: shop         | name: shop\\n  witnesses: {w1: 198.51.100.13}\\n  fence: /bin/true | is asked with quorum strict and probe alone
        name: shop         | name: shop\\n  fence: /nowhere/fence                              | /nowhere/fence does not exist on this machine
        lb2: 198.51.100.12 | lb2: [198.51.100.12, 203.0.113.12]                                | not every voter has 2 addresses (lb1 has fewer)
        """)
    void each_weaker_choice_is_pointed_out(String good, String bad, String words) {
        Loaded loaded = load(good, bad);

        assertThat(ConfigCase.warnings(loaded)).singleElement().asString().contains(words);
    }

    @Test
    void the_mode_follows_from_the_number_of_voters() {
        ClusterConfig pair = ConfigCase.ok(load("x", "x")).cluster().orElseThrow();
        Loaded loaded = load("name: shop", "name: shop\n  witnesses: {w1: [198.51.100.13]}");
        ClusterConfig three = ConfigCase.ok(loaded).cluster().orElseThrow();

        assertThat(ConfigCase.warnings(loaded)).isEmpty();
        assertThat(pair.effectiveQuorum()).isEqualTo(Quorum.PROBE);
        assertThat(pair.effectiveOnQuorumLoss()).isEqualTo(OnQuorumLoss.HOLD);
        assertThat(three.effectiveQuorum()).isEqualTo(Quorum.MAJORITY);
        assertThat(three.effectiveOnQuorumLoss()).isEqualTo(OnQuorumLoss.RELEASE);
        assertThat(three.voters())
                .isEqualTo(Map.of(
                        "lb1", List.of("198.51.100.11"),
                        "lb2", List.of("198.51.100.12"),
                        "w1", List.of("198.51.100.13")));
    }

    @Test
    void a_command_is_a_word_or_a_list() {
        ClusterConfig word = ConfigCase.ok(load("name: shop", "name: shop\n  fence: /bin/true"))
                .cluster()
                .orElseThrow();
        ClusterConfig list = ConfigCase.ok(load("name: shop", "name: shop\n  fence: [/bin/true, --now]"))
                .cluster()
                .orElseThrow();

        assertThat(word.fence()).containsExactly("/bin/true");
        assertThat(list.fence()).containsExactly("/bin/true", "--now");
    }

    @Test
    void a_witness_reads_the_nodes_file_without_their_balancing() {
        String text = PAIR.substring(0, PAIR.indexOf("listeners:"))
                        .replace("name: shop", "name: shop\n  witnesses: {w1: 198.51.100.13}")
                + "httpd: not-here.conf\n";
        Path file = cases.file("tandem.yaml", text);

        assertThat(ConfigCase.ok(ConfigFiles.loadWitness(file, Optional.empty()))
                        .node())
                .contains("w1");
        assertThat(ConfigCase.findings(ConfigFiles.loadWitness(file, Optional.of("lb1"))))
                .containsExactly("tandem.yaml:3:14: --node: 'lb1' is not in cluster.witnesses (w1)");
        assertThat(ConfigCase.findings(ConfigFiles.loadWitness(cases.file("pair.yaml", PAIR), Optional.empty())))
                .singleElement()
                .asString()
                .contains("cluster.witnesses: names no witness");
    }

    @Test
    void a_witness_is_not_run_as_a_node() {
        String text = replaced("name: shop", "name: shop\n  witnesses: {w1: 198.51.100.13}");
        Path file = cases.file("tandem.yaml", text);

        assertThat(ConfigCase.findings(ConfigFiles.load(file, Optional.of("w1"))))
                .containsExactly("tandem.yaml:4:10: --node: 'w1' is a witness; start it with `tandem witness`");
        assertThat(ConfigFiles.check(file, Optional.of("w1"))).isInstanceOf(Loaded.Ok.class);
    }
}
