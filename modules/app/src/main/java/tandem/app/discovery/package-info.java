/** Finds members that no configuration lists: in files and by DNS. Start with {@link tandem.app.discovery.Discovery}. */
@NullMarked
package tandem.app.discovery;

import org.jspecify.annotations.NullMarked;
