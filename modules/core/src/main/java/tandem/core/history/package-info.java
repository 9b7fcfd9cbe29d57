/**
 * What happened on all nodes, as one of them knows it. Start at {@link History}.
 */
@NullMarked
package tandem.core.history;

import org.jspecify.annotations.NullMarked;
