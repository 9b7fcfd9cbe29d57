/**
 * The command line's side of the admin API: a client, and the table that {@code tandem status} prints. Start at
 * {@link tandem.admin.client.AdminClient}.
 */
@NullMarked
package tandem.admin.client;

import org.jspecify.annotations.NullMarked;
