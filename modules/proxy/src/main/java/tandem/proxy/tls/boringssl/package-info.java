/**
 * TLS of listeners by BoringSSL, which netty-tcnative brings along as a library of machine code: an {@link javax.net.ssl.SSLEngine} like
 * Java's own to all who use it; see ADR 60. Start at {@link tandem.proxy.tls.boringssl.NativeContext}.
 */
@NullMarked
package tandem.proxy.tls.boringssl;

import org.jspecify.annotations.NullMarked;
