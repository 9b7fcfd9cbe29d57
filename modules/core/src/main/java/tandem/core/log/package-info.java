/**
 * What a line of an access log says: Apache's LogFormat language, its escaping, and JSON. Begin with {@link tandem.core.log.SiteLog};
 * {@code LogDirectives} is the table of the language's words.
 */
@NullMarked
package tandem.core.log;

import org.jspecify.annotations.NullMarked;
