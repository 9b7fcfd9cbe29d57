package tandem.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.text.BoundedPattern;
import tandem.core.text.Network;

/**
 * The part of Apache's ap_expr that configurations of balancers use: comparisons of words and numbers, {@code =~}, {@code -n},
 * {@code -z}, {@code -ipmatch}, {@code in {…}}, {@code !}, {@code &&}, {@code ||} and parentheses over <code>%{VARIABLE}</code>,
 * texts and functions. Immutable.
 */
public final class Expression {
    private final Node root;

    private Expression(Node root) {
        this.root = root;
    }

    /** What an expression may ask. */
    public interface Lookup {
        /** The text of <code>%{NAME}</code>; empty if it has none. */
        String variable(String name);

        /** The text of {@code name('argument')}; null if there is no such function. */
        @Nullable
        String function(String name, String argument);
    }

    /** A part that holds or does not. */
    interface Node {
        boolean holds(Lookup lookup);
    }

    /** A part that is a text. */
    interface Word {
        String text(Lookup lookup);
    }

    /** @throws IllegalArgumentException with a sentence for the operator */
    public static Expression parse(String text) {
        return new Expression(new ExpressionText(text).whole());
    }

    public boolean holds(Lookup lookup) {
        return root.holds(lookup);
    }

    boolean holds(Visit visit) {
        return root.holds(visit.lookup());
    }

    static Node compared(Word left, String operator, Word right) {
        return switch (operator.toLowerCase(Locale.ROOT)) {
            case "==", "=" -> l -> left.text(l).equals(right.text(l));
            case "!=" -> l -> !left.text(l).equals(right.text(l));
            case "<" -> l -> left.text(l).compareTo(right.text(l)) < 0;
            case "<=" -> l -> left.text(l).compareTo(right.text(l)) <= 0;
            case ">" -> l -> left.text(l).compareTo(right.text(l)) > 0;
            case ">=" -> l -> left.text(l).compareTo(right.text(l)) >= 0;
            case "-eq", "eq" -> l -> number(left.text(l)) == number(right.text(l));
            case "-ne", "ne" -> l -> number(left.text(l)) != number(right.text(l));
            case "-lt", "lt" -> l -> number(left.text(l)) < number(right.text(l));
            case "-le", "le" -> l -> number(left.text(l)) <= number(right.text(l));
            case "-gt", "gt" -> l -> number(left.text(l)) > number(right.text(l));
            case "-ge", "ge" -> l -> number(left.text(l)) >= number(right.text(l));
            case "-ipmatch" -> l -> inNetwork(left.text(l), right.text(l));
            default -> throw new IllegalArgumentException("'" + operator + "' is not an operator known here");
        };
    }

    static Node matches(Word left, BoundedPattern pattern, boolean negated) {
        return l -> (pattern.find(left.text(l)) != null) != negated;
    }

    static Node among(Word left, List<Word> words) {
        List<Word> all = List.copyOf(new ArrayList<>(words));
        return l -> all.stream().anyMatch(word -> word.text(l).equals(left.text(l)));
    }

    static Node unary(String operator, Word word) {
        return switch (operator) {
            case "-n" -> l -> !word.text(l).isEmpty();
            case "-z" -> l -> word.text(l).isEmpty();
            case "-T" ->
                l -> !Set.of("", "0", "off", "false", "no")
                        .contains(word.text(l).toLowerCase(Locale.ROOT));
            case "-R" -> l -> inNetwork(l.variable("REMOTE_ADDR"), word.text(l));
            default -> throw new IllegalArgumentException("'" + operator + "' is not an operator known here");
        };
    }

    private static boolean inNetwork(String address, String network) {
        try {
            return Network.parse(network).contains(tandem.core.text.IpAddress.parse(address));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static long number(String text) {
        int end = 0;
        String trimmed = text.trim();
        while (end < trimmed.length()
                && end < 18
                && (Character.isDigit(trimmed.charAt(end)) || end == 0 && trimmed.charAt(0) == '-')) {
            end++;
        }
        String digits = trimmed.substring(0, end);
        return digits.isEmpty() || digits.equals("-") ? 0 : Long.parseLong(digits);
    }
}
