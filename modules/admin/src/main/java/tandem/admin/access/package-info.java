/**
 * Who asks the admin listener and what he may: users and tokens of a file, sessions, lock-out, and {@link Permissions}, the one
 * table of what needs which role.
 */
@NullMarked
package tandem.admin.access;

import org.jspecify.annotations.NullMarked;
