/**
 * What nodes tell each other: {@link NodeReport} and operator settings, and the one byte codec for both. Start at
 * {@link ShareCodec}.
 */
@NullMarked
package tandem.core.share;

import org.jspecify.annotations.NullMarked;
