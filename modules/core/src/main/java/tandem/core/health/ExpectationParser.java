package tandem.core.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads an {@link Expectation} by recursive descent. One use. */
final class ExpectationParser {
    private static final Map<String, BiPredicate<String, String>> COMPARISONS = Map.ofEntries(
            Map.entry("==", (a, b) -> compare(a, b) == 0),
            Map.entry("=", (a, b) -> compare(a, b) == 0),
            Map.entry("!=", (a, b) -> compare(a, b) != 0),
            Map.entry("<=", (a, b) -> compare(a, b) <= 0),
            Map.entry(">=", (a, b) -> compare(a, b) >= 0),
            Map.entry("<", (a, b) -> compare(a, b) < 0),
            Map.entry(">", (a, b) -> compare(a, b) > 0),
            Map.entry("eq", (a, b) -> number(a) == number(b)),
            Map.entry("ne", (a, b) -> number(a) != number(b)),
            Map.entry("lt", (a, b) -> number(a) < number(b)),
            Map.entry("le", (a, b) -> number(a) <= number(b)),
            Map.entry("gt", (a, b) -> number(a) > number(b)),
            Map.entry("ge", (a, b) -> number(a) >= number(b)),
            Map.entry("strmatch", (a, b) -> glob(b, 0).matcher(a).matches()),
            Map.entry(
                    "strcmatch",
                    (a, b) -> glob(b, Pattern.CASE_INSENSITIVE).matcher(a).matches()));
    private static final List<String> SYMBOLS = List.of("==", "!=", "<=", ">=", "<", ">", "=");

    private final String text;
    private int at;

    ExpectationParser(String text) {
        this.text = text;
    }

    Predicate<ProbeAnswer> parse() {
        Predicate<ProbeAnswer> whole = either();
        skipBlanks();
        if (at < text.length()) {
            throw wrong("the end, && or ||");
        }
        return whole;
    }

    private IllegalArgumentException wrong(String expected) {
        String found = at < text.length() ? "'" + text.substring(at) + "'" : "the end";
        return new IllegalArgumentException("the condition '" + text + "' cannot be understood at character " + (at + 1)
                + ": expected " + expected + ", found " + found + "; an example is status == 200 && body =~ /UP/");
    }

    // ---- logic ----

    private Predicate<ProbeAnswer> either() {
        Predicate<ProbeAnswer> left = both();
        while (taken("||")) {
            left = left.or(both());
        }
        return left;
    }

    private Predicate<ProbeAnswer> both() {
        Predicate<ProbeAnswer> left = one();
        while (taken("&&")) {
            left = left.and(one());
        }
        return left;
    }

    private Predicate<ProbeAnswer> one() {
        skipBlanks();
        if (!text.startsWith("!=", at) && !text.startsWith("!~", at) && taken("!")) {
            return one().negate();
        }
        if (taken("(")) {
            Predicate<ProbeAnswer> inner = either();
            if (!taken(")")) {
                throw wrong(")");
            }
            return inner;
        }
        if (word("true") || word("false")) {
            boolean value = text.charAt(at - 1) == 'e' && text.startsWith("true", at - 4);
            return answer -> value;
        }
        if (word("-z")) {
            Function<ProbeAnswer, String> operand = operand();
            return answer -> operand.apply(answer).isEmpty();
        }
        if (word("-n")) {
            Function<ProbeAnswer, String> operand = operand();
            return answer -> !operand.apply(answer).isEmpty();
        }
        return comparison();
    }

    private Predicate<ProbeAnswer> comparison() {
        Function<ProbeAnswer, String> left = operand();
        if (taken("=~")) {
            Pattern pattern = regex();
            return answer -> pattern.matcher(left.apply(answer)).find();
        }
        if (taken("!~")) {
            Pattern pattern = regex();
            return answer -> !pattern.matcher(left.apply(answer)).find();
        }
        if (word("in") || word("-in")) {
            List<Function<ProbeAnswer, String>> items = items();
            return answer -> items.stream().anyMatch(item -> item.apply(answer).equals(left.apply(answer)));
        }
        BiPredicate<String, String> compared = operator();
        Function<ProbeAnswer, String> right = operand();
        return answer -> compared.test(left.apply(answer), right.apply(answer));
    }

    private BiPredicate<String, String> operator() {
        for (String symbol : SYMBOLS) {
            if (taken(symbol)) {
                return COMPARISONS.getOrDefault(symbol, (a, b) -> false);
            }
        }
        for (Map.Entry<String, BiPredicate<String, String>> entry : COMPARISONS.entrySet()) {
            boolean name = Character.isLetter(entry.getKey().charAt(0));
            if (name && (word("-" + entry.getKey()) || word(entry.getKey()))) {
                return entry.getValue();
            }
        }
        throw wrong("a comparison such as ==, -eq or =~");
    }

    private List<Function<ProbeAnswer, String>> items() {
        if (!taken("{")) {
            throw wrong("{");
        }
        List<Function<ProbeAnswer, String>> items = new ArrayList<>();
        do {
            items.add(operand());
        } while (taken(","));
        if (!taken("}")) {
            throw wrong("}");
        }
        return items;
    }

    // ---- values ----

    private Function<ProbeAnswer, String> operand() {
        Function<ProbeAnswer, String> value = atom();
        while (taken(".")) {
            Function<ProbeAnswer, String> before = value;
            Function<ProbeAnswer, String> next = atom();
            value = answer -> before.apply(answer) + next.apply(answer);
        }
        return value;
    }

    private Function<ProbeAnswer, String> atom() {
        skipBlanks();
        if (at == text.length()) {
            throw wrong("a value");
        }
        char first = text.charAt(at);
        if (first == '\'' || first == '"') {
            return quoted(first);
        }
        if (first == '%') {
            return variable();
        }
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
            at++;
        }
        String name = text.substring(from, at);
        if (name.isEmpty()) {
            throw wrong("a value such as status, body, header('NAME') or 200");
        }
        if (Character.isDigit(name.charAt(0))) {
            return answer -> name;
        }
        return taken("(") ? call(name, from) : named(name, from);
    }

    private Function<ProbeAnswer, String> call(String name, int from) {
        Function<ProbeAnswer, String> argument = operand();
        if (!taken(")")) {
            throw wrong(")");
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "resp", "header" ->
                answer -> answer.headers().getOrDefault(argument.apply(answer).toLowerCase(Locale.ROOT), "");
            case "hc" -> answer -> argument.apply(answer).equalsIgnoreCase("body") ? answer.body() : "";
            case "tolower" -> answer -> argument.apply(answer).toLowerCase(Locale.ROOT);
            case "toupper" -> answer -> argument.apply(answer).toUpperCase(Locale.ROOT);
            default -> throw unknown(name, from);
        };
    }

    private Function<ProbeAnswer, String> named(String name, int from) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "status", "request_status" -> answer -> String.valueOf(answer.status());
            case "body", "hc_body" -> ProbeAnswer::body;
            default -> throw unknown(name, from);
        };
    }

    private IllegalArgumentException unknown(String name, int from) {
        at = from;
        return new IllegalArgumentException("the condition '" + text + "' names " + name + " at character " + (from + 1)
                + ", which a probe does not know; there are status, body and header('NAME')");
    }

    /** {@code %{NAME}}, or {@code %{resp:NAME}} for a header. */
    private Function<ProbeAnswer, String> variable() {
        int from = at;
        int end = text.startsWith("%{", at) ? text.indexOf('}', at) : -1;
        if (end < 0) {
            throw wrong("%{NAME}");
        }
        String name = text.substring(at + 2, end);
        at = end + 1;
        int colon = name.indexOf(':');
        if (colon < 0) {
            return named(name, from);
        }
        String function = name.substring(0, colon).toLowerCase(Locale.ROOT);
        if (!function.equals("resp")) {
            throw unknown(name, from);
        }
        String header = name.substring(colon + 1).toLowerCase(Locale.ROOT);
        return answer -> answer.headers().getOrDefault(header, "");
    }

    private Function<ProbeAnswer, String> quoted(char quote) {
        at++;
        Function<ProbeAnswer, String> whole = answer -> "";
        StringBuilder plain = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            if (text.startsWith("%{", at)) {
                whole = joined(whole, plain.toString());
                plain.setLength(0);
                Function<ProbeAnswer, String> before = whole;
                Function<ProbeAnswer, String> inner = variable();
                whole = answer -> before.apply(answer) + inner.apply(answer);
            } else {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                plain.append(text.charAt(at++));
            }
        }
        if (at == text.length()) {
            throw wrong("a closing " + quote);
        }
        at++;
        return joined(whole, plain.toString());
    }

    private static Function<ProbeAnswer, String> joined(Function<ProbeAnswer, String> before, String text) {
        return answer -> before.apply(answer) + text;
    }

    /** {@code /REGEX/FLAGS}, or {@code m} with any other delimiter. */
    private Pattern regex() {
        skipBlanks();
        if (at + 1 < text.length() && text.charAt(at) == 'm') {
            at++;
        }
        if (at == text.length() || Character.isLetterOrDigit(text.charAt(at))) {
            throw wrong("/REGEX/");
        }
        int from = at;
        char delimiter = text.charAt(at++);
        StringBuilder regex = new StringBuilder();
        while (at < text.length() && text.charAt(at) != delimiter) {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                if (text.charAt(at + 1) != delimiter) {
                    regex.append('\\');
                }
                at++;
            }
            regex.append(text.charAt(at++));
        }
        if (at == text.length()) {
            throw wrong("a closing " + delimiter);
        }
        at++;
        int flags = 0;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            flags |= flag(text.charAt(at++));
        }
        try {
            return Pattern.compile(regex.toString(), flags);
        } catch (PatternSyntaxException e) {
            at = from;
            throw wrong("a regular expression (" + e.getDescription() + ")");
        }
    }

    private int flag(char letter) {
        return switch (letter) {
            case 'i' -> Pattern.CASE_INSENSITIVE;
            case 's' -> Pattern.DOTALL;
            case 'm' -> Pattern.MULTILINE;
            case 'g' -> 0;
            default -> throw wrong("the flags i, s or m");
        };
    }

    // ---- characters ----

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private boolean taken(String symbol) {
        skipBlanks();
        boolean here = text.startsWith(symbol, at);
        at += here ? symbol.length() : 0;
        return here;
    }

    /** Takes a word that ends here. */
    private boolean word(String word) {
        skipBlanks();
        int end = at + word.length();
        boolean ends = end >= text.length() || !Character.isLetterOrDigit(text.charAt(end)) && text.charAt(end) != '_';
        boolean here = ends && text.regionMatches(true, at, word, 0, word.length());
        at = here ? end : at;
        return here;
    }

    private static int compare(String a, String b) {
        boolean numbers = a.matches("\\d{1,18}") && b.matches("\\d{1,18}");
        return numbers ? Long.compare(Long.parseLong(a), Long.parseLong(b)) : a.compareTo(b);
    }

    private static long number(String text) {
        return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    private static Pattern glob(String glob, int flags) {
        StringBuilder regex = new StringBuilder();
        for (char c : glob.toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), flags | Pattern.DOTALL);
    }
}
