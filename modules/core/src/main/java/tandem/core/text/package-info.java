/**
 * Values as people write them: durations, networks, addresses, near names. Shared by every reader of configuration.
 */
@NullMarked
package tandem.core.text;

import org.jspecify.annotations.NullMarked;
