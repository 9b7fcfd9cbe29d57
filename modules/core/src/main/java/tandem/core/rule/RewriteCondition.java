package tandem.core.rule;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RewriteConfig.ConditionConfig;
import tandem.core.text.BoundedPattern;

/** One RewriteCond. Immutable. */
final class RewriteCondition {
    private static final Set<String> FILE_TESTS = Set.of("-d", "-f", "-F", "-h", "-l", "-L", "-s", "-U", "-x", "-H");

    private final Substitution subject;
    private final boolean negated;
    private final boolean or;
    private final boolean ignoreCase;
    private final String operator;
    private final Substitution operand;
    private final @Nullable BoundedPattern pattern;
    private final @Nullable Expression expression;

    /** @throws IllegalArgumentException with a sentence for the operator */
    RewriteCondition(ConditionConfig config) {
        boolean noCase = false;
        boolean orNext = false;
        for (String flag : config.flags()) {
            switch (flag.toLowerCase(Locale.ROOT)) {
                case "nc", "nocase" -> noCase = true;
                case "or", "ornext" -> orNext = true;
                case "nv", "novary" -> {
                    // Vary is never added here.
                }
                default -> throw new IllegalArgumentException("RewriteCond: unknown flag '" + flag + "'");
            }
        }
        this.ignoreCase = noCase;
        this.or = orNext;
        boolean asks = config.value().equalsIgnoreCase("expr");
        this.expression = asks ? Expression.parse(config.pattern()) : null;
        this.subject = Substitution.of(asks ? "" : config.value());
        this.negated = !asks && config.pattern().startsWith("!");
        String test = negated ? config.pattern().substring(1) : config.pattern();
        if (FILE_TESTS.contains(test)) {
            throw new IllegalArgumentException("RewriteCond: " + test + " asks about files, and none are served");
        }
        this.operator = asks ? "" : operator(test);
        this.operand = Substitution.of(
                operator.isEmpty() ? "" : test.substring(operator.length()).trim());
        this.pattern = asks || !operator.isEmpty() ? null : BoundedPattern.compile(test, noCase);
    }

    private static String operator(String test) {
        for (String operator : new String[] {"-eq", "-ne", "-le", "-lt", "-ge", "-gt", "<=", ">=", "=", "<", ">"}) {
            if (test.startsWith(operator)) {
                return operator;
            }
        }
        return "";
    }

    boolean or() {
        return or;
    }

    /** Whether it holds; the groups of its pattern are left with the visit. */
    boolean holds(Visit visit, String[] ruleGroups) {
        if (expression != null) {
            return expression.holds(visit);
        }
        String text = subject.fill(ruleGroups, visit.conditionGroups, visit);
        if (pattern == null) {
            String other = operand.fill(ruleGroups, visit.conditionGroups, visit);
            return compares(text, other) != negated;
        }
        String[] groups = pattern.find(text);
        if (groups != null && !negated) {
            visit.conditionGroups = groups;
        }
        return (groups != null) != negated;
    }

    private boolean compares(String text, String other) {
        int order = ignoreCase ? text.compareToIgnoreCase(other) : text.compareTo(other);
        return switch (operator) {
            case "=" -> order == 0;
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            case ">=" -> order >= 0;
            default -> Expression.compared(l -> text, operator, l -> other).holds(visitless());
        };
    }

    private static Expression.Lookup visitless() {
        return new Expression.Lookup() {
            @Override
            public String variable(String name) {
                return "";
            }

            @Override
            public @Nullable String function(String name, String argument) {
                return null;
            }
        };
    }
}
