/**
 * Values as people write them: durations, networks, addresses, near names. Shared by every reader of configuration; and how often
 * a recurring line of a log is written.
 */
@NullMarked
package tandem.core.text;

import org.jspecify.annotations.NullMarked;
