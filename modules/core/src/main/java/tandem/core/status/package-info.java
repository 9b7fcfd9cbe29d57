/**
 * The status that command line, dashboard, API and metrics all show. Start at {@link PairStatus}.
 */
@NullMarked
package tandem.core.status;

import org.jspecify.annotations.NullMarked;
