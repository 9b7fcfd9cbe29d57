package tandem.core.text;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of an operator for text of a client: whatever the client sends, matching ends within a bounded number of
 * steps, and what would take longer does not match. Characters stand for bytes (0..255), as in Apache. Immutable. Any thread.
 */
public final class BoundedPattern {
    private static final int MOST_STEPS = 200_000;
    private static final String[] CLASSES = {
        "alpha", "digit", "alnum", "upper", "lower", "punct", "space", "blank", "cntrl", "graph", "print", "xdigit"
    };

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** @throws IllegalArgumentException with a sentence for the operator */
    public static BoundedPattern compile(String regex, boolean ignoreCase) {
        String bytes = new String(regex.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        for (String name : CLASSES) {
            String java = name.equals("xdigit")
                    ? "XDigit"
                    : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
            bytes = bytes.replace("[:" + name + ":]", "\\p{" + java + "}");
        }
        try {
            return new BoundedPattern(Pattern.compile(bytes, ignoreCase ? Pattern.CASE_INSENSITIVE : 0));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + regex + "' is not a regular expression: " + e.getDescription(), e);
        }
    }

    public int groups() {
        return pattern.matcher("").groupCount();
    }

    /**
     * Finds the first match.
     *
     * @return the whole match and its groups, "" where a group took no part; null without a match
     */
    public String @Nullable [] find(String text) {
        Matcher matcher = next(pattern.matcher(new Counted(text)));
        return matcher == null ? null : groups(matcher);
    }

    /** Whether a match that begins where the text begins is there, or could be if the text went on. */
    public boolean mayBegin(String text) {
        Matcher matcher = pattern.matcher(new Counted(text));
        try {
            return matcher.lookingAt() || matcher.hitEnd();
        } catch (TooManySteps | StackOverflowError e) {
            return true;
        }
    }

    /** What replaces one match. */
    public interface Replacing {
        String with(String[] groups);
    }

    /** The text with the first match or all replaced; null without a match. */
    public @Nullable String replaced(String text, boolean all, Replacing replacing) {
        Matcher matcher = next(pattern.matcher(new Counted(text)));
        if (matcher == null) {
            return null;
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (matcher != null) {
            result.append(text, at, matcher.start()).append(replacing.with(groups(matcher)));
            at = matcher.end();
            matcher = all ? next(matcher) : null;
        }
        return result.append(text.substring(at)).toString();
    }

    private static @Nullable Matcher next(Matcher matcher) {
        try {
            return matcher.find() ? matcher : null;
        } catch (TooManySteps | StackOverflowError e) {
            // Deliberate: a text that an expression cannot be done with in time is one that it does not match; PCRE's
            // match limit
            // is the same in Apache.
            return null;
        }
    }

    private static String[] groups(Matcher matcher) {
        String[] groups = new String[matcher.groupCount() + 1];
        for (int i = 0; i < groups.length; i++) {
            String group = matcher.group(i);
            groups[i] = group == null ? "" : group;
        }
        return groups;
    }

    @Override
    public String toString() {
        return pattern.pattern();
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManySteps() {
            super("too many steps", null, false, false);
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Counted implements CharSequence {
        private final String text;
        private int steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MOST_STEPS) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
