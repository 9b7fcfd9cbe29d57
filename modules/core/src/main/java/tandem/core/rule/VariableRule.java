package tandem.core.rule;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RuleConfig.VariableConfig;
import tandem.core.text.BoundedPattern;

/** Gives a variable a value or takes it away; mod_setenvif and mod_env. Immutable. */
public final class VariableRule {
    private final VariableConfig config;
    private final @Nullable BoundedPattern pattern;
    private final @Nullable BoundedPattern fieldNames;
    private final Substitution value;

    private VariableRule(VariableConfig config) {
        this.config = config;
        this.pattern = config.of().isEmpty() ? null : BoundedPattern.compile(config.pattern(), config.ignoreCase());
        this.value = Substitution.ofGroups(config.value());
        if (config.of().equalsIgnoreCase("Server_Addr")) {
            throw new IllegalArgumentException("Server_Addr is not carried out; a listener's name says the same");
        }
        boolean plain = config.of().matches("[A-Za-z0-9_-]*");
        this.fieldNames = plain ? null : BoundedPattern.compile(config.of(), true);
    }

    /** @throws IllegalArgumentException with a sentence for the operator */
    public static VariableRule of(VariableConfig config) {
        return new VariableRule(config);
    }

    /** Whether it asks nothing of the request (SetEnv), and is carried out after routing. */
    boolean late() {
        return pattern == null;
    }

    void apply(Visit visit) {
        if (pattern == null) {
            set(visit, config.value());
            return;
        }
        String subject = subject(visit);
        String[] groups = pattern.find(subject == null ? "" : subject);
        if (groups != null) {
            set(visit, value.fill(groups));
        }
    }

    private void set(Visit visit, String text) {
        if (config.remove()) {
            visit.unset(config.name());
        } else {
            visit.set(config.name(), text);
        }
    }

    private @Nullable String subject(Visit visit) {
        RequestFacts facts = visit.facts();
        return switch (config.of().toLowerCase(Locale.ROOT)) {
            case "remote_addr", "remote_host" -> facts.client().getHostAddress();
            case "request_method" -> facts.method();
            case "request_protocol" -> facts.protocol();
            case "request_uri" -> visit.path();
            default -> fieldOrVariable(visit, facts);
        };
    }

    private @Nullable String fieldOrVariable(Visit visit, RequestFacts facts) {
        if (fieldNames != null) {
            return visit.firstFieldNamed(fieldNames);
        }
        String field = facts.field(config.of());
        return field == null ? visit.variable(config.of()) : field;
    }
}
