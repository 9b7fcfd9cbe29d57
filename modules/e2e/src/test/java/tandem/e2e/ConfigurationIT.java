package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the distribution that read and write configuration. */
@Tag(Tags.UNTIMED)
class ConfigurationIT {
    private static final String AS_PRINTED = """
            LoadModule proxy_module modules/mod_proxy.so

            Order deny,allow
            Allow from all

            ProxyPreserveHost On
            ProxyPass / balancer://mycluster/ lbmethod=byrequests stickysession=BALANCEID nofailover=ON
            ProxyPassReverse / balancer://mycluster/

            BalancerMember http://127.0.0.1:8081/ route=node1
            BalancerMember http://127.0.0.1:8082/ route=node2
            """;

    @TempDir
    Path directory;

    private Path httpd;

    @BeforeEach
    void writeSeed() {
        httpd = Distribution.write(
                directory.resolve("httpd.conf"), Distribution.seed("8080", "127.0.0.1:8081", "127.0.0.1:8082"));
    }

    @Test
    void seed_configuration_is_sound() {
        Command check = Distribution.tandem("check", "--config", httpd.toString());

        assertThat(check.code()).as(check.err()).isZero();
    }

    @Test
    void every_error_is_located_and_the_exit_code_is_78() {
        Path broken = Distribution.write(
                directory.resolve("broken.conf"),
                Distribution.read(httpd).replace("ProxyPreserveHost", "ProxyPreservHost") + "BalancerMembr x\n");

        Command check = Distribution.tandem("check", "--config", broken.toString());

        assertThat(check.code()).isEqualTo(78);
        assertThat(check.err())
                .containsPattern("broken\\.conf:\\d+:\\d+")
                .contains("ProxyPreserveHost", "BalancerMember");
    }

    @Test
    void broken_configuration_never_starts_a_node() {
        Path broken = Distribution.write(
                directory.resolve("broken.yaml"), "node: lb1\nlisteners: {web: {listn: \"*:80\"}}\n");

        Command run = Distribution.tandem("run", "--config", broken.toString());

        assertThat(run.code()).isEqualTo(78);
        assertThat(run.out()).doesNotContain("ready");
        assertThat(run.err()).containsPattern("broken\\.yaml:2:\\d+").contains("listn", "did you mean listen");
    }

    @Test
    void fix_prints_the_mended_file_which_then_passes() {
        Path printed = Distribution.write(directory.resolve("printed.conf"), AS_PRINTED);

        Command check = Distribution.tandem("check", "--config", printed.toString());
        Command fix = Distribution.tandem("check", "--config", printed.toString(), "--fix");
        Path mended = Distribution.write(directory.resolve("mended.conf"), fix.out());
        Command again = Distribution.tandem("check", "--config", mended.toString());

        assertThat(check.code()).isEqualTo(78);
        assertThat(check.err()).contains("<Proxy");
        assertThat(fix.code()).as(fix.err()).isZero();
        assertThat(again.code()).as(fix.out() + again.err()).isZero();
    }

    @Test
    void imported_configuration_is_sound_yaml() {
        Command imported = Distribution.tandem("import", httpd.toString());
        Path yaml = Distribution.write(directory.resolve("imported.yaml"), imported.out());
        Command check = Distribution.tandem("check", "--config", yaml.toString());

        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.out()).contains("mycluster", "BALANCEID", "node1");
        assertThat(check.code()).as(imported.out() + check.err()).isZero();
    }

    @Test
    void init_writes_one_file_for_both_nodes_and_a_secret_for_its_owner_alone() throws IOException {
        Path out = directory.resolve("pair");

        Command init = Distribution.tandem(
                "init",
                "--httpd",
                httpd.toString(),
                "--nodes",
                "lb1=127.0.0.11,lb2=127.0.0.12",
                "--vip",
                "127.0.0.100/24@lo",
                "--out",
                out.toString());
        Path yaml = out.resolve("tandem.yaml");

        assertThat(init.code()).as(init.err()).isZero();
        assertThat(init.out()).contains("tandem.yaml", "cluster.key", "lb2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out.resolve("cluster.key"))))
                .isEqualTo("rw-------");
        assertThat(Distribution.tandem("check", "--config", yaml.toString(), "--node", "lb1")
                        .code())
                .isZero();
        assertThat(Distribution.tandem("check", "--config", yaml.toString(), "--node", "lb2")
                        .code())
                .isZero();
    }

    @Test
    void wrong_command_line_exits_64() {
        assertThat(Distribution.tandem("run", "--confg", "x").code()).isEqualTo(64);
        assertThat(Distribution.tandem("version").code()).isZero();
    }
}
