package tandem.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.core.health.Expectation;
import tandem.core.text.NearestName;

/** The names that ProxyHCExpr and ProxyHCTemplate give; they may be used before they are given. One thread. */
final class HttpdHealth {
    private final Map<String, Expectation> expressions = new LinkedHashMap<>();
    private final Map<String, HealthDraft> templates = new LinkedHashMap<>();
    private final Report report;

    HttpdHealth(Report report) {
        this.report = report;
    }

    void define(String name, Expectation expression) {
        expressions.put(name, expression);
    }

    void define(String name, HealthDraft template) {
        templates.put(name, template);
    }

    Optional<Expectation> expression(String name, Place place) {
        Expectation found = expressions.get(name);
        if (found == null) {
            report.error(
                    place,
                    "hcexpr",
                    "Unknown health check condition expr: " + name + near(name, expressions.keySet())
                            + "; define it by ProxyHCExpr " + name + " {%{REQUEST_STATUS} =~ /^[23]/}");
        }
        return Optional.ofNullable(found);
    }

    HealthDraft template(String name, Place place) {
        HealthDraft found = templates.get(name);
        if (found == null) {
            report.error(
                    place,
                    "hctemplate",
                    "Unknown ProxyHCTemplate name: " + name + near(name, templates.keySet())
                            + "; define it by ProxyHCTemplate " + name + " hcmethod=GET hcuri=/health");
            return new HealthDraft();
        }
        return found;
    }

    private static String near(String name, Iterable<String> known) {
        java.util.List<String> names = new java.util.ArrayList<>();
        known.forEach(names::add);
        return NearestName.to(name, names)
                .map(other -> "; did you mean " + other + "?")
                .orElse("");
    }
}
