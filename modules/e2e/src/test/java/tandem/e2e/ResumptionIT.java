package tandem.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of TLS resume their sessions at the node that took over; with the engine that the distribution brings. */
@Tag(Tags.UNTIMED)
final class ResumptionIT {
    @TempDir
    private Path directory;

    @Test
    void sessions_of_a_node_that_crashed_go_on_at_its_peer() throws Exception {
        assumeTrue(
                Command.run("sh", "-c", "command -v openssl").code() == 0, "sessions are resumed by the tool openssl");
        try (LoopbackPair pair = LoopbackPair.startSecure(directory)) {
            String first = pair.active();
            String second = LoopbackPair.peerOf(first);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(pair.metrics(second)).contains("tandem_tls_ticket_secrets 2.0"));
            for (String version : List.of("tls1_2", "tls1_3")) {
                assertThat(client(pair, version, "-sess_out " + session(version)))
                        .contains("New, TLS");
                assertThat(client(pair, version, "-sess_in " + session(version)))
                        .contains("Reused, TLS");
            }

            pair.kill(first);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptions()
                    .until(() -> pair.isActive(second) && pair.serves());

            for (String version : List.of("tls1_2", "tls1_3")) {
                assertThat(client(pair, version, "-sess_in " + session(version)))
                        .as("%s at %s", version, second)
                        .contains("Reused, TLS");
            }
        }
    }

    private Path session(String version) {
        return directory.resolve(version + ".session");
    }

    /** What openssl prints; it asks for a page, so that what the server sends after the handshake of TLS 1.3 is there. */
    private static String client(LoopbackPair pair, String version, String options) {
        String request = "GET / HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n";
        return Command.run(
                        "sh",
                        "-c",
                        "printf '" + request + "' | openssl s_client -connect " + pair.secure()
                                + " -servername localhost -ign_eof -" + version + " " + options + " 2>&1")
                .out();
    }
}
