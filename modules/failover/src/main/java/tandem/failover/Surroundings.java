package tandem.failover;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import tandem.core.port.NodeClock;
import tandem.core.port.Ownership;

/**
 * What the application gives failover to work with.
 *
 * @param listener hears of role changes, on the election thread
 * @param stateDirectory where the voter's memory is kept
 */
public record Surroundings(NodeClock clock, Ownership.Listener listener, MeterRegistry meters, Path stateDirectory) {}
