/**
 * Who a connection is really from: the PROXY protocol, as HAProxy's specification has it. Start with {@link ProxyHeaderReader}.
 */
@NullMarked
package tandem.proxy.origin;

import org.jspecify.annotations.NullMarked;
