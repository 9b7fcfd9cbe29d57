/**
 * What a node tells systemd of itself. Start with {@link tandem.app.systemd.Supervisor}; without systemd it says nothing to
 * nobody.
 */
@NullMarked
package tandem.app.systemd;

import org.jspecify.annotations.NullMarked;
