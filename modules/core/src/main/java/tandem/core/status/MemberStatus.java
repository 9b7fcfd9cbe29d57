package tandem.core.status;

import java.util.Map;

/**
 * A member with the layers that make up its state.
 *
 * @param id BALANCER/NAME
 * @param weight the weight in force, such as 1 or 1.5
 * @param setting the setting in force in words, such as {@code enabled} or {@code draining}
 * @param settingSource {@code file}, or who set it when and why
 * @param verdict what this node's checks and traffic conclude
 * @param reason why, as a sentence; empty if there is nothing to say
 * @param counts sums over all nodes by the name of the {@link tandem.core.count.Count} in lower case: for people
 * @param ownCounts this node's own part of them, which only ever grows while it runs: for metrics
 */
public record MemberStatus(
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
        Map<String, Long> ownCounts) {}
