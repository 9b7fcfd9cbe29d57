package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may what, through the real listener, in clear text and by TLS: what each is answered, and that no refused request did anything. */
final class AccessTest {

    @TempDir
    private static Path directory;

    private static Map<Boolean, GuardedAdmin> nodes;
    private static Map<Boolean, GuardedAdmin.Login> sessions;

    @BeforeAll
    static void start() throws IOException {
        nodes = Map.of(
                false, new GuardedAdmin(Files.createDirectory(directory.resolve("c")), false),
                true, new GuardedAdmin(Files.createDirectory(directory.resolve("t")), true));
        sessions = Map.of(false, nodes.get(false).login(), true, nodes.get(true).login());
    }

    @AfterAll
    static void close() {
        nodes.values().forEach(GuardedAdmin::close);
    }

    @BeforeEach
    void forget() {
        nodes.values().forEach(admin -> {
            admin.node.commands.clear();
            admin.node.managerMillis = 0;
        });
    }

    private static Stream<Arguments> refusalsBothWays() {
        return AccessRow.refusals().flatMap(row -> Stream.of(Arguments.of(row, false), Arguments.of(row, true)));
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("refusalsBothWays")
    void refused_as_it_should_be(AccessRow row, boolean tls) {
        String answer = asked(row, tls);

        assertThat(answer).startsWith("HTTP/1.1 " + row.status() + " ").contains(row.says());
        if (row.status() == 401) {
            assertThat(answer).contains("WWW-Authenticate: Bearer");
        }
        assertThat(nodes.get(tls).node.commands).isEmpty();
    }

    private static String asked(AccessRow row, boolean tls) {
        GuardedAdmin admin = nodes.get(tls);
        GuardedAdmin.Login session = sessions.get(tls);
        String[] fields = Stream.of(row.fields())
                .map(field -> switch (field) {
                    case "SESSION" -> "Cookie: " + session.cookie();
                    case "PROOF" -> "X-Tandem-Token: " + session.token();
                    case "STALE" -> "X-Tandem-Token: " + ended(admin).token();
                    case "ORIGIN" -> "Origin: " + admin.origin();
                    default -> field;
                })
                .toArray(String[]::new);
        return admin.ask(row.request(), row.body(), fields);
    }

    private static GuardedAdmin.Login ended(GuardedAdmin admin) {
        GuardedAdmin.Login login = admin.login();
        String answer = admin.ask(
                "POST /api/v1/logout",
                "{}",
                AccessRow.JSON,
                "Cookie: " + login.cookie(),
                "X-Tandem-Token: " + login.token());
        assertThat(answer).startsWith("HTTP/1.1 200 ");
        assertThat(admin.ask("GET /api/v1/status", "", "Cookie: " + login.cookie()))
                .startsWith("HTTP/1.1 401 ");
        return login;
    }

    private static Stream<Arguments> allowedBothWays() {
        return AccessRow.allowed().flatMap(row -> Stream.of(Arguments.of(row, false), Arguments.of(row, true)));
    }

    @ParameterizedTest(name = "{0}, TLS {1}")
    @MethodSource("allowedBothWays")
    void allowed_as_it_should_be(AccessRow row, boolean tls) {
        String[] fields = Stream.of(row.fields())
                .map(field -> field.replace(
                        "AUTHORITY", "127.0.0.1:" + nodes.get(tls).server.adminPort()))
                .toArray(String[]::new);

        String answer =
                asked(new AccessRow(row.name(), row.request(), row.body(), row.status(), row.says(), fields), tls);

        assertThat(answer).startsWith("HTTP/1.1 " + row.status() + " ").contains(row.says());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_author_is_who_showed_who_he_is(boolean tls) {
        GuardedAdmin admin = nodes.get(tls);
        GuardedAdmin.Login session = sessions.get(tls);

        admin.ask(
                AccessRow.MEMBER,
                AccessRow.DRAIN,
                AccessRow.JSON,
                "Cookie: " + session.cookie(),
                "X-Tandem-Token: " + session.token());
        admin.ask(
                AccessRow.MEMBER,
                "{\"setting\": \"draining\", \"author\": \"root\"}",
                AccessRow.JSON,
                GuardedAdmin.bearer("operator"));

        assertThat(admin.node.commands).hasSize(2);
        assertThat(admin.node.commands.get(0)).contains("by 'anna' because");
        assertThat(admin.node.commands.get(1)).contains("by 'root (operator)' because");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_replayed_nonce_of_the_manager_edits_nothing(boolean tls) {
        GuardedAdmin admin = nodes.get(tls);
        String cookie = "Cookie: " + sessions.get(tls).cookie();
        String page = admin.ask("GET /balancer-manager?xml=1", "", cookie);
        String nonce = page.replaceFirst("(?s).*?<httpd:nonce>([^<]+)<.*", "$1");
        String edit = "b=mycluster&w=http://192.0.2.1&w_status_D=1&nonce=" + nonce;

        admin.node.managerMillis = 7_200_000;
        String replayed = admin.ask("POST /balancer-manager", edit, AccessRow.FORM, cookie);
        String byGet = admin.ask("GET /balancer-manager?" + edit, "", cookie);

        assertThat(nonce).hasSize(36);
        assertThat(replayed).contains("Tandem-Outcome: not changed: the nonce is not, or no longer, that of balancer");
        assertThat(byGet).startsWith("HTTP/1.1 200 ");
        assertThat(admin.node.commands).isEmpty();

        admin.node.managerMillis = 0;
        admin.ask("POST /balancer-manager", edit, AccessRow.FORM, cookie);
        assertThat(admin.node.commands).singleElement().asString().contains("by 'anna (balancer-manager)'");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void strangers_learn_whether_the_node_is_ready_but_not_why(boolean tls) {
        GuardedAdmin admin = nodes.get(tls);
        admin.node.ready = false;

        String stranger = admin.ask("GET /ready", "");
        String viewer = admin.ask("GET /ready", "", GuardedAdmin.bearer("viewer"));

        admin.node.ready = true;
        assertThat(stranger).startsWith("HTTP/1.1 503 ").endsWith("lb1 is not ready\n");
        assertThat(viewer).startsWith("HTTP/1.1 503 ").contains("lb1 is not ready: it is ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_script_reads_the_cookie_and_no_other_site_sends_it(boolean tls) {
        GuardedAdmin.Login session = sessions.get(tls);

        assertThat(session.cookie()).startsWith(tls ? "__Host-tandem=" : "tandem=");
        assertThat(session.attributes())
                .containsIgnoringCase("httponly")
                .containsIgnoringCase("samesite=strict")
                .contains("ath=/");
        assertThat(session.attributes().toLowerCase(java.util.Locale.ROOT).contains("secure"))
                .isEqualTo(tls);
    }
}
