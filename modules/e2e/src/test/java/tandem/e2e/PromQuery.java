package tandem.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression asks for. It is read as far as names are concerned; whether it is well formed, Prometheus says.
 *
 * @param metrics names of the series that it reads
 * @param selectors each label that it selects by, with the values that it names; none for a pattern
 * @param grouping labels that it groups or joins by
 */
record PromQuery(Set<String> metrics, List<Selector> selectors, Set<String> grouping) {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<string>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
                    + "|(?<number>[0-9][0-9a-zA-Z.]*)|(?<operator>=~|!~|!=|==|>=|<=|[^\\s])");
    private static final Set<String> LISTS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");
    private static final Pattern PLAIN_VALUES = Pattern.compile("[a-z0-9_-]+(\\|[a-z0-9_-]+)*");

    /** A label, and the values that it is compared with. */
    record Selector(String metric, String label, List<String> values) {}

    static PromQuery of(String expression) {
        return new Reader(tokens(expression)).read();
    }

    private static List<String> tokens(String expression) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        while (matcher.find()) {
            tokens.add(matcher.group());
        }
        return tokens;
    }

    private static final class Reader {
        private final List<String> tokens;
        private final PromQuery result = new PromQuery(new TreeSet<>(), new ArrayList<>(), new TreeSet<>());
        private int at;

        Reader(List<String> tokens) {
            this.tokens = tokens;
        }

        PromQuery read() {
            while (at < tokens.size()) {
                String token = tokens.get(at);
                at++;
                if (LISTS.contains(token)) {
                    labels();
                } else if (token.equals("[")) {
                    at = tokens.subList(at, tokens.size()).indexOf("]") + at + 1;
                } else if (isName(token) && !WORDS.contains(token) && !calls()) {
                    result.metrics.add(token);
                    if (peek().equals("{")) {
                        selectors(token);
                    }
                }
            }
            return result;
        }

        /** Whether the name just read is that of a function or an aggregation. */
        private boolean calls() {
            return peek().equals("(") || peek().equals("by") || peek().equals("without");
        }

        private void labels() {
            if (!peek().equals("(")) {
                return;
            }
            for (at++; !peek().equals(")"); at++) {
                if (isName(peek())) {
                    result.grouping.add(peek());
                }
            }
        }

        private void selectors(String metric) {
            at++;
            while (!peek().equals("}")) {
                if (peek().equals(",")) {
                    at++;
                    continue;
                }
                String text = tokens.get(at + 2);
                String value = text.substring(1, text.length() - 1);
                List<String> values = PLAIN_VALUES.matcher(value).matches() ? List.of(value.split("\\|")) : List.of();
                result.selectors.add(new Selector(metric, peek(), values));
                at += 3;
            }
        }

        private String peek() {
            return at < tokens.size() ? tokens.get(at) : "";
        }

        private static boolean isName(String token) {
            return Character.isLetter(token.charAt(0)) || token.charAt(0) == '_';
        }
    }
}
