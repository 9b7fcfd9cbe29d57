/** What a request says of the trace that it belongs to (W3C Trace Context). Pure. Start at {@link tandem.core.trace.TraceParent}. */
@NullMarked
package tandem.core.trace;

import org.jspecify.annotations.NullMarked;
