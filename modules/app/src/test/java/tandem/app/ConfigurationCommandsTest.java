package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.cli.CliRun;

/** {@code tandem apply}, {@code diff}, {@code config} and {@code bundle}, asked of a node that runs alone. */
class ConfigurationCommandsTest {
    private static final String HTTPD = """
            Listen 127.0.0.1:${PORT}
            <Proxy balancer://app>
              BalancerMember ${A} route=a
              BalancerMember ${B} route=b
            </Proxy>
            ProxyPass / balancer://app/
            """;

    @TempDir
    private Path directory;

    private ManagedNode node;

    @BeforeEach
    void start() throws Exception {
        node = new ManagedNode(directory, HTTPD, "");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void applied_file_is_kept_over_a_restart_until_cleared_and_the_file_stays_as_it_is() throws Exception {
        String file = file();
        Path next = Files.writeString(directory.resolve("next.conf"), file.replace("route=b", "route=b loadfactor=5"));

        CliRun dry = tandem("apply", next.toString(), "--dry-run");
        CliRun applied = tandem("apply", next.toString(), "--wait", "--confirm", "1s", "--author", "anna");

        assertThat(dry.out()).as(dry.err()).startsWith("it can be applied as revision 1 on ");
        assertThat(applied.code()).as(applied.err()).isZero();
        assertThat(applied.out()).contains("on trial for 1 s", "revision 1 by anna is kept");
        node.restart();
        assertThat(tandem("config").out()).contains("weight: 5");
        assertThat(tandem("status").out()).contains(" r1 ");
        assertThat(tandem("status", "-o", "json").out())
                .contains("is in force instead of " + directory.resolve("httpd.conf") + ": write it there too");
        assertThat(tandem("apply", "status").out()).startsWith("revision 1, applied by anna, is in force");
        assertThat(tandem("apply", "status", "-o", "yaml").out()).contains("phase: \"applied\"");
        assertThat(file()).isEqualTo(file);

        assertThat(tandem("apply", "clear").code()).isZero();
        assertThat(tandem("config").out()).doesNotContain("weight: 5");
        assertThat(tandem("apply", "status").out()).isEqualTo("the files are in force\n");
        assertThat(tandem("apply", "clear").code()).isEqualTo(69);
    }

    @Test
    void broken_file_is_refused_with_its_place_and_rollback_goes_back() throws Exception {
        Path broken = Files.writeString(directory.resolve("next.conf"), "Listn 80\n");
        CliRun refused = tandem("apply", broken.toString());
        assertThat(refused.code()).isEqualTo(69);
        assertThat(refused.err()).contains("nothing was changed on any node", "httpd.conf:1:1: ");

        Path good =
                Files.writeString(directory.resolve("good.conf"), file().replace("route=b", "route=b loadfactor=5"));
        assertThat(tandem("apply", good.toString(), "--confirm", "1h").code()).isZero();
        assertThat(tandem("config").out()).contains("weight: 5");
        assertThat(tandem("reload").err()).contains("is on trial until");

        assertThat(tandem("apply", "rollback", "--author", "bert").out()).contains("bert wanted it back");
        assertThat(tandem("config").out()).doesNotContain("weight: 5");
        assertThat(tandem("apply", "confirm").code()).isEqualTo(69);
    }

    @Test
    void command_lines_that_cannot_be_meant_are_told_what_to_write() {
        assertThat(tandem("apply", "nowhere.yaml").err())
                .contains("nowhere.yaml cannot be read", "besides a file there are");
        assertThat(tandem("apply", directory.resolve("httpd.conf").toString(), "--confirm", "2h")
                        .code())
                .isEqualTo(64);
    }

    @Test
    void diff_tells_by_its_exit_code_and_its_lines_what_a_reload_would_change() throws Exception {
        assertThat(tandem("diff")).isEqualTo(new CliRun(0, "", ""));

        Files.writeString(directory.resolve("httpd.conf"), file().replace("route=b", "route=b loadfactor=5"));
        CliRun differs = tandem("diff");

        assertThat(differs.code()).isEqualTo(1);
        assertThat(differs.out()).startsWith("--- in force\n+++ file\n@@ ").containsPattern("(?m)^\\+.*weight: 5");
        assertThat(tandem("diff", "-o", "json").out()).contains("\"state\" : \"differs\"");
        assertThat(tandem("config").out()).doesNotContain("weight: 5");
        assertThat(tandem("config", "--file").out()).contains("weight: 5");

        Files.writeString(directory.resolve("httpd.conf"), "Listn 80\n");
        assertThat(tandem("diff").code()).isEqualTo(78);
        assertThat(tandem("config", "--file").err()).contains("httpd.conf:1:1");
    }

    @Test
    void bundle_has_what_the_node_says_and_says_what_is_missing() throws IOException {
        Path to = directory.resolve("b.tar.gz");
        CliRun bundle = CliRun.of(
                "bundle", "--admin", admin() + ",http://127.0.0.1:1", "--to", to.toString(), "--log", "/dev/null");

        assertThat(bundle.code()).as("one of two answered").isEqualTo(69);
        assertThat(bundle.err()).contains("no node answers at http://127.0.0.1:1");
        assertThat(bundle.out())
                .contains("node-127.0.0.1-" + node.adminPort() + "/status.json  ", "/metrics.txt  ", "log.txt  0 bytes")
                .contains("node-127.0.0.1-1/  missing: no node answers", "wrote " + to);
        assertThat(Files.size(to)).isGreaterThan(1_000);
        assertThat(CliRun.of("bundle", "--admin", admin(), "--to", to.toString())
                        .err())
                .contains("exists and is left");
    }

    private String admin() {
        return "http://127.0.0.1:" + node.adminPort();
    }

    private CliRun tandem(String... words) {
        String[] line = Arrays.copyOf(words, words.length + 2);
        line[words.length] = "--admin";
        line[words.length + 1] = admin();
        return CliRun.of(line);
    }

    private String file() throws IOException {
        return Files.readString(directory.resolve("httpd.conf"));
    }
}
