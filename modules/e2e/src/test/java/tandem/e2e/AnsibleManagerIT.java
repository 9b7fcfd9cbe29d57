package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.app.demo.DemoMember;

/** Ansible's module {@code community.general.apache2_mod_proxy}, as it is packaged, against a node. */
@Tag(Tags.UNTIMED)
class AnsibleManagerIT {
    private static final Path PYTHON = Path.of("/usr/bin/python3");
    private static final Path MODULE =
            Path.of("/usr/lib/python3/dist-packages/ansible_collections/community/general/plugins"
                    + "/modules/apache2_mod_proxy.py");
    /** The module imports BeautifulSoup 3, of which version 4 is the successor. */
    private static final String SHIM = """
            import bs4


            def BeautifulSoup(markup):
                return bs4.BeautifulSoup(markup.read() if hasattr(markup, "read") else markup, "html.parser")
            """;

    @TempDir
    private Path directory;

    private DemoMember first;
    private DemoMember second;
    private RunningProcess node;
    private int admin;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.exists(MODULE), "Ansible's apache2_mod_proxy is not installed");
        assumeTrue(Command.run(PYTHON.toString(), "-c", "import bs4").code() == 0, "python3-bs4 is not installed");
        first = member("127.0.0.21");
        second = member("127.0.0.22");
        admin = Distribution.freePort();
        Distribution.write(directory.resolve("BeautifulSoup.py"), SHIM);
        Path yaml = Distribution.write(directory.resolve("tandem.yaml"), """
                state-directory: state
                drain: 0s
                listeners: {web: {listen: "127.0.0.1:%d"}}
                balancers:
                  app:
                    members:
                      - {name: one, url: "http://127.0.0.21:%d"}
                      - {name: two, url: "http://127.0.0.22:%d", setting: ignore-errors}
                routes: [{balancer: app}]
                admin: {listen: "127.0.0.1:%d"}
                metrics: {listen: "127.0.0.1:0"}
                balancer-manager: {compatible: true}
                """.formatted(
                        Distribution.freePort(), first.port(), second.port(), admin));
        node = RunningProcess.start(
                List.of(Distribution.tandem(), "run", "--config", yaml.toString()),
                false,
                directory.resolve("tandem.log"),
                "ready node=");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {node, first, second}) {
            if (part != null) {
                part.close();
            }
        }
    }

    private static DemoMember member(String address) throws IOException {
        return DemoMember.start(
                address, new InetSocketAddress(InetAddress.getByName(address), 0), "BALANCEID", "mycluster");
    }

    @Test
    void module_drains_and_enables_a_member() {
        String drained = module("member_host=127.0.0.21 state=drained");
        String afterDrain = status();
        String again = module("member_host=127.0.0.21 state=drained");
        String enabled = module("member_host=127.0.0.21 state=enabled");
        String disabled = module("member_host=127.0.0.22 state=disabled");

        assertThat(drained).contains("CHANGED", "\"Status\": \"Init Drn Ok \"", "\"drained\": true");
        assertThat(afterDrain)
                .contains("\"setting\" : \"draining\"", "127.0.0.1 (balancer-manager) on ")
                .contains("app/one: draining by 127.0.0.1 (balancer-manager)");
        assertThat(again).contains("SUCCESS", "\"changed\": false");
        assertThat(enabled).contains("CHANGED", "\"Status\": \"Init Ok \"");
        assertThat(disabled).contains("CHANGED", "\"Status\": \"Init Dis \"", "\"ignore_errors\": false");
    }

    private String status() {
        return Distribution.tandem("status", "-o", "json", "--admin", "http://127.0.0.1:" + admin)
                .demand()
                .out();
    }

    private String module(String arguments) {
        return Command.run(List.of(
                        "env",
                        "PYTHONPATH=" + directory,
                        "ANSIBLE_LOCAL_TEMP=" + directory.resolve("local"),
                        "ANSIBLE_REMOTE_TEMP=" + directory.resolve("remote"),
                        "ANSIBLE_NOCOLOR=1",
                        "LC_ALL=C.UTF-8",
                        "ansible",
                        "localhost",
                        "--connection=local",
                        "--inventory=localhost,",
                        "--extra-vars=ansible_python_interpreter=" + PYTHON,
                        "--module-name=community.general.apache2_mod_proxy",
                        "--args=balancer_vhost=127.0.0.1:" + admin + " " + arguments))
                .demand()
                .out();
    }
}
