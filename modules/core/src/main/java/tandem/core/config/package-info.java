/**
 * The configuration model: one immutable record tree, whatever file it came from. Start at {@link TandemConfig}.
 * Every component carries its documentation, default and example in a {@link Key}; the YAML reader, the references and the
 * JSON Schema are made from these.
 */
@NullMarked
package tandem.core.config;

import org.jspecify.annotations.NullMarked;
