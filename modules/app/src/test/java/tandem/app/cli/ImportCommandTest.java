package tandem.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
    private static final String HAPROXY = """
            frontend web
                mode http
                bind :80
                maxconn 10
                default_backend app
            backend app
                mode http
                server a 192.0.2.1:80
            """;
    private static final String KEEPALIVED = """
            vrrp_instance V {
                state MASTER
                interface eth0
                virtual_router_id 7
                virtual_ipaddress {
                    192.0.2.10/24
                }
            }
            """;

    @TempDir
    private Path directory;

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void files_of_two_programs_become_one_yaml_that_check_accepts_and_a_report() throws IOException {
        CliRun imported = CliRun.of(
                "import",
                "--nodes",
                "lb1=192.0.2.11,lb2=192.0.2.12",
                file("haproxy.cfg", HAPROXY),
                file("keepalived.conf", KEEPALIVED));

        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.out()).contains("url: http://192.0.2.1\n", "address: 192.0.2.10/24", "prefer: lb1");
        assertThat(imported.err())
                .contains("haproxy.cfg:4:5: warning: maxconn: not carried over: client-limits.connections holds");
        String yaml = file("tandem.yaml", imported.out());
        assertThat(CliRun.of("check", "--config", yaml, "--node", "lb1").code()).isZero();
    }

    @Test
    void file_is_what_from_says_and_a_broken_one_is_refused() throws IOException {
        String file = file("balancer.txt", "frontend web\n  bind \":80\n");

        CliRun refused = CliRun.of("import", "--from", "haproxy", file);

        assertThat(refused.code()).isEqualTo(78);
        assertThat(refused.err()).contains("balancer.txt:2:8: the quote is not closed");
        assertThat(CliRun.of("import", "--from", "envoy", file).code()).isEqualTo(64);
        assertThat(CliRun.of("import").code()).isEqualTo(64);
    }

    @Test
    void httpd_conf_is_imported_as_before_and_alone() throws IOException {
        String httpd = file(
                "httpd.conf",
                "Listen 80\nBalancerMember balancer://app http://192.0.2.1\nProxyPass / balancer://app/\n");

        assertThat(CliRun.of("import", httpd).out()).contains("url: http://192.0.2.1");
        CliRun both = CliRun.of("import", httpd, file("haproxy.cfg", HAPROXY));
        assertThat(both.code()).isEqualTo(78);
        assertThat(both.err()).contains("an httpd.conf is imported alone");
    }
}
