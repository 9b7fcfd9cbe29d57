/**
 * Writes access logs: I/O threads put lines into rings of their own, one thread writes them into files. Begin with
 * {@link tandem.proxy.log.AccessLog}; what a line says is {@code tandem.core.log}'s.
 */
@NullMarked
package tandem.proxy.log;

import org.jspecify.annotations.NullMarked;
