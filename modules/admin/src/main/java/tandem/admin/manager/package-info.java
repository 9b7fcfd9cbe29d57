/**
 * Apache's balancer-manager over Tandem's balancers: its parameters, page and XML, with the same rules against foreign web pages
 * and stricter ones where they cost nothing. Start at {@link BalancerManager}.
 */
@NullMarked
package tandem.admin.manager;

import org.jspecify.annotations.NullMarked;
