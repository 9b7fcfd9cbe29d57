package tandem.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JGroups between three nodes of which one is cut off. */
class PeerLinkIT {
    private static final long EVERY_MILLIS = 20;
    private static final long SLACK_MILLIS = 100;

    @TempDir
    Path directory;

    @Test
    void node_that_is_cut_off_leaves_no_gap_in_the_hellos_to_the_others() throws IOException {
        Optional<String> missing = LoneNamespace.missing();
        assumeTrue(missing.isEmpty(), () -> "skipped: " + missing.orElseThrow());
        Path identity = directory.resolve("keys.p12");
        TestTls.generate(identity);

        String printed = LoneNamespace.run(PeerLinkDriver.class, identity.toString(), "8");

        assertThat(Gaps.number(printed, "events")).isGreaterThan(100);
        assertThat(Gaps.number(printed, "longest"))
                .as(printed)
                .isLessThanOrEqualTo(EVERY_MILLIS + SLACK_MILLIS + 3 * Gaps.number(printed, "late"));
    }
}
