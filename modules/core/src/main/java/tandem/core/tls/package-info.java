/**
 * Certificates and private keys as people have them: PEM text becomes a {@link tandem.core.tls.KeyedCertificate}, or a sentence
 * that says what is wrong with it. Nothing here reads a file.
 */
@NullMarked
package tandem.core.tls;

import org.jspecify.annotations.NullMarked;
