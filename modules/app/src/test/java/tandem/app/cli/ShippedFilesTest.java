package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.app.ExitCode;

/** What is handed out to be started as it is: the package's configuration, and the pair of compose.yaml. */
class ShippedFilesTest {
    private static final Path DEPLOY = Path.of("../../deploy");
    private static final Path DOCKER = DEPLOY.resolve("docker");
    private static final String SECRET = "/key/cluster.key";

    @TempDir
    private Path directory;

    @Test
    void the_packages_configuration_is_right() {
        CliRun run =
                CliRun.of("check", "--config", DEPLOY.resolve("deb/tandem.yaml").toString());

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lb1", "lb2"})
    void the_pair_of_compose_is_right(String node) throws IOException {
        Path secret = directory.resolve("cluster.key");
        Files.writeString(secret, "0123456789abcdef".repeat(4));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Path file = directory.resolve("tandem.yaml");
        Files.writeString(file, text("tandem.yaml").replace(SECRET, secret.toString()));

        CliRun run = CliRun.of("check", "--config", file.toString(), "--node", node);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.OK);
        assertThat(run.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lb1", "lb2"})
    void nodes_have_the_addresses_that_the_file_gives_them_and_that_prometheus_asks(String node) throws IOException {
        String service = service(node);
        String address = found(service, "ipv4_address: ([0-9.]+)");

        assertThat(text("tandem.yaml")).contains(node + ": " + address);
        assertThat(Files.readString(DEPLOY.resolve("prometheus/targets/shop.yml")))
                .contains("[\"" + address + ":9991\"]\n  labels: {cluster: shop, instance: " + node + "}");
        assertThat(service)
                .contains("--node, " + node + "]", "./tandem.yaml:/etc/tandem/tandem.yaml:ro", "secret:/key:ro");
        assertThat(text("tandem.yaml")).contains("secret-file: " + SECRET, "name: shop");
        assertThat(service("secret")).contains(SECRET);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node1", "node2"})
    void members_listen_where_the_file_says(String member) throws IOException {
        String service = service(member);
        String listen = found(service, "--listen, \"([0-9.]+:[0-9]+)\"");

        assertThat(listen).startsWith(found(service, "ipv4_address: ([0-9.]+)") + ":");
        assertThat(text("tandem.yaml"))
                .contains("{name: " + member + ", url: \"http://" + listen + "\", route: " + member + "}");
    }

    @Test
    void what_compose_mounts_is_there() throws IOException {
        Matcher mounts = Pattern.compile("- (\\.[^:]+):/").matcher(text("compose.yaml"));

        assertThat(mounts.results().map(mount -> DOCKER.resolve(mount.group(1))).toList())
                .hasSizeGreaterThan(3)
                .allSatisfy(file -> assertThat(file).exists());
    }

    private static String text(String name) throws IOException {
        return Files.readString(DOCKER.resolve(name));
    }

    /** The lines of compose.yaml that describe a service. */
    private static String service(String name) throws IOException {
        return found(text("compose.yaml"), "(?ms)^  " + name + ":\n(.*?)(?:\n\n|\\z)");
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern + " in " + text).isTrue();
        return matcher.group(1);
    }
}
