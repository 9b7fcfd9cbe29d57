package tandem.core.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with {@code $1} (groups of the rule's pattern), {@code %1} (groups of the last condition) and <code>%{VARIABLE}</code> in
 * it. A backslash takes the next character as it is. Immutable.
 */
public final class Substitution {
    private static final String[] NOTHING = {};

    private final List<Part> parts;

    private Substitution(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    private sealed interface Part {}

    private record Words(String text) implements Part {}

    private record RuleGroup(int number) implements Part {}

    private record ConditionGroup(int number) implements Part {}

    private record Named(RequestVariable variable) implements Part {}

    /** Reads a text of mod_rewrite. */
    static Substitution of(String text) {
        return read(text, true);
    }

    /** Reads a text that knows {@code $1} alone. */
    public static Substitution ofGroups(String text) {
        return read(text, false);
    }

    private static Substitution read(String configured, boolean all) {
        String text = Bytes.of(configured);
        List<Part> parts = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
            Part part = null;
            int length = 1;
            if (c == '\\' && next != '\0') {
                words.append(next);
                at += 2;
                continue;
            } else if (c == '$' && Character.isDigit(next)) {
                part = new RuleGroup(next - '0');
                length = 2;
            } else if (all && c == '%' && Character.isDigit(next)) {
                part = new ConditionGroup(next - '0');
                length = 2;
            } else if (all && c == '%' && next == '{') {
                int end = text.indexOf('}', at);
                if (end < 0) {
                    throw new IllegalArgumentException("'" + configured + "': %{ is not closed");
                }
                part = new Named(RequestVariable.of(text.substring(at + 2, end)));
                length = end + 1 - at;
            } else if (all && (c == '$' || c == '%') && next == '{') {
                throw new IllegalArgumentException("'" + configured + "': maps (RewriteMap) are not carried out");
            }
            if (part == null) {
                words.append(c);
            } else {
                flush(words, parts);
                parts.add(part);
            }
            at += length;
        }
        flush(words, parts);
        return new Substitution(parts);
    }

    private static void flush(StringBuilder words, List<Part> parts) {
        if (!words.isEmpty()) {
            parts.add(new Words(words.toString()));
            words.setLength(0);
        }
    }

    /** Whether it is the same for every request. */
    public boolean constant() {
        return parts.stream().allMatch(Words.class::isInstance);
    }

    /** The highest {@code $n}; 0 without one. */
    public int highestGroup() {
        return parts.stream()
                .mapToInt(part -> part instanceof RuleGroup group ? group.number : 0)
                .max()
                .orElse(0);
    }

    /** The text for one match. */
    public String fill(String[] groups) {
        return fill(groups, NOTHING, null);
    }

    String fill(String[] groups, String[] conditionGroups, @Nullable Visit visit) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Words words -> text.append(words.text);
                case RuleGroup group -> text.append(group.number < groups.length ? groups[group.number] : "");
                case ConditionGroup group ->
                    text.append(group.number < conditionGroups.length ? conditionGroups[group.number] : "");
                case Named named -> text.append(visit == null ? "" : named.variable.text(visit));
            }
        }
        return text.toString();
    }
}
