package tandem.core.status;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A member with the layers that make up its state.
 *
 * @param id BALANCER/NAME
 * @param weight the weight in force, such as 1 or 1.5
 * @param setting the setting in force in words, such as {@code enabled} or {@code draining}
 * @param settingSource {@code file}, or who set it when, until when and why
 * @param operator the same for programs; empty: everything is the file's
 * @param verdict what this node's checks and traffic conclude
 * @param reason why, as a sentence; empty if there is nothing to say
 * @param leftOut whether it is passed over for how it answered (outliers)
 * @param counts sums over all nodes by the name of the {@link tandem.core.count.Count} in lower case: for people
 * @param ownCounts this node's own part of them, which only ever grows while it runs: for metrics
 * @param checks what the health checks of each node say, this node's first; empty if it is not probed
 */
public record MemberStatus(
        String id,
        String name,
        String url,
        String route,
        String weight,
        String setting,
        String settingSource,
        Optional<OperatorLayer> operator,
        Verdict verdict,
        String reason,
        boolean leftOut,
        Map<String, Long> counts,
        Map<String, Long> ownCounts,
        List<CheckStatus> checks) {
    public MemberStatus {
        checks = List.copyOf(checks);
    }

    /** A member that nobody probes. */
    public MemberStatus(
            String id,
            String name,
            String url,
            String route,
            String weight,
            String setting,
            String settingSource,
            Verdict verdict,
            String reason,
            Map<String, Long> counts,
            Map<String, Long> ownCounts) {
        this(
                id,
                name,
                url,
                route,
                weight,
                setting,
                settingSource,
                Optional.empty(),
                verdict,
                reason,
                false,
                counts,
                ownCounts,
                List.of());
    }

    /** Whether nodes that probe it disagree. */
    public boolean disputed() {
        return checks.stream()
                        .map(CheckStatus::verdict)
                        .filter(v -> v != Verdict.UNKNOWN)
                        .distinct()
                        .count()
                > 1;
    }
}
