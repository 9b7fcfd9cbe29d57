package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import tandem.e2e.FlowTraffic.Mix;

/** Connections by TLS go on when the address is moved on purpose; {@code HandoverSoak} has them at light load, again and again. */
class TlsHandoverSoak {
    /** Downloads of four seconds, so that the switchover is in the midst of them. */
    private static final Mix FEW = new Mix(5, 2, 4, 2, 2, 4000, 0);

    @Test
    void downloads_uploads_and_tunnels_by_tls_survive_a_switchover(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
        Optional<String> missing = Stream.of(Net.missing(), Net.missingNft())
                .flatMap(Optional::stream)
                .findFirst();
        assumeTrue(missing.isEmpty(), () -> "the hand-over of connections " + missing.orElseThrow());
        try (Stage stage = Stage.openForFlows(directory);
                Pair pair = Pair.start(stage, PairSettings.USUAL.withSix().withTls());
                FlowTraffic clients = FlowTraffic.startByTls(stage, Stage.VIP, FEW)) {
            awaitTransfers(clients, 6);

            String from = pair.owner();
            long lasting = clients.sum().lasting();
            Command moved = pair.ask(from, "switchover", "--to", Stage.peerOf(from));
            awaitTransfers(clients, lasting + 12);

            assertThat(moved.code()).as(moved.out() + moved.err()).isZero();
            assertThat(pair.owner()).isEqualTo(Stage.peerOf(from));
            assertThat(clients.failures())
                    .as("failed requests and broken connections")
                    .isEmpty();
        }
    }

    private static void awaitTransfers(FlowTraffic clients, long count) {
        Awaitility.await(count + " downloads and uploads")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreException(NoSuchElementException.class) // nothing is counted yet
                .until(() -> clients.sum().lasting() >= count);
    }
}
