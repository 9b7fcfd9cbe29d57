/**
 * What health checks conclude: {@link HealthTracker} turns results into a verdict, {@link Expectation} judges an answer. Start at
 * {@link HealthTracker}.
 */
@NullMarked
package tandem.core.health;

import org.jspecify.annotations.NullMarked;
