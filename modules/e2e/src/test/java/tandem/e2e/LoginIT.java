package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.app.demo.DemoMember;
import tandem.core.tls.TestCertificates;

/** Users, tokens, TLS and the socket as an operator sets them up: by the distribution's command line, then in a browser. */
@Tag(Tags.UNTIMED)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LoginIT {
    private static final String PASSWORD = "correct horse battery staple";
    private static final String NODE1 = "app/node1";

    private Path directory;
    private Path config;
    private Path users;
    private String url;
    private DemoMember member;
    private RunningProcess node;
    private Chromium chromium;
    private Path token;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path made) throws IOException {
        directory = made;
        users = directory.resolve("users");
        member = DemoMember.start(
                "node1", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "BALANCEID", "app");
        int port = Distribution.freePort();
        url = "https://127.0.0.1:" + port;
        TestCertificates.copy(directory, "member.pem", "member.key", "ca.pem");
        config = Distribution.write(
                directory.resolve("tandem.yaml"),
                text("127.0.0.1:" + port).replace("MEMBER", String.valueOf(member.port())));
    }

    private static String text(String listen) {
        return """
                state-directory: state
                listeners: {web: {listen: "127.0.0.1:WEB"}}
                balancers: {app: {members: [{name: node1, url: "http://127.0.0.1:MEMBER"}]}}
                routes: [{path: /, balancer: app}]
                metrics: {listen: "127.0.0.1:METRICS"}
                admin:
                  listen: "LISTEN"
                  users: users
                  tls: {certificates: [{cert: member.pem, key: member.key}]}
                  socket: {path: s}
                """.replace("WEB", String.valueOf(Distribution.freePort()))
                .replace("METRICS", String.valueOf(Distribution.freePort()))
                .replace("LISTEN", listen);
    }

    @AfterAll
    void close() {
        if (chromium != null) {
            chromium.close();
        }
        if (node != null) {
            node.close();
        }
        member.close();
    }

    private Command typed(String input, String... words) {
        List<String> line = new ArrayList<>(
                List.of("bash", "-c", "input=$1; shift; printf '%s\\n' \"$input\" | \"$@\"", "-", input));
        line.add(Distribution.tandem());
        line.addAll(List.of(words));
        return Command.run(line);
    }

    @Test
    @Order(1)
    void check_says_what_is_missing_until_there_is_a_user_and_then_the_node_runs() {
        Command before = Distribution.tandem("check", "--config", config.toString());
        Command bare = Distribution.tandem(
                "check",
                "--config",
                Distribution.write(
                                directory.resolve("bare.yaml"),
                                text("198.51.100.11:9990")
                                        .replace("MEMBER", "1")
                                        .replaceAll("(?m)^  (users|tls):.*\n", ""))
                        .toString());
        Command shortest = typed("too short", "user", "add", users.toString(), "anna", "--role", "operator");
        typed(PASSWORD, "user", "add", users.toString(), "anna", "--role", "operator")
                .demand();
        typed(PASSWORD, "user", "add", users.toString(), "vera", "--role", "viewer")
                .demand();
        Command twice = typed(PASSWORD, "user", "add", users.toString(), "anna", "--role", "admin");
        String made = Distribution.tandem("token", "add", users.toString(), "ci", "--role", "admin")
                .demand()
                .out()
                .strip();
        token = Distribution.secret(directory.resolve("token"), made);
        Command list = Distribution.tandem("user", "list", users.toString());

        assertThat(before.code()).isEqualTo(78);
        assertThat(before.err())
                .contains(users + " does not exist; `tandem user add " + users + " NAME --role admin` makes it");
        assertThat(bare.code()).isEqualTo(78);
        assertThat(bare.err())
                .contains("198.51.100.11:9990 can be reached from other machines and asks nobody who he is")
                .contains("in clear text, with passwords and tokens: give admin.tls");
        assertThat(shortest.code()).isEqualTo(78);
        assertThat(shortest.err()).contains("at least 12 characters");
        assertThat(twice.err()).contains("there is user anna already");
        assertThat(list.out()).isEqualTo("user anna operator\nuser vera viewer\ntoken ci admin\n");
        assertThat(Distribution.read(users)).doesNotContain(PASSWORD, made).contains("pbkdf2-sha512:600000:");
        node = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", config.toString()),
                false,
                directory.resolve("log"),
                "ready ");
    }

    @Test
    @Order(2)
    void the_command_line_shows_who_asks_by_socket_or_token() {
        Command socket = Distribution.tandem("member", NODE1, "drain", "--admin", "unix:" + directory.resolve("s"));
        Command nobody = Distribution.tandem(
                "status", "--admin", url, "--ca", directory.resolve("ca.pem").toString());
        Command byToken = Distribution.tandem(
                "status",
                "-o",
                "json",
                "--admin",
                url,
                "--ca",
                directory.resolve("ca.pem").toString(),
                "--token-file",
                token.toString());
        Command untrusted = Distribution.tandem("status", "--admin", url, "--token-file", token.toString());
        Distribution.tandem("member", NODE1, "clear", "--admin", "unix:" + directory.resolve("s"))
                .demand();

        assertThat(socket.code()).as(socket.err()).isZero();
        assertThat(nobody.code()).isEqualTo(69);
        assertThat(nobody.err()).contains("nobody is known here by what this request shows");
        assertThat(byToken.code()).as(byToken.err()).isZero();
        assertThat(byToken.out()).contains("\"author\" : \"" + System.getProperty("user.name") + "\"");
        assertThat(untrusted.code()).isEqualTo(69);
        assertThat(untrusted.err()).contains("--ca FILE names who signed the node's certificate");
        assertThat(node.log())
                .contains("by " + System.getProperty("user.name") + " (admin, socket) from 127.0.0.1: 200");
    }

    private Page login() {
        Optional<String> missing = Chromium.missing();
        assumeTrue(missing.isEmpty(), () -> "the login in a browser: " + missing.orElseThrow());
        if (chromium == null) {
            chromium = Chromium.open();
        }
        Page page = chromium.strangersContext(Chromium.Look.LIGHT).newPage();
        page.navigate(url);
        page.locator("#user").waitFor();
        return page;
    }

    @Test
    @Order(3)
    void by_keyboard_alone_a_person_logs_in_drains_as_himself_and_logs_out() {
        Page page = login();
        assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("user");
        page.keyboard().type("anna");
        page.keyboard().press("Tab");
        page.keyboard().type("a wrong password");
        page.keyboard().press("Enter");
        page.locator("#result:not([hidden])").waitFor();
        assertThat(page.locator("#result").innerText()).isEqualTo("Name or password is wrong.");
        assertThat(page.evaluate("() => document.activeElement.id")).isEqualTo("password");

        page.keyboard().type(PASSWORD);
        page.keyboard().press("Enter");
        page.locator("#who-name")
                .filter(new com.microsoft.playwright.Locator.FilterOptions().setHasText("anna, operator"))
                .waitFor();
        assertThat(String.valueOf(page.evaluate("() => document.cookie"))).isEmpty();
        page.locator("button[data-key='drain " + NODE1 + "']").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator("#dialog-author").inputValue()).isEqualTo("anna");
        page.keyboard().press("Enter");
        page.locator("#note:not([hidden])").waitFor();
        Awaitility.await("the author").until(() -> status(), text -> text.contains("\"author\" : \"anna\""));

        page.locator("#logout").focus();
        page.keyboard().press("Enter");
        page.locator("#user").waitFor();
        page.navigate(url);
        page.locator("#user").waitFor();
        page.context().close();
        assertThat(node.log())
                .contains("login of anna from 127.0.0.1 failed", "anna logged in from 127.0.0.1 as operator");
    }

    private String status() {
        return Distribution.tandem("status", "-o", "json", "--admin", "unix:" + directory.resolve("s"))
                .demand()
                .out();
    }

    @Test
    @Order(4)
    void a_viewer_sees_no_button_that_changes_something_and_removing_him_leads_to_the_login() {
        Page page = login();
        page.locator("#user").fill("vera");
        page.locator("#password").fill(PASSWORD);
        page.locator("#go").click();
        page.locator("body.may-look").waitFor();
        page.locator("#balancers tbody tr").waitFor();

        assertThat(page.locator("button[data-key='drain " + NODE1 + "']").isVisible())
                .isFalse();
        assertThat(page.locator("button[data-action=sort]").first().isVisible()).isTrue();

        Distribution.tandem("user", "remove", users.toString(), "vera").demand();
        page.locator("#user").waitFor();
        page.context().close();
    }

    @ParameterizedTest
    @EnumSource(Chromium.Look.class)
    @Order(5)
    void axe_finds_nothing_on_the_page_to_log_in(Chromium.Look look) {
        login().context().close();
        try (OperatorPage page = OperatorPage.login(chromium.strangersContext(look), url)) {
            assertThat(page.violations()).isEmpty();
            assertThat(page.overflow()).isZero();
            page.page().locator("#go").click();
            page.page().locator("#result:not([hidden])").waitFor();
            assertThat(page.violations()).as("after a refusal").isEmpty();
            assertThat(page.refusals()).isEmpty();
        }
    }
}
