/**
 * How often requests may come: buckets of tokens by client, header or route, which the nodes tell each other of. {@link
 * tandem.core.limit.RateLimits} is what a routing table has; {@link tandem.core.limit.RateLimit} is where requests are counted.
 */
@NullMarked
package tandem.core.limit;

import org.jspecify.annotations.NullMarked;
