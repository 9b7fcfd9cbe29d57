/**
 * What a site does to requests beside routing them: variables, rewriting, header fields, error pages, in the meaning that Apache's
 * mod_setenvif, mod_env, mod_rewrite and mod_headers give them. {@link Rules} is compiled once from the configuration;
 * {@link Visit} is one request's walk through it.
 */
@NullMarked
package tandem.core.rule;

import org.jspecify.annotations.NullMarked;
