package tandem.core.rule;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.core.config.RuleConfig.FieldConfig;
import tandem.core.config.RuleConfig.FieldConfig.Action;
import tandem.core.text.BoundedPattern;

/** Changes one field of a request or a response; mod_headers. Immutable. */
public final class FieldRule {
    private static final Set<String> FRAMING =
            Set.of("content-length", "transfer-encoding", "connection", "upgrade", "keep-alive", "te", "trailer");

    private final FieldConfig config;
    private final FieldText value;
    private final @Nullable BoundedPattern pattern;
    private final Substitution replacement;
    private final @Nullable Expression test;
    private final String variable;
    private final boolean absent;

    private FieldRule(FieldConfig config) {
        this.config = config;
        boolean edits = config.action() == Action.EDIT || config.action() == Action.EDIT_ALL;
        if (config.action() == Action.ECHO) {
            this.pattern = BoundedPattern.compile(config.field(), true);
        } else {
            this.pattern = edits ? BoundedPattern.compile(config.value(), false) : null;
            requireName(config.field());
        }
        this.value = new FieldText(edits ? "" : config.value());
        this.replacement = Substitution.ofGroups(config.replacement());
        this.test = config.test().isEmpty() ? null : Expression.parse(config.test());
        this.absent = config.variable().startsWith("!");
        this.variable = absent ? config.variable().substring(1) : config.variable();
    }

    /** @throws IllegalArgumentException with a sentence for the operator */
    public static FieldRule of(FieldConfig config) {
        return new FieldRule(config);
    }

    private static void requireName(String name) {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("'" + name + "' is not a name of a header field");
        }
        if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    name + " says how messages end or concerns one connection; it is made anew and cannot be changed");
        }
    }

    boolean early() {
        return config.early();
    }

    boolean always() {
        return config.always();
    }

    void apply(FieldTable fields, Visit visit) {
        if (!variable.isEmpty() && (visit.variable(variable) != null) == absent) {
            return;
        }
        if (test != null && !test.holds(visit)) {
            return;
        }
        String name = config.field();
        switch (config.action()) {
            case ADD -> fields.add(name, value.fill(visit));
            case UNSET -> fields.removeAll(name);
            case SET -> set(fields, name, value.fill(visit));
            case SETIFEMPTY -> {
                if (fields.find(name, 0) < 0) {
                    fields.add(name, value.fill(visit));
                }
            }
            case APPEND -> append(fields, name, value.fill(visit));
            case MERGE -> merge(fields, name, value.fill(visit));
            case EDIT -> edit(fields, name, false);
            case EDIT_ALL -> edit(fields, name, true);
            case ECHO -> echo(fields, visit);
        }
    }

    private static void set(FieldTable fields, String name, String text) {
        int first = fields.find(name, 0);
        if (first < 0) {
            fields.add(name, text);
            return;
        }
        for (int i = fields.find(name, first + 1); i >= 0; i = fields.find(name, i + 1)) {
            fields.remove(i);
        }
        fields.replace(first, text);
    }

    private static void append(FieldTable fields, String name, String text) {
        int at = fields.find(name, 0);
        if (at < 0) {
            fields.add(name, text);
        } else {
            fields.replace(at, fields.value(at) + ", " + text);
        }
    }

    private static void merge(FieldTable fields, String name, String text) {
        for (int i = fields.find(name, 0); i >= 0; i = fields.find(name, i + 1)) {
            for (String item : fields.value(i).split(",", -1)) {
                if (item.trim().equals(text)) {
                    return;
                }
            }
        }
        append(fields, name, text);
    }

    private void edit(FieldTable fields, String name, boolean all) {
        BoundedPattern edited = pattern;
        for (int i = fields.find(name, 0); i >= 0 && edited != null; i = fields.find(name, i + 1)) {
            String changed = edited.replaced(fields.value(i), all, replacement::fill);
            if (changed != null) {
                fields.replace(i, changed);
            }
        }
    }

    private void echo(FieldTable fields, Visit visit) {
        BoundedPattern wanted = pattern;
        if (wanted != null) {
            visit.eachRequestField((name, text) -> {
                if (wanted.find(name) != null && !FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
                    fields.add(name, text);
                }
            });
        }
    }
}
