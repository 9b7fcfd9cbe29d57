/**
 * What operators changed at run time: replicated records with author and time that lie over the file's values, and how two
 * nodes' versions of them merge. Start at {@link Settings}.
 */
@NullMarked
package tandem.core.setting;

import org.jspecify.annotations.NullMarked;
