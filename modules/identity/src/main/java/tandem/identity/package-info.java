/**
 * The cluster secret and what is derived from it: a key for each use and, for each node, a certificate signed by a
 * certificate authority that only holders of the secret can compute. Results are handed to constructors by {@code app}.
 */
@NullMarked
package tandem.identity;

import org.jspecify.annotations.NullMarked;
