package tandem.core.log;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.core.config.AccessLogConfig;
import tandem.core.rule.Expression;
import tandem.core.rule.Visit;

/** One file of an access log and what its lines say of which requests. Immutable. */
public final class LogRule {
    private static final String JSON = "json";

    private final Path file;
    private final @Nullable LogFormat format;
    private final @Nullable LogObject object;
    private final String variable;
    private final boolean absent;
    private final @Nullable Expression test;

    LogRule(AccessLogConfig config, LogNeeds needs) {
        this.file = config.file();
        boolean json = config.format().equals(JSON);
        if (!json && !config.fields().isEmpty()) {
            throw new IllegalArgumentException("fields have no place in a text; write format: json");
        }
        this.object = json ? new LogObject(config.fields(), needs) : null;
        String text = LogFormat.NAMED.getOrDefault(config.format(), config.format());
        this.format = json ? null : new LogFormat(text, needs);
        this.absent = config.variable().startsWith("!");
        this.variable = absent ? config.variable().substring(1) : config.variable();
        this.test = config.test().isEmpty() ? null : Expression.parse(config.test());
        if (!variable.isEmpty() || test != null) {
            needs.variables();
        }
    }

    /**
     * What a configured format asks for that is not known here, so that a hyphen takes its place.
     *
     * @throws IllegalArgumentException with a sentence for the operator if it cannot be read
     */
    public static List<String> missing(AccessLogConfig config) {
        LogNeeds needs = new LogNeeds();
        new LogRule(config, needs);
        return List.copyOf(needs.missing());
    }

    public Path file() {
        return file;
    }

    /** Writes the request's line with its end; false if it is not to be logged. */
    public boolean write(LogFacts facts, LogLine line) {
        if (!wanted(facts)) {
            return false;
        }
        line.clear();
        if (object != null) {
            object.write(facts, line);
        } else if (format != null) {
            format.write(facts, line);
        }
        line.end();
        return true;
    }

    private boolean wanted(LogFacts facts) {
        Visit visit = facts.visit();
        if (!variable.isEmpty() && (visit != null && visit.variable(variable) != null) == absent) {
            return false;
        }
        return test == null || visit != null && visit.holds(test, facts.status());
    }
}
