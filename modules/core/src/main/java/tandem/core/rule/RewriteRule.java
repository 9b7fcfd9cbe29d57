package tandem.core.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RewriteConfig;
import tandem.core.text.BoundedPattern;

/** One RewriteRule with its conditions. Immutable. */
public final class RewriteRule {
    private static final String SCHEME = "balancer://";
    private static final Map<String, Integer> NAMED =
            Map.of("permanent", 301, "temp", 302, "seeother", 303, "gone", 410);

    final boolean substitutes;
    final boolean negated;
    final BoundedPattern pattern;
    final Substitution to;
    final @Nullable String balancer;
    final List<RewriteCondition> conditions = new ArrayList<>();
    final List<Variable> variables = new ArrayList<>();
    boolean last;
    boolean proxy;
    boolean passThrough;
    boolean escape = true;
    boolean appendsQuery;
    boolean discardsQuery;
    boolean chained;
    boolean restart;
    int skip;
    int status;
    boolean redirect;

    /**
     * A variable that the rule sets.
     *
     * @param value null: it is unset
     */
    record Variable(String name, @Nullable Substitution value) {}

    private RewriteRule(RewriteConfig config) {
        this.negated = config.pattern().startsWith("!");
        boolean ignoreCase = false;
        for (String flag : config.flags()) {
            ignoreCase |= flag.equalsIgnoreCase("nc") || flag.equalsIgnoreCase("nocase");
        }
        this.pattern = BoundedPattern.compile(negated ? config.pattern().substring(1) : config.pattern(), ignoreCase);
        config.flags().forEach(this::flag);
        boolean answers = status >= 400 || status != 0 && !redirect;
        this.substitutes = !config.to().equals("-") && !answers;
        this.to = Substitution.of(substitutes ? config.to() : "");
        config.when().forEach(condition -> conditions.add(new RewriteCondition(condition)));
        this.balancer = balancer(config.to());
        if (proxy && substitutes && balancer == null) {
            throw new IllegalArgumentException("P leads to balancer://NAME/PATH, not to '" + config.to()
                    + "'; the name cannot come from the request");
        }
    }

    /** @throws IllegalArgumentException with a sentence for the operator */
    public static RewriteRule of(RewriteConfig config) {
        return new RewriteRule(config);
    }

    /** Whether a request goes on to a balancer past all routes. */
    public boolean proxies() {
        return proxy;
    }

    /** Whether the path stays what it is for httpd: a file's, which is not found here. */
    public boolean leadsToFile(String to) {
        return substitutes && !proxy && !passThrough && !redirect && !to.contains("://");
    }

    /** The balancer that a target names, whatever the request is; null if it names none. */
    public static @Nullable String balancer(String to) {
        if (!to.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        int end = SCHEME.length();
        while (end < to.length() && "/$%?".indexOf(to.charAt(end)) < 0) {
            end++;
        }
        return end == SCHEME.length()
                ? null
                : to.substring(SCHEME.length(), end).toLowerCase(Locale.ROOT);
    }

    private void flag(String flag) {
        int equals = flag.indexOf('=');
        String name = (equals < 0 ? flag : flag.substring(0, equals)).trim().toLowerCase(Locale.ROOT);
        String value = equals < 0 ? "" : flag.substring(equals + 1);
        switch (name) {
            case "p", "proxy" -> proxy = true;
            case "l", "last", "end" -> last = true;
            case "pt", "passthrough" -> passThrough = true;
            case "ne", "noescape" -> escape = false;
            case "qsa", "qsappend" -> appendsQuery = true;
            case "qsd", "qsdiscard" -> discardsQuery = true;
            case "c", "chain" -> chained = true;
            case "n", "next" -> restart = true;
            case "nc", "nocase" -> {
                // The pattern has it.
            }
            case "f", "forbidden" -> status = 403;
            case "g", "gone" -> status = 410;
            case "s", "skip" -> skip = number(flag, value);
            case "r", "redirect" -> {
                redirect = true;
                status = value.isEmpty() ? 302 : NAMED.getOrDefault(value, 0);
                status = status == 0 ? number(flag, value) : status;
                redirect = status >= 300 && status <= 399;
            }
            case "e", "env" -> variable(flag, value);
            default ->
                throw new IllegalArgumentException("RewriteRule: flag '" + flag
                        + "' is not carried out; known are P, R, L, END, NC, QSA, QSD, F, G, E, PT, NE, C, S and N");
        }
    }

    private static int number(String flag, String value) {
        if (!value.matches("\\d{1,3}")) {
            throw new IllegalArgumentException(
                    "RewriteRule: '" + flag + "' has no number such as " + flag.charAt(0) + "=301");
        }
        return Integer.parseInt(value);
    }

    private void variable(String flag, String value) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("RewriteRule: '" + flag + "' names no variable; write E=NAME:VALUE");
        }
        int colon = value.indexOf(':');
        if (value.startsWith("!")) {
            variables.add(new Variable(value.substring(1), null));
        } else {
            String name = colon < 0 ? value : value.substring(0, colon);
            variables.add(new Variable(name, Substitution.of(colon < 0 ? "" : value.substring(colon + 1))));
        }
    }

    /**
     * Looks whether the rule is for a path.
     *
     * @return the pattern's groups; null if it is not
     */
    String @Nullable [] match(String path, Visit visit) {
        String[] groups = pattern.find(path);
        if ((groups != null) == negated) {
            return null;
        }
        String[] found = groups == null ? new String[] {path} : groups;
        visit.conditionGroups = new String[0];
        boolean chainHolds = false;
        for (int i = 0; i < conditions.size(); i++) {
            RewriteCondition condition = conditions.get(i);
            boolean holds = chainHolds || condition.holds(visit, found);
            if (condition.or()) {
                chainHolds = holds;
            } else if (!holds) {
                return null;
            } else {
                chainHolds = false;
            }
        }
        return conditions.isEmpty() || !conditions.get(conditions.size() - 1).or() || chainHolds ? found : null;
    }
}
