package tandem.config;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.core.config.TandemConfig;

/** Writes a configuration as native YAML with the keys that differ from their defaults; loading it gives an equal one. */
public final class YamlWriter {
    private static final String PLAIN = "[A-Za-z0-9_./][A-Za-z0-9_./:+-]*";

    private final StringBuilder out = new StringBuilder();

    private YamlWriter() {}

    /** The text, with a final line break; without comments. */
    public static String write(TandemConfig config) {
        YamlWriter writer = new YamlWriter();
        writer.record(config, 0);
        return writer.out.isEmpty() ? "{}\n" : writer.out.toString();
    }

    private void record(Record record, int indent) {
        for (ConfigKey key : ConfigKey.of(record.getClass())) {
            Object value = read(record, key);
            if (key.required() || !value.equals(YamlBinder.fallback(key))) {
                out.append(" ".repeat(indent)).append(key.name()).append(':');
                value(value, indent + 2);
            }
        }
    }

    private static Object read(Record record, ConfigKey key) {
        try {
            Method accessor = key.component().getAccessor();
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + key.name() + " of " + record.getClass(), e);
        }
    }

    private void value(Object value, int indent) {
        switch (value) {
            case Optional<?> optional -> optional.ifPresentOrElse(inner -> value(inner, indent), () -> line("null"));
            case OptionalInt number -> line(number.isPresent() ? String.valueOf(number.getAsInt()) : "null");
            case Map<?, ?> map -> map(map, indent);
            case Set<?> words ->
                items(words.stream().map(ScalarTypes::text).sorted().toList(), indent);
            case Collection<?> items -> items(List.copyOf(items), indent);
            default -> wordOrTree(value, indent);
        }
    }

    private void wordOrTree(Object value, int indent) {
        if (value instanceof Record nested && isTree(nested)) {
            tree(nested, indent);
        } else {
            line(quoted(ScalarTypes.text(value)));
        }
    }

    private void line(String text) {
        out.append(' ').append(text).append('\n');
    }

    private static boolean isTree(Record record) {
        return !ConfigKey.of(record.getClass()).isEmpty()
                && ScalarTypes.ownParse(record.getClass()).isEmpty();
    }

    private void tree(Record nested, int indent) {
        int before = out.length();
        out.append('\n');
        record(nested, indent);
        if (out.length() == before + 1) {
            out.setLength(before);
            line("{}");
        }
    }

    private void map(Map<?, ?> map, int indent) {
        if (map.isEmpty()) {
            line("{}");
            return;
        }
        out.append('\n');
        map.forEach((name, value) -> {
            out.append(" ".repeat(indent)).append(quoted(String.valueOf(name))).append(':');
            value(value, indent + 2);
        });
    }

    private void items(List<?> items, int indent) {
        if (items.isEmpty() || !(items.get(0) instanceof Record first && isTree(first))) {
            line(items.stream()
                    .map(item -> quoted(ScalarTypes.text(item)))
                    .collect(Collectors.joining(", ", "[", "]")));
            return;
        }
        out.append('\n');
        for (Object item : items) {
            int start = out.length();
            record((Record) item, indent + 2);
            if (out.length() == start) {
                out.append(" ".repeat(indent)).append("- {}\n");
            } else {
                out.setCharAt(start + indent, '-');
            }
        }
    }

    /** As one YAML word, in quotes where it would otherwise be read as something else. */
    static String quoted(String text) {
        boolean plain = text.matches(PLAIN) && !text.endsWith(":") && !text.equals("null");
        if (plain) {
            return text;
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (c < ' ' || c == 0x7f) {
                        quoted.append(String.format("\\x%02x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
