package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.core.access.AccessRole;
import tandem.core.config.AdminConfig;
import tandem.core.tls.TestCertificates;

/** What an admin listener needs, by where it listens. */
final class AdminErrorsTest {
    private static final String REST = """
            listeners: {web: {listen: "*:80"}}
            balancers: {app: {members: [{name: node1, url: "http://192.0.2.21"}]}}
            routes: [{path: /, balancer: app}]
            """;
    private static final String TLS = "tls: {certificates: [{cert: shop-ec.pem, key: shop-ec.key}]}";
    private static final String HASH = "pbkdf2-sha512:600000:" + "A".repeat(22) + "==:" + "B".repeat(86) + "==";

    @TempDir
    Path directory;

    private ConfigCase cases;

    @BeforeEach
    void prepare() throws IOException {
        cases = new ConfigCase(directory);
        TestCertificates.copy(directory, "ca.pem", "shop-ec.pem", "shop-ec.key");
        users("users", "user anna admin " + HASH + "\n", "rw-r-----");
        users("open", "user anna admin " + HASH + "\n", "rw-r--r--");
        users("broken", "user anna admin secret\n", "rw-------");
        users("viewers", "user anna viewer " + HASH + "\n", "rw-------");
    }

    private void users(String name, String text, String mode) throws IOException {
        Files.setPosixFilePermissions(cases.file(name, text), PosixFilePermissions.fromString(mode));
    }

    private Loaded admin(String keys) {
        return cases.yaml("admin: {" + keys + "}\n" + REST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "listen: \"127.0.0.1:9990\"",
                "listen: \"127.0.211.11:9990\"",
                "listen: \"[::1]:9990\"",
                "listen: \"127.0.0.1:9990\", users: users",
                "listen: \"198.51.100.11:9990\", users: users, TLS",
                "listen: \"*:9990\", client-certificates: {ca: ca.pem, roles: {\"CN=ansible,O=Shop\": operator}}, TLS",
            })
    void closed_enough_for_where_it_listens(String keys) {
        assertThat(cases.yaml("admin: {" + keys.replace("TLS", TLS) + "}\n" + REST))
                .isInstanceOf(Loaded.Ok.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.11:9990", "*:9990", "0.0.0.0:9990", "[2001:db8::1]:9990"})
    void what_other_machines_reach_needs_users_and_tls(String listen) {
        assertThat(ConfigCase.findings(admin("listen: \"" + listen + "\"")))
                .containsExactly(
                        "tandem.yaml:1:17: admin.listen: " + listen
                                + " can be reached from other machines and asks nobody who he"
                                + " is: make a user with `tandem user add FILE NAME --role admin` and write admin.users: FILE, or"
                                + " give admin.client-certificates; or listen on 127.0.0.1, which `ssh -L"
                                + " 9990:127.0.0.1:9990 NODE` reaches",
                        "tandem.yaml:1:17: admin.listen: " + listen
                                + " can be reached from other machines in clear text, with"
                                + " passwords and tokens: give admin.tls, such as tls: {certificates: [{cert: admin.pem, key:"
                                + " admin.key}]}; or listen on 127.0.0.1");
        assertThat(ConfigCase.findings(admin("listen: \"" + listen + "\", users: users")))
                .singleElement()
                .asString()
                .contains("in clear text");
        assertThat(ConfigCase.findings(admin("listen: \"" + listen + "\", " + TLS)))
                .filteredOn(finding -> !finding.contains(": warning: "))
                .singleElement()
                .asString()
                .contains("asks nobody who he is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "users: nothing | admin.users: DIR/nothing does not exist; `tandem user add DIR/nothing NAME --role admin` makes it",
                "users: open | admin.users: DIR/open is open to others (rw-r--r--); run: chmod 640 DIR/open",
                "users: broken | admin.users: DIR/broken: line 1: the hash of user anna is not pbkdf2-sha512:ROUNDS:SALT:HASH;"
                        + " `tandem user passwd` makes one",
                "client-certificates: {ca: ca.pem, roles: {CN=a: viewer}} | admin.client-certificates: need TLS: give admin.tls,"
                        + " such as tls: {certificates: [{cert: admin.pem, key: admin.key}]}",
                "client-certificates: {ca: ca.pem, roles: {anna: viewer}}, TLS | admin.client-certificates.roles: 'anna' is no"
                        + " subject such as CN=viewer,O=Shop",
                "client-certificates: {ca: nothing.pem, roles: {}}, TLS | admin.client-certificates.ca[0]: DIR/nothing.pem does"
                        + " not exist",
                "client-certificates: {ca: [], roles: {}}, TLS | admin.client-certificates.ca: names no file with authorities, so"
                        + " no certificate could be taken",
                "tls: {certificates: []} | admin.tls.certificates: names no certificate, without which TLS cannot be spoken",
                "client-certificates: {ca: ca.pem, roles: {CN=a: boss}}, TLS | admin.client-certificates.roles.CN=a: 'boss' is"
                        + " not allowed (viewer, operator, admin)",
                "sessions: {idle: 1s} | admin.sessions.idle: 1s is not allowed (1m..24h)",
            })
    void what_is_wrong_is_named(String keys, String sentence) {
        assertThat(ConfigCase.findings(admin(keys.replace("TLS", TLS))))
                .filteredOn(finding -> !finding.contains(": warning: "))
                .singleElement()
                .asString()
                .endsWith(sentence.replace("DIR", directory.toString()));
    }

    @Test
    void without_an_admin_a_warning() {
        assertThat(ConfigCase.warnings(admin("users: viewers")))
                .singleElement()
                .asString()
                .endsWith("has no account with role admin; what needs one can be done by the socket alone");
    }

    @Test
    void engine_that_operators_do_not_get_is_named_and_no_other() {
        String byBoringSsl = TLS.replace("]}", "], engine: native}");

        assertThat(ConfigCase.warnings(admin("users: users, " + TLS))).noneMatch(warning -> warning.contains("engine"));
        assertThat(ConfigCase.warnings(admin("users: users, " + byBoringSsl)))
                .filteredOn(warning -> warning.contains("engine"))
                .singleElement()
                .asString()
                .endsWith("admin.tls.engine: has no effect: operators are always spoken to by Java's TLS");
    }

    @Test
    void written_as_yaml_and_read_again_it_is_the_same() {
        Loaded loaded =
                admin("users: users, socket: {path: s, roles: {anna: admin}, others: viewer}, sessions: {life: 1h},"
                        + " client-certificates: {ca: ca.pem, roles: {\"CN=ansible,O=Shop\": operator}}, " + TLS);

        AdminConfig admin = ConfigCase.ok(loaded).admin();
        assertThat(ConfigCase.ok(cases.yaml(YamlWriter.write(ConfigCase.ok(loaded))))
                        .admin())
                .isEqualTo(admin);
        assertThat(admin.clientCertificates().orElseThrow().roles())
                .containsEntry("CN=ansible,O=Shop", AccessRole.OPERATOR);
        assertThat(admin.socket().others()).isEqualTo(AccessRole.VIEWER);
    }
}
