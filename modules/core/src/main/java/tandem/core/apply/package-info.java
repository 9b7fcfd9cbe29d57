/**
 * A configuration that an operator applies to all nodes at once: what is proposed, what nodes ask each other about it, what became of
 * it, and when it is to be rolled back. Start at {@link ApplyAsk}.
 */
@NullMarked
package tandem.core.apply;

import org.jspecify.annotations.NullMarked;
