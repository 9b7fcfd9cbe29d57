package tandem.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.core.config.ClusterConfig;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Quorum;

/**
 * Whose consent it takes to hold the virtual addresses, and what helps where a voter is silent.
 *
 * @param quorum the mode in force
 * @param onLoss what the active node does without a majority
 * @param heartbeat how often the active node says that it lives; present with {@link Quorum#NONE} at most
 * @param fence the command that confirms that a silent node is dead, if there is one
 */
public record Consent(Quorum quorum, OnQuorumLoss onLoss, Optional<Duration> heartbeat, Optional<FenceCommand> fence) {
    private static final int LEAST_FOR_MAJORITY = 3;

    /**
     * A command of the operator's: called with a node's name as its last argument, exit code 0 says that the node is dead.
     *
     * @param command program, an absolute path, and its arguments; at least the program
     * @param limit how long one call may take
     */
    public record FenceCommand(List<String> command, Duration limit) {
        public FenceCommand {
            command = List.copyOf(command);
            if (command.isEmpty()) {
                throw new IllegalArgumentException("a fence command names a program");
            }
        }
    }

    static Consent of(ClusterConfig cluster) {
        Optional<FenceCommand> fence = cluster.fence().isEmpty()
                ? Optional.empty()
                : Optional.of(new FenceCommand(cluster.fence(), cluster.fenceTimeout()));
        return new Consent(cluster.effectiveQuorum(), cluster.effectiveOnQuorumLoss(), cluster.heartbeat(), fence);
    }

    /** What follows from the number of voters where nothing is configured. */
    static Consent byNumber(int voters) {
        boolean majority = voters >= LEAST_FOR_MAJORITY;
        return new Consent(
                majority ? Quorum.MAJORITY : Quorum.PROBE,
                majority ? OnQuorumLoss.RELEASE : OnQuorumLoss.HOLD,
                Optional.empty(),
                Optional.empty());
    }
}
