/**
 * Counters with one writer each: an I/O thread adds to its own cells, any thread sums them. Start at {@link Counters}.
 */
@NullMarked
package tandem.core.count;

import org.jspecify.annotations.NullMarked;
