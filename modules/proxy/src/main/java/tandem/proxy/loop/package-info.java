/** How I/O threads wait for what their connections do. */
@NullMarked
package tandem.proxy.loop;

import org.jspecify.annotations.NullMarked;
