package tandem.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which balancers a virtual host's manager shows, and what wins over it. */
final class ManagerSitesTest {
    private static final String HTTPD = """
            ServerName lb.example.com
            Listen 127.0.0.1:${PORT}
            Listen 127.0.0.1:${PORT2}
            <Proxy balancer://common>
              BalancerMember ${A}
            </Proxy>
            <VirtualHost *:${PORT}>
              <Location /balancer-manager>
                SetHandler balancer-manager
                Require local
              </Location>
            </VirtualHost>
            <VirtualHost *:${PORT2}>
              <Proxy balancer://own>
                BalancerMember ${B}
              </Proxy>
              <Location /balancer-manager>
                SetHandler balancer-manager
                Require local
              </Location>
              <Location /hidden>
                SetHandler balancer-manager
              </Location>
              ProxyPass /balancer-manager !
              ProxyPass / balancer://own/
              ProxyPass /c balancer://common
            </VirtualHost>
            """;

    @TempDir
    private Path directory;

    @Test
    void man_14_balancers_of_another_virtual_host_are_not_shown() throws Exception {
        try (ManagedNode node = new ManagedNode(directory, HTTPD, "")) {
            String first = node.get(node.port, "/balancer-manager").body();
            String second = node.get(node.otherPort, "/balancer-manager").body();

            assertThat(first).contains("balancer://common</a>").doesNotContain("balancer://own</a>");
            assertThat(second).contains("balancer://common</a>", "balancer://own</a>");
        }
    }

    @Test
    void proxied_path_goes_to_its_member_though_the_manager_stands_there() throws Exception {
        try (ManagedNode node = new ManagedNode(directory, HTTPD, "")) {
            assertThat(node.get(node.otherPort, "/hidden").body()).isEqualTo("B");
            assertThat(node.get(node.port, "/elsewhere").statusCode()).isEqualTo(404);
        }
    }
}
