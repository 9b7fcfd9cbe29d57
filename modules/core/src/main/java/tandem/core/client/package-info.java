/** Who a request is really from, as trusted proxies in front say it. Start with {@link ClientWalk}. */
@NullMarked
package tandem.core.client;

import org.jspecify.annotations.NullMarked;
