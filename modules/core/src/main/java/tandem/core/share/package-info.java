/**
 * What nodes tell each other, {@link NodeReport}, operator settings and events, and the one byte codec for all. Start at
 * {@link ShareCodec}.
 */
@NullMarked
package tandem.core.share;

import org.jspecify.annotations.NullMarked;
