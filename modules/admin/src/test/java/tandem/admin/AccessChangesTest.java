package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.access.UsersFile;
import tandem.core.tls.TestCertificates;

/** Logins, certificates and files that change, through the real listener by TLS. */
final class AccessChangesTest {
    private static final String JSON = "Content-Type: application/json";

    @TempDir
    Path directory;

    private GuardedAdmin admin;

    @BeforeEach
    void start() throws Exception {
        admin = new GuardedAdmin(directory, true);
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void who_guesses_is_locked_out_until_an_admin_unlocks() {
        String first = admin.tryLogin("anna", "wrong wrong wrong");
        for (int i = 0; i < 4; i++) {
            admin.tryLogin("anna", "wrong wrong wrong");
        }

        String locked = admin.tryLogin("anna", GuardedAdmin.PASSWORD);
        String unlocked = admin.ask("POST /api/v1/unlock", "{}", JSON, GuardedAdmin.bearer("admin"));
        String again = admin.tryLogin("anna", GuardedAdmin.PASSWORD);

        assertThat(first).startsWith("HTTP/1.1 401 ").contains("name or password is wrong");
        assertThat(locked).startsWith("HTTP/1.1 429 ").contains("Retry-After: ", "`tandem user unlock`");
        assertThat(unlocked).contains("1 locks are gone");
        assertThat(again).startsWith("HTTP/1.1 200 ");
        assertThat(admin.registry.scrape())
                .contains(
                        "tandem_admin_logins_total{outcome=\"wrong\"} 5.0",
                        "tandem_admin_logins_total{outcome=\"locked\"} 1.0",
                        "tandem_admin_logins_total{outcome=\"done\"} 1.0",
                        "tandem_admin_sessions 1.0");
    }

    @Test
    void an_unknown_name_is_answered_as_a_wrong_password() {
        assertThat(detail(admin.tryLogin("nobody", "wrong wrong wrong")))
                .isEqualTo(detail(admin.tryLogin("anna", "wrong wrong wrong")));
    }

    private static String detail(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n"));
    }

    @Test
    void a_certificate_counts_if_the_configuration_lists_its_subject() {
        String listed = admin.ask(Optional.of("shop-ec"), "GET /api/v1/session", "");
        String other = admin.ask(Optional.of("wild"), "GET /api/v1/session", "");
        String change = admin.ask(
                Optional.of("shop-ec"), "POST /api/v1/members/mycluster/node1", "{\"setting\": \"draining\"}", JSON);
        String harm = admin.ask(Optional.of("shop-ec"), "POST /api/v1/drill", "{\"fault\": \"kill\"}", JSON);

        assertThat(listed).contains("\"name\":\"CN=shop.example\",\"role\":\"operator\",\"means\":\"certificate\"");
        assertThat(other).startsWith("HTTP/1.1 401 ");
        assertThat(change).startsWith("HTTP/1.1 200 ");
        assertThat(harm).startsWith("HTTP/1.1 403 ");
        assertThat(admin.node.commands).singleElement().asString().contains("by 'CN=shop.example'");
    }

    @Test
    void a_certificate_of_another_authority_gets_no_further_than_the_handshake() {
        assertThatThrownBy(() -> admin.ask(Optional.of("stranger"), "GET /live", ""))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void removing_a_user_ends_the_session_and_the_stream_that_it_follows() throws Exception {
        GuardedAdmin.Login login = admin.login();
        Thread follower =
                Thread.ofVirtual().start(() -> admin.ask("GET /api/v1/stream", "", "Cookie: " + login.cookie()));
        Awaitility.await()
                .untilAsserted(() -> assertThat(admin.registry.scrape()).contains("tandem_admin_streams 1.0"));

        UsersFile.write(admin.users, GuardedAdmin.accounts().without("anna"));

        Awaitility.await()
                .untilAsserted(() -> assertThat(admin.registry.scrape()).contains("tandem_admin_streams 0.0"));
        assertThat(admin.ask("GET /api/v1/status", "", "Cookie: " + login.cookie()))
                .startsWith("HTTP/1.1 401 ");
        assertThat(follower.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void new_certificates_are_served_without_a_restart_and_broken_ones_change_nothing() throws Exception {
        replace("shop-ec.pem", "member.pem");
        Awaitility.await()
                .untilAsserted(() -> assertThat(admin.server.warnings())
                        .singleElement()
                        .asString()
                        .contains("new certificates cannot be used, older ones stay in force"));
        assertThat(admin.ask("GET /live", "")).startsWith("HTTP/1.1 200 ");

        replace("shop-ec.key", "member.key");
        Awaitility.await()
                .untilAsserted(() -> assertThat(admin.server.warnings()).isEmpty());
        assertThat(admin.ask("GET /live", "", "Host: www.shop.example")).startsWith("HTTP/1.1 200 ");
        assertThat(admin.ask("GET /live", "", "Host: localhost.internal")).startsWith("HTTP/1.1 421 ");
    }

    private void replace(String from, String to) throws Exception {
        TestCertificates.copy(directory, from);
        Files.move(directory.resolve(from), directory.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    }
}
