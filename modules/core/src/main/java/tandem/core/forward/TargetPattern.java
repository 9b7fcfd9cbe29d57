package tandem.core.forward;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.core.text.BoundedPattern;

/**
 * Which URLs a rule is for: their beginning, wild cards, or an expression; letter case does not count, so that no spelling slips
 * past. Immutable.
 */
final class TargetPattern {
    private final String text;
    private final boolean wild;
    private final @Nullable BoundedPattern pattern;

    /** @throws IllegalArgumentException if the expression cannot be read */
    TargetPattern(String text, Optional<String> expression) {
        this.text = text.toLowerCase(Locale.ROOT);
        this.wild = text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
        this.pattern = expression.map(e -> BoundedPattern.compile(e, true)).orElse(null);
    }

    boolean matches(ForwardTarget target) {
        if (pattern != null) {
            return pattern.find(target.url()) != null;
        }
        String url = target.url().toLowerCase(Locale.ROOT);
        return wild ? wild(url) : url.startsWith(text);
    }

    /** Each star is tried with as little as it can take; one look back suffices. */
    private boolean wild(String url) {
        int at = 0;
        int wanted = 0;
        int star = -1;
        int resume = 0;
        while (at < url.length()) {
            char next = wanted < text.length() ? text.charAt(wanted) : 0;
            if (next == '*') {
                star = wanted++;
                resume = at;
            } else if (next == '?' || next == url.charAt(at) && wanted < text.length()) {
                wanted++;
                at++;
            } else if (star >= 0) {
                wanted = star + 1;
                at = ++resume;
            } else {
                return false;
            }
        }
        while (wanted < text.length() && text.charAt(wanted) == '*') {
            wanted++;
        }
        return wanted == text.length();
    }
}
