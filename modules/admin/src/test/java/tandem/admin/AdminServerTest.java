package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.core.config.AdminConfig;
import tandem.core.config.ListenAddress;

class AdminServerTest {
    private static final ListenAddress FREE = ListenAddress.parse("127.0.0.1:0");

    @Test
    void a_taken_port_is_named_with_its_key_and_nothing_stays_open() {
        try (AdminCalls first = new AdminCalls()) {
            ListenAddress taken = new ListenAddress("127.0.0.1", first.server.metricsPort());
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

            AdminServer.Start admin = start(taken, FREE, registry);
            AdminServer.Start metrics = start(FREE, taken, registry);

            assertThat(admin)
                    .isEqualTo(new AdminServer.Start.Failed("could not listen on " + taken
                            + ": Address already in use; free the port or change admin.listen"));
            assertThat(metrics)
                    .isEqualTo(new AdminServer.Start.Failed("could not listen on " + taken
                            + ": Address already in use; free the port or change metrics.listen"));
            assertThat(registry.scrape()).isEmpty();
        }
    }

    @Test
    void closing_frees_the_ports_and_the_registry() {
        AdminCalls admin = new AdminCalls();
        int port = admin.server.adminPort();

        admin.server.close();

        assertThat(admin.registry.scrape()).isEmpty();
        assertThatThrownBy(() -> AdminCalls.raw(java.net.InetAddress.getLoopbackAddress(), port, "GET / HTTP/1.0"))
                .isInstanceOf(IOException.class);
    }

    @Test
    void what_other_machines_reach_is_not_opened_to_everybody() {
        AdminServer.Start start =
                start(new ListenAddress("*", 0), FREE, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));

        assertThat(start)
                .isEqualTo(
                        new AdminServer.Start.Failed(
                                "will not listen on *:0, which other machines reach, without asking who asks; give admin.users"));
    }

    private static AdminServer.Start start(
            ListenAddress admin, ListenAddress metrics, PrometheusMeterRegistry registry) {
        FakeNodeControl node = new FakeNodeControl();
        return AdminServer.start(
                new AdminSettings(AdminConfig.at(admin), metrics, List.of(), "0.1.0", "lb1"),
                node,
                registry,
                node.manager());
    }
}
