/**
 * The command line: one class a command, each turning its arguments into one call and one exit code. Start at
 * {@link tandem.app.cli.CommandLineRoot}.
 */
@NullMarked
package tandem.app.cli;

import org.jspecify.annotations.NullMarked;
