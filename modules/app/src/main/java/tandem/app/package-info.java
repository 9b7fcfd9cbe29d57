/**
 * Puts a node together and offers it on the command line. The only package that sees all the others.
 */
@NullMarked
package tandem.app;

import org.jspecify.annotations.NullMarked;
