/**
 * How a member is chosen: balancers, members, stickiness, Apache's schedule and its error state. Start at {@link Balancer}.
 */
@NullMarked
package tandem.core.balance;

import org.jspecify.annotations.NullMarked;
