/**
 * Tests with real nodes on real interfaces, and parity with a real Apache. Each test names the tool or privilege it
 * needs when it skips.
 */
@NullMarked
package tandem.e2e;

import org.jspecify.annotations.NullMarked;
