package tandem.failover;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import tandem.core.port.ClientFlows;
import tandem.core.port.LastWord;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership;

/**
 * What the application gives failover to work with.
 *
 * @param listener hears of role changes, on the election thread
 * @param stateDirectory where the voter's memory is kept
 * @param clients the connections to a group, which are handed over
 * @param drain how long those may go on at this node after it has given the addresses away
 * @param maintenance whether the node is to hold nothing from the start
 * @param word what goes along with addresses that are handed over
 */
public record Surroundings(
        NodeClock clock,
        Ownership.Listener listener,
        MeterRegistry meters,
        Path stateDirectory,
        Function<VipGroup, ClientFlows> clients,
        Duration drain,
        boolean maintenance,
        LastWord word) {

    /** Of a node whose connections end with its hold. */
    public Surroundings(NodeClock clock, Ownership.Listener listener, MeterRegistry meters, Path stateDirectory) {
        this(clock, listener, meters, stateDirectory, _ -> ClientFlows.NONE, Duration.ZERO, false, LastWord.NONE);
    }
}
