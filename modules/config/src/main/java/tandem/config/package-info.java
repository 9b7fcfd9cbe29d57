/**
 * Reads a configuration, YAML or httpd.conf, and gives a {@code TandemConfig} or a list of errors, each with file, line and
 * column. Also writes the configuration reference and the JSON Schema.
 */
@NullMarked
package tandem.config;

import org.jspecify.annotations.NullMarked;
