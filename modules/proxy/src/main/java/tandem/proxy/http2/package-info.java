/**
 * HTTP/2 as bytes: HPACK, frames, the state of a connection and its streams. Pure; no I/O, no clock. Start at
 * {@link HpackDecoder}.
 */
@NullMarked
package tandem.proxy.http2;

import org.jspecify.annotations.NullMarked;
