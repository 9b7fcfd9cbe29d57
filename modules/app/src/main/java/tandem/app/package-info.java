/**
 * Puts a node together and runs it: {@link tandem.app.Node} is the one place where the modules meet,
 * {@link tandem.app.Tandem} where the program starts.
 */
@NullMarked
package tandem.app;

import org.jspecify.annotations.NullMarked;
