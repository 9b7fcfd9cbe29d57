package tandem.app.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.config.ConfigFiles;
import tandem.config.Findings;
import tandem.config.Loaded;
import tandem.core.balance.Member;
import tandem.core.balance.RouteSeals;
import tandem.core.config.MemberFlag;
import tandem.core.config.TandemConfig;
import tandem.core.port.Outcome;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.SettingKey;
import tandem.core.setting.Settings;
import tandem.proxy.tls.Certificates;

class DiscoveryTest {
    @TempDir
    private Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final StubNameServer dns = new StubNameServer();
    private LiveTable table;
    private Discovery discovery;

    @AfterEach
    void stop() {
        if (discovery != null) {
            discovery.close();
        }
        dns.close();
    }

    private TandemConfig config(String discovered) throws IOException {
        Path file = Files.writeString(directory.resolve("tandem.yaml"), """
                listeners: {web: {listen: "127.0.0.1:0"}}
                balancers: {app: {members: [{name: fixed, url: "http://192.0.2.1"}]}}
                routes: [{balancer: app}]
                discovery: {app: {every: 1s, %s}}
                """.formatted(discovered));
        return switch (ConfigFiles.load(file, Optional.empty())) {
            case Loaded.Ok ok -> ok.config();
            case Loaded.Broken broken -> fail(Findings.text(broken.findings()));
        };
    }

    private void start(String discovered) throws IOException {
        table = new LiveTable(RoutingTable.first(config(discovered), RouteSeals.NONE));
        Discovery.Voice voice = new Discovery.Voice() {
            @Override
            public void changed(String sentence) {
                told.add("changed: " + sentence);
            }

            @Override
            public void failed(String sentence) {
                told.add("failed: " + sentence);
            }
        };
        discovery = new Discovery(table, voice, () -> 5_000, () -> {}, meters);
        discovery.start();
    }

    private List<String> members() {
        return table.current().balancers().get("app").members().stream()
                .map(member -> member.config().name())
                .toList();
    }

    private Member member(String name) {
        return table.current().balancers().get("app").member(name).orElseThrow();
    }

    private void file(String text) throws IOException {
        Path next = Files.writeString(directory.resolve("members.new"), text);
        Files.move(next, directory.resolve("members"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void eventually(Runnable assertion) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion::run);
    }

    @Test
    void members_of_a_file_are_there_when_it_has_started_and_follow_the_file() throws IOException {
        file("http://192.0.2.21:8080\nhttps://b.example/app # the second\n");

        start("file: members, values: {retry: 7s}");

        assertThat(members()).containsExactly("fixed", "192.0.2.21:8080", "b.example-app");
        assertThat(member("192.0.2.21:8080").config().retry()).isEqualTo(Duration.ofSeconds(7));
        assertThat(member("192.0.2.21:8080").config().route()).isEqualTo("192.0.2.21:8080");
        file("- {name: c, url: \"http://192.0.2.23\", weight: 3, route: cc}\n");
        eventually(() -> assertThat(members()).containsExactly("fixed", "c"));
        assertThat(member("c").weight()).hasToString("3");
        assertThat(member("c").config().retry()).isEqualTo(Duration.ofSeconds(7));
        assertThat(told).contains("changed: app: 1 member found by file " + directory.resolve("members"));
    }

    @Test
    void broken_empty_or_missing_file_keeps_the_members_of_before_and_is_told_once() throws IOException {
        file("http://192.0.2.21\n");
        start("file: members");

        file("http://192.0.2.21\nno url\n");

        eventually(() -> assertThat(meters.counter("tandem.discovery.failures", "balancer", "app")
                        .count())
                .isGreaterThanOrEqualTo(2));
        assertThat(members()).containsExactly("fixed", "192.0.2.21");
        assertThat(told)
                .filteredOn(sentence -> sentence.startsWith("failed: "))
                .singleElement()
                .asString()
                .contains("members:2:1: ")
                .endsWith("; the 1 member found before stay");
        file("# nobody\n");
        eventually(() ->
                assertThat(discovery.warnings()).singleElement().asString().contains("names no member"));
        Files.delete(directory.resolve("members"));
        eventually(() ->
                assertThat(discovery.warnings()).singleElement().asString().contains("does not exist"));
        assertThat(members()).containsExactly("fixed", "192.0.2.21");
        file("http://192.0.2.21\n");
        eventually(() -> assertThat(discovery.warnings()).isEmpty());
        assertThat(told).last().asString().contains("can be read again");
    }

    @Test
    void operators_setting_stays_with_the_name_while_the_member_is_away() throws IOException {
        file("http://192.0.2.21\nhttp://192.0.2.22\n");
        start("file: members");
        table.settingChanged(
                new SettingKey("app", "192.0.2.22"),
                value -> value.withFlags(Set.of(MemberFlag.DRAINING)),
                new Settings.Change("lb1", "anna", 1, ""));

        file("http://192.0.2.21\n");
        eventually(() -> assertThat(members()).containsExactly("fixed", "192.0.2.21"));
        file("http://192.0.2.21\nhttp://192.0.2.22\n");
        eventually(() -> assertThat(members()).contains("192.0.2.22"));

        assertThat(member("192.0.2.22").flags()).containsExactly(MemberFlag.DRAINING);
    }

    @Test
    void every_address_of_a_name_is_a_member_and_silence_keeps_the_last_answer() throws IOException {
        dns.set("app.example A", "192.0.2.32", "192.0.2.31");
        dns.set("app.example AAAA", "2001:db8::31");

        start("dns: app.example, port: 8080, servers: [\"" + dns.address() + "\"]");

        assertThat(members()).containsExactly("fixed", "192.0.2.31:8080", "192.0.2.32:8080", "[2001:db8::31]:8080");
        dns.set("app.example A", "192.0.2.33");
        dns.set("app.example AAAA");
        eventually(() -> assertThat(members()).containsExactly("fixed", "192.0.2.33:8080"));
        dns.silent(true);
        eventually(() ->
                assertThat(discovery.warnings()).singleElement().asString().contains("DNS does not tell app.example"));
        assertThat(members()).containsExactly("fixed", "192.0.2.33:8080");
    }

    @Test
    void srv_records_give_port_weight_and_set() throws IOException {
        dns.set(
                "_http._tcp.app.example SRV",
                "20 10 8080 c.example",
                "10 500 8081 a.example",
                "10 1000 8082 b.example");

        start("srv: _http._tcp.app.example, tls: true, servers: [\"" + dns.address() + "\"]");

        assertThat(members()).containsExactly("fixed", "a.example:8081", "b.example:8082", "c.example:8080");
        assertThat(member("a.example:8081").config().url()).hasToString("https://a.example:8081");
        assertThat(member("a.example:8081").weight()).hasToString("50");
        assertThat(member("b.example:8082").weight()).hasToString("100");
        assertThat(member("a.example:8081").config().lbset()).isZero();
        assertThat(member("c.example:8080").config().lbset()).isEqualTo(1);
    }

    @Test
    void balancer_whose_members_are_found_can_speak_tls_to_them() throws IOException {
        TandemConfig config = config("file: members");
        Certificates certificates = new Certificates();

        assertThat(certificates.load(config)).isInstanceOf(Outcome.Done.class);

        assertThat(certificates.member(config.balancers().get("app").tls())).isNotNull();
    }

    @Test
    void name_that_dns_does_not_know_is_told_and_found_once_it_is_there() throws IOException {
        start("dns: late.example, port: 80, servers: [\"" + dns.address() + "\"]");
        assertThat(told).singleElement().asString().contains("late.example").endsWith("; no member was found yet");

        dns.set("late.example A", "192.0.2.41");

        eventually(() -> assertThat(members()).contains("192.0.2.41:80"));
    }

    @Test
    void reload_looks_elsewhere_and_forgets_what_was_found_before() throws IOException {
        file("http://192.0.2.21\n");
        start("file: members");
        Files.writeString(directory.resolve("others"), "http://192.0.2.51\n");

        table.configChanged(config("file: others"));
        discovery.reloaded();

        eventually(() -> assertThat(members()).containsExactly("fixed", "192.0.2.51"));
    }

    @Test
    void two_nodes_that_found_the_same_say_the_same() throws IOException {
        file("http://192.0.2.21\n");
        start("file: members");
        String before = discovery.sentence();
        assertThat(before).startsWith("app 1 (");

        file("http://192.0.2.22\n");

        eventually(() -> assertThat(discovery.sentence()).startsWith("app 1 (").isNotEqualTo(before));
        file("http://192.0.2.21\n");
        eventually(() -> assertThat(discovery.sentence()).isEqualTo(before));
    }
}
