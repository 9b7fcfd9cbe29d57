/** What {@code tandem bundle} collects and how it is written. Start at {@link tandem.app.bundle.Bundle}. */
@NullMarked
package tandem.app.bundle;

import org.jspecify.annotations.NullMarked;
