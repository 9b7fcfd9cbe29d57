/**
 * TLS towards clients and members, by Java's own engine on the I/O threads: {@link tandem.proxy.tls.Certificates} holds what the
 * files say, {@link tandem.proxy.tls.TlsLayer} encrypts one connection. ADR 20 says why Undertow's own layer is not used.
 */
@NullMarked
package tandem.proxy.tls;

import org.jspecify.annotations.NullMarked;
