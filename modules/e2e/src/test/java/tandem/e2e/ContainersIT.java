package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import tandem.app.ExitCode;
import tandem.app.demo.ClientReport;

/** The packaged distribution in its image: a pair on a network of containers, as a deployment by containers runs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainersIT {
    /** The kernel's lifetime with its slack is 1.3 s; the probe, and a client's patience of 250 ms, come on top. */
    private static final double TAKEOVER_MILLIS = 2000;

    private static final long BUILD_SECONDS = 300;

    private ContainerPair pair;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "needs a Docker engine (docker.io), and none answers");
        String builder = Distribution.root().resolve("deploy/container/build").toString();
        Command build = Command.run(List.of(builder, "--quick"), BUILD_SECONDS);
        assumeTrue(build.code() != ExitCode.UNAVAILABLE, () -> "container image: " + build.err());
        build.demand();
        pair = ContainerPair.start(directory);
    }

    @AfterAll
    void close() {
        if (pair != null) {
            pair.close();
        }
    }

    @Test
    void clients_reach_both_members_through_the_virtual_address() {
        ClientReport report = Traffic.report(pair.traffic(2).join());

        assertThat(report.failed()).as("failed requests").isZero();
        assertThat(report.members()).containsOnlyKeys("node1", "node2");
    }

    @Test
    void a_node_is_no_root_and_has_three_capabilities() {
        String status = pair.inside(pair.settle(), "cat", "/proc/1/status").getStdout();

        assertThat(status).containsPattern("Uid:\\s+901\\s+901\\s+901\\s+901");
        assertThat(status).containsPattern("CapEff:\\s+0000000000003400");
        assertThat(status).containsPattern("CapBnd:\\s+0000000000003400");
    }

    @Test
    void a_killed_container_is_replaced_within_a_takeover() {
        String active = pair.settle();
        ClientReport report;

        CompletableFuture<String> clients = pair.traffic(6);
        pause(Duration.ofSeconds(2));
        pair.kill(active);
        report = Traffic.report(clients.join());
        pair.startAgain(active);

        assertThat(report.outageMillis()).as("outage in ms").isLessThanOrEqualTo(TAKEOVER_MILLIS);
        assertThat(pair.settle()).as("active node").isNotEqualTo(active);
    }

    @Test
    void a_rolling_restart_costs_no_more_than_a_takeover() {
        String active = pair.settle();
        String standby = ContainerPair.peerOf(active);
        ClientReport report;

        CompletableFuture<String> clients = pair.traffic(20);
        pause(Duration.ofSeconds(1));
        for (String node : List.of(standby, active)) {
            pair.stop(node);
            pair.startAgain(node);
            pair.settle();
        }
        report = Traffic.report(clients.join());

        assertThat(report.outageMillis()).as("longest outage in ms").isLessThanOrEqualTo(TAKEOVER_MILLIS);
        assertThat(report.nodes()).as("nodes that answered").containsOnlyKeys(active, standby);
        assertThat(pair.log(active)).contains("switched over from " + active + " to " + standby);
    }

    private static void pause(Duration time) {
        Awaitility.await().pollDelay(time).atMost(time.plusSeconds(5)).until(() -> true);
    }
}
