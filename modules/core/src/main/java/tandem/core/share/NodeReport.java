package tandem.core.share;

import java.util.List;
import java.util.Map;
import tandem.core.health.CheckReport;
import tandem.core.registration.Registration;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;

/**
 * What a node tells its peers of itself, four times a second.
 *
 * @param node its name
 * @param incarnation greater after every restart of the node
 * @param sequence counts the reports of an incarnation, from 1
 * @param writtenAtEpochMillis by the writer's wall clock
 * @param version Tandem's version
 * @param role what the node was
 * @param configHash equal on nodes with the same balancing configuration
 * @param counters its own counts by member id, in the order of {@link tandem.core.count.Count}; only ever growing
 * @param schedules its schedules' vectors: balancer name to member name to status
 * @param readiness what it needs to take the virtual addresses well; at most {@value #MOST_CHECKS} checks
 * @param checks what its health checks say, by member id; without members that it has not tried
 * @param configRevision of a configuration that an operator applied there; 0 if its files are in force
 * @param rates what was spent there of rate limits, as {@link tandem.core.limit.RateLimits#told} has it
 * @param registrations what members told any node of themselves, as far as this one knows
 */
public record NodeReport(
        String node,
        long incarnation,
        long sequence,
        long writtenAtEpochMillis,
        String version,
        Role role,
        String configHash,
        Map<String, long[]> counters,
        Map<String, Map<String, Integer>> schedules,
        List<ReadinessCheck> readiness,
        Map<String, CheckReport> checks,
        long configRevision,
        Map<String, long[]> rates,
        List<Registration> registrations) {
    /** How many checks a report may have. */
    public static final int MOST_CHECKS = 32;

    public NodeReport {
        readiness = List.copyOf(readiness);
        registrations = List.copyOf(registrations);
        if (readiness.size() > MOST_CHECKS) {
            throw new IllegalArgumentException(readiness.size() + " checks are more than " + MOST_CHECKS);
        }
    }

    /** A report of a node that no member told anything. */
    public NodeReport(
            String node,
            long incarnation,
            long sequence,
            long writtenAtEpochMillis,
            String version,
            Role role,
            String configHash,
            Map<String, long[]> counters,
            Map<String, Map<String, Integer>> schedules,
            List<ReadinessCheck> readiness,
            Map<String, CheckReport> checks,
            long configRevision,
            Map<String, long[]> rates) {
        this(
                node,
                incarnation,
                sequence,
                writtenAtEpochMillis,
                version,
                role,
                configHash,
                counters,
                schedules,
                readiness,
                checks,
                configRevision,
                rates,
                List.of());
    }

    /** A report of a node that has nothing to tell of rate limits. */
    public NodeReport(
            String node,
            long incarnation,
            long sequence,
            long writtenAtEpochMillis,
            String version,
            Role role,
            String configHash,
            Map<String, long[]> counters,
            Map<String, Map<String, Integer>> schedules,
            List<ReadinessCheck> readiness,
            Map<String, CheckReport> checks,
            long configRevision) {
        this(
                node,
                incarnation,
                sequence,
                writtenAtEpochMillis,
                version,
                role,
                configHash,
                counters,
                schedules,
                readiness,
                checks,
                configRevision,
                Map.of());
    }

    /** A report of a node whose files are in force, as older versions write it. */
    public NodeReport(
            String node,
            long incarnation,
            long sequence,
            long writtenAtEpochMillis,
            String version,
            Role role,
            String configHash,
            Map<String, long[]> counters,
            Map<String, Map<String, Integer>> schedules,
            List<ReadinessCheck> readiness,
            Map<String, CheckReport> checks) {
        this(
                node,
                incarnation,
                sequence,
                writtenAtEpochMillis,
                version,
                role,
                configHash,
                counters,
                schedules,
                readiness,
                checks,
                0);
    }

    /** A report without health checks. */
    public NodeReport(
            String node,
            long incarnation,
            long sequence,
            long writtenAtEpochMillis,
            String version,
            Role role,
            String configHash,
            Map<String, long[]> counters,
            Map<String, Map<String, Integer>> schedules,
            List<ReadinessCheck> readiness) {
        this(
                node,
                incarnation,
                sequence,
                writtenAtEpochMillis,
                version,
                role,
                configHash,
                counters,
                schedules,
                readiness,
                Map.of());
    }

    /** A report without readiness, as older versions write it. */
    public NodeReport(
            String node,
            long incarnation,
            long sequence,
            long writtenAtEpochMillis,
            String version,
            Role role,
            String configHash,
            Map<String, long[]> counters,
            Map<String, Map<String, Integer>> schedules) {
        this(
                node,
                incarnation,
                sequence,
                writtenAtEpochMillis,
                version,
                role,
                configHash,
                counters,
                schedules,
                List.of());
    }

    /** The same with what another report of the node says of readiness, health checks and registered members. */
    public NodeReport withFactsOf(NodeReport other) {
        return new NodeReport(
                node,
                incarnation,
                sequence,
                writtenAtEpochMillis,
                version,
                role,
                configHash,
                counters,
                schedules,
                other.readiness,
                other.checks,
                configRevision,
                rates,
                registrations.isEmpty() ? other.registrations : registrations);
    }

    /** Whether this report is newer than another of the same node. */
    public boolean newerThan(NodeReport other) {
        return incarnation != other.incarnation ? incarnation > other.incarnation : sequence > other.sequence;
    }
}
