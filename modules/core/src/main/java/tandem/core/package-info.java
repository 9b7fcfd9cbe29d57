/**
 * What a balancer knows and decides: configuration model, members, stickiness, schedule, settings and their merge, counters,
 * the status that everything shows, and the ports through which the other modules meet. No I/O, clock, thread or random.
 */
@NullMarked
package tandem.core;

import org.jspecify.annotations.NullMarked;
