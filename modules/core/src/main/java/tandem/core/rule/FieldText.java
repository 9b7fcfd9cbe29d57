package tandem.core.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of a Header directive: text with {@code %{NAME}e}, {@code %{NAME}s}, {@code %t}, {@code %D} and {@code %%}. Immutable. */
final class FieldText {
    private static final String EXPRESSION = "expr=";
    private static final String[] NOTHING = {};

    private final List<Part> parts = new ArrayList<>();
    private final @Nullable Substitution expression;

    private record Part(char kind, String text, @Nullable RequestVariable variable) {}

    /** @throws IllegalArgumentException with a sentence for the operator */
    FieldText(String configured) {
        boolean expresses = configured.startsWith(EXPRESSION);
        this.expression = expresses ? Substitution.of(configured.substring(EXPRESSION.length())) : null;
        String text = expresses ? "" : Bytes.of(configured);
        StringBuilder words = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.charAt(at) != '%') {
                words.append(text.charAt(at++));
                continue;
            }
            at = percent(text, at + 1, words);
        }
        flush(words);
    }

    private int percent(String text, int from, StringBuilder words) {
        char c = from < text.length() ? text.charAt(from) : '%';
        if (c == '%') {
            words.append('%');
            return from + 1;
        }
        int at = from;
        String name = "";
        if (c == '{') {
            int end = text.indexOf('}', from);
            if (end < 0 || end + 1 == text.length()) {
                throw new IllegalArgumentException("'" + text + "': %{ is not closed, or no letter follows it");
            }
            name = text.substring(from + 1, end);
            at = end + 1;
        }
        char kind = text.charAt(at);
        if ("esSRtD".indexOf(kind) < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "': %" + kind + " is not carried out; known are %{NAME}e, %{NAME}s, %t, %D and %%");
        }
        flush(words);
        parts.add(new Part(kind, name, "sSR".indexOf(kind) >= 0 ? RequestVariable.of(name) : null));
        return at + 1;
    }

    private void flush(StringBuilder words) {
        if (!words.isEmpty()) {
            parts.add(new Part('"', words.toString(), null));
            words.setLength(0);
        }
    }

    String fill(Visit visit) {
        if (expression != null) {
            return clean(new StringBuilder(expression.fill(NOTHING, NOTHING, visit)));
        }
        if (parts.size() == 1 && parts.get(0).kind == '"') {
            return parts.get(0).text;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part.kind) {
                case '"' -> text.append(part.text);
                case 'e' -> text.append(orNull(visit.variable(part.text)));
                case 's', 'S', 'R' -> text.append(orNull(asked(part, visit)));
                case 't' -> text.append("t=").append(visit.facts().arrivedMicros());
                default -> text.append("D=").append(visit.facts().elapsedMicros());
            }
        }
        return clean(text);
    }

    /** As mod_headers words what mod_ssl knows nothing of. */
    private static @Nullable String asked(Part part, Visit visit) {
        String value = part.variable == null ? "" : part.variable.text(visit);
        return value.isEmpty() ? null : value;
    }

    private static String orNull(@Nullable String value) {
        return value == null ? "(null)" : value;
    }

    /** A client's bytes must never begin a new field. */
    private static String clean(StringBuilder text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f) {
                text.setCharAt(i, ' ');
            }
        }
        return text.toString();
    }
}
