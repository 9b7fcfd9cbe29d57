/** Who may operate a node, and the file that says so: start with {@link tandem.core.access.Accounts}. */
@NullMarked
package tandem.core.access;

import org.jspecify.annotations.NullMarked;
