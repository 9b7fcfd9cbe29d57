package tandem.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tandem.core.rule.Expression.Node;
import tandem.core.rule.Expression.Word;
import tandem.core.text.BoundedPattern;

/** Reads an {@link Expression}. One use. */
final class ExpressionText {
    private static final String[] OPERATORS = {
        "==",
        "!=",
        "<=",
        ">=",
        "<",
        ">",
        "=",
        "-eq",
        "-ne",
        "-lt",
        "-le",
        "-gt",
        "-ge",
        "-ipmatch",
        "eq ",
        "ne ",
        "lt ",
        "le ",
        "gt ",
        "ge "
    };

    private final String text;
    private int at;

    ExpressionText(String text) {
        this.text = text;
    }

    Node whole() {
        Node all = either();
        blanks();
        if (at < text.length()) {
            throw wrong("'" + text.substring(at) + "' is not understood");
        }
        return all;
    }

    private Node either() {
        Node left = both();
        while (taken("||")) {
            Node first = left;
            Node second = both();
            left = l -> first.holds(l) || second.holds(l);
        }
        return left;
    }

    private Node both() {
        Node left = one();
        while (taken("&&")) {
            Node first = left;
            Node second = one();
            left = l -> first.holds(l) && second.holds(l);
        }
        return left;
    }

    private Node one() {
        blanks();
        if (peek('!') && !text.startsWith("!=", at) && !text.startsWith("!~", at)) {
            at++;
            Node inner = one();
            return l -> !inner.holds(l);
        }
        if (taken("(")) {
            Node inner = either();
            if (!taken(")")) {
                throw wrong("a parenthesis is not closed");
            }
            return inner;
        }
        for (String constant : new String[] {"true", "false"}) {
            if (text.regionMatches(true, at, constant, 0, constant.length()) && border(at + constant.length())) {
                at += constant.length();
                return l -> constant.equals("true");
            }
        }
        if (peek('-') && at + 1 < text.length() && "nzTR".indexOf(text.charAt(at + 1)) >= 0 && border(at + 2)) {
            String operator = text.substring(at, at + 2);
            at += 2;
            return Expression.unary(operator, word());
        }
        return comparison();
    }

    private Node comparison() {
        Word left = word();
        blanks();
        if (taken("=~")) {
            return Expression.matches(left, pattern(), false);
        }
        if (taken("!~")) {
            return Expression.matches(left, pattern(), true);
        }
        if (taken("-in") || taken("in ")) {
            return Expression.among(left, words());
        }
        for (String operator : OPERATORS) {
            if (text.regionMatches(true, at, operator, 0, operator.length())) {
                at += operator.length();
                return Expression.compared(left, operator.trim(), word());
            }
        }
        throw wrong("an operator is expected before '" + text.substring(at) + "'");
    }

    private List<Word> words() {
        if (!taken("{")) {
            throw wrong("{ is expected");
        }
        List<Word> words = new ArrayList<>();
        do {
            words.add(word());
        } while (taken(","));
        if (!taken("}")) {
            throw wrong("} is expected");
        }
        return words;
    }

    private BoundedPattern pattern() {
        blanks();
        char delimiter = at < text.length() ? text.charAt(at++) : '\0';
        if (delimiter == 'm' && at < text.length()) {
            delimiter = text.charAt(at++);
        } else if (delimiter != '/') {
            throw wrong("a regular expression such as /text/ is expected");
        }
        int end = at;
        while (end < text.length() && text.charAt(end) != delimiter) {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length()) {
            throw wrong("a regular expression is not closed");
        }
        String regex = text.substring(at, end).replace("\\" + delimiter, String.valueOf(delimiter));
        at = end + 1;
        boolean ignoreCase = false;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            ignoreCase |= text.charAt(at++) == 'i';
        }
        return BoundedPattern.compile(regex, ignoreCase);
    }

    private Word word() {
        blanks();
        if (at >= text.length()) {
            throw wrong("it ends too early");
        }
        char c = text.charAt(at);
        if (c == '"' || c == '\'') {
            return quoted(c);
        }
        if (text.startsWith("%{", at)) {
            int end = text.indexOf('}', at);
            if (end < 0) {
                throw wrong("%{ is not closed");
            }
            String name = text.substring(at + 2, end);
            at = end + 1;
            return variable(name);
        }
        int end = at;
        while (end < text.length()
                && (Character.isLetterOrDigit(text.charAt(end)) || "_.:/-".indexOf(text.charAt(end)) >= 0)) {
            end++;
        }
        if (end == at) {
            throw wrong("'" + text.substring(at) + "' is not understood");
        }
        String bare = text.substring(at, end);
        at = end;
        if (peek('(') && !Character.isDigit(bare.charAt(0))) {
            return function(bare.toLowerCase(Locale.ROOT));
        }
        return l -> bare;
    }

    private Word function(String name) {
        at++;
        Word argument = word();
        if (!taken(")")) {
            throw wrong("a parenthesis is not closed");
        }
        return l -> {
            String value = l.function(name, argument.text(l));
            return value == null ? "" : value;
        };
    }

    private static Word variable(String name) {
        int colon = name.indexOf(':');
        if (colon > 0) {
            String function = name.substring(0, colon).toLowerCase(Locale.ROOT);
            String argument = name.substring(colon + 1);
            if (function.equals("ssl")) {
                RequestVariable.demand(name);
            }
            return l -> {
                String value = l.function(function, argument);
                return value == null ? "" : value;
            };
        }
        String upper = name.toUpperCase(Locale.ROOT);
        RequestVariable.demand(upper);
        return l -> l.variable(upper);
    }

    private Word quoted(char quote) {
        List<Word> parts = new ArrayList<>();
        StringBuilder plain = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            int end = text.startsWith("%{", at) ? text.indexOf('}', at) : -1;
            if (end > 0) {
                String before = plain.toString();
                plain.setLength(0);
                parts.add(l -> before);
                parts.add(variable(text.substring(at + 2, end)));
                at = end + 1;
            } else {
                at += text.charAt(at) == '\\' && at + 1 < text.length() ? 1 : 0;
                plain.append(text.charAt(at++));
            }
        }
        if (at >= text.length()) {
            throw wrong("a quote is not closed");
        }
        at++;
        String last = plain.toString();
        return l -> {
            StringBuilder all = new StringBuilder();
            parts.forEach(part -> all.append(part.text(l)));
            return all.append(last).toString();
        };
    }

    private boolean taken(String token) {
        blanks();
        if (text.startsWith(token, at)) {
            at += token.length();
            return true;
        }
        return false;
    }

    private boolean peek(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean border(int index) {
        return index >= text.length()
                || Character.isWhitespace(text.charAt(index))
                || ")&|".indexOf(text.charAt(index)) >= 0;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the expression '" + text + "': " + what);
    }
}
