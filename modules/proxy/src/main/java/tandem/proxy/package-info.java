/**
 * Carries requests: accepts them at the listeners, speaks HTTP/1.1 with the members, probes the members' health and
 * tunnels upgraded connections.
 */
@NullMarked
package tandem.proxy;

import org.jspecify.annotations.NullMarked;
