/** The status as JSON: written by the server, read by the client. Start at {@link tandem.admin.json.StatusJson}. */
@NullMarked
package tandem.admin.json;

import org.jspecify.annotations.NullMarked;
