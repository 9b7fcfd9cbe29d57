/**
 * HTTP/1.1 as bytes: fields as spans, the strict response parser, body framing. Pure; no I/O. Start at {@link Fields} and
 * {@link ResponseParser}.
 */
@NullMarked
package tandem.proxy.http;

import org.jspecify.annotations.NullMarked;
