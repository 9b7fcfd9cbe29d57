package tandem.core.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RuleConfig;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.text.BoundedPattern;
import tandem.core.text.PathPrefix;

/** One rule of a site, compiled. Immutable. */
final class Rule {
    final RuleConfig config;
    final List<VariableRule> variables;
    final List<FieldRule> requestFields;
    final List<FieldRule> responseFields;
    final ErrorPages errorPages;
    private final PathPrefix prefix;
    private final @Nullable BoundedPattern pattern;
    private final boolean everywhere;

    /** @throws IllegalArgumentException with a sentence for the operator */
    Rule(RuleConfig config) {
        this.config = config;
        this.variables = config.variables().stream().map(VariableRule::of).toList();
        this.requestFields = fieldRules(config.requestFields());
        this.responseFields = fieldRules(config.responseFields());
        // Deliberate: as httpd sends them, with what Header says of caches and nothing else
        this.errorPages = ErrorPages.of(config.errorPages(), false);
        this.prefix = new PathPrefix(config.path());
        this.pattern = config.pattern()
                .map(text -> BoundedPattern.compile(text, false))
                .orElse(null);
        this.everywhere = pattern == null && config.path().equals("/");
    }

    private static List<FieldRule> fieldRules(List<FieldConfig> configs) {
        List<FieldRule> rules = new ArrayList<>();
        configs.forEach(config -> rules.add(FieldRule.of(config)));
        return List.copyOf(rules);
    }

    boolean matches(String decodedPath) {
        return everywhere || (pattern == null ? prefix.match(decodedPath) >= 0 : pattern.find(decodedPath) != null);
    }
}
