/**
 * Commands of the operator's: run without a shell, with a time limit, and with what they said last. Start at
 * {@link tandem.failover.hook.HookCommand}.
 */
@NullMarked
package tandem.failover.hook;

import org.jspecify.annotations.NullMarked;
