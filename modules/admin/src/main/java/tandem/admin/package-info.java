/**
 * What an operator and a monitoring system see of a node: dashboard, JSON API, balancer-manager, metrics and liveness.
 * Calls the node through the port {@code NodeControl} of {@code core}.
 */
@NullMarked
package tandem.admin;

import org.jspecify.annotations.NullMarked;
