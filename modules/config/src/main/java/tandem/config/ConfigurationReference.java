package tandem.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tandem.core.config.Key;
import tandem.core.config.TandemConfig;

/** Writes docs/reference/configuration.md from the annotated records. */
final class ConfigurationReference {
    private static final String HEAD = """
            # Configuration

            Generated from the records of `tandem.core.config`; a test compares it. To change it, change a `@Key` and run
            `mvn -pl modules/config -am test -Dtest=ReferencesTest -Dtandem.regenerate=true -Dsurefire.failIfNoSpecifiedTests=false`.

            Durations are whole numbers with a unit: `250ms`, `5s`, `2m`, `1h`. Relative paths start from the file's own directory.
            `NAME` stands for a name that you choose, `[]` for each entry of a list. A key that is not listed is an error.

            """;
    private static final String TABLE =
            "| Key | Type | Default | Allowed | Meaning | Example |\n|---|---|---|---|---|---|\n";

    private final StringBuilder rows = new StringBuilder();

    private ConfigurationReference() {}

    static String text() {
        ConfigurationReference reference = new ConfigurationReference();
        reference.record(TandemConfig.class, "");
        return HEAD + TABLE + reference.rows;
    }

    private void record(Class<?> owner, String path) {
        for (ConfigKey key : ConfigKey.of(owner)) {
            String at = path + key.name();
            row(
                    at,
                    typeName(key.type()),
                    fallback(key),
                    allowed(key),
                    key.key().doc(),
                    key.key().example());
            nested(key.type(), at);
        }
        for (ExtraKeys.ExtraKey extra : ExtraKeys.of(owner)) {
            row(path + extra.name(), "text", "", String.join(", ", extra.words()), extra.doc(), extra.example());
        }
    }

    private void row(String key, String type, String fallback, String allowed, String doc, String example) {
        rows.append("| `").append(key).append("` | ").append(type).append(" | ").append(code(fallback));
        rows.append(" | ")
                .append(cell(allowed))
                .append(" | ")
                .append(cell(doc))
                .append(" | ")
                .append(code(example));
        rows.append(" |\n");
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private static String fallback(ConfigKey key) {
        String fallback = key.key().fallback();
        return fallback.equals(Key.REQUIRED) ? "required" : fallback;
    }

    private static String allowed(ConfigKey key) {
        Class<?> element = element(key.type());
        return element.isEnum()
                ? String.join(", ", ScalarTypes.words(element))
                : key.key().range();
    }

    private void nested(Type type, String path) {
        Class<?> element = element(type);
        if (ConfigKey.of(element).isEmpty() || ScalarTypes.ownParse(element).isPresent()) {
            return;
        }
        Class<?> raw = raw(type);
        record(element, path + (raw == List.class ? "[]." : raw == Map.class ? ".NAME." : "."));
    }

    static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }

    /** What a list, map or optional holds; of anything else itself. */
    static Class<?> element(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return element(arguments[arguments.length - 1]);
        }
        return (Class<?>) type;
    }

    private static String typeName(Type type) {
        Class<?> raw = raw(type);
        Class<?> element = element(type);
        if (raw == List.class) {
            return "list of " + simple(element);
        }
        if (raw == Set.class) {
            return "one or a list of words";
        }
        if (raw == Map.class) {
            Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
            return (raw(arguments[1]) == List.class ? "one or a list of " : "") + simple(element) + " by name";
        }
        return raw == Optional.class || raw == OptionalInt.class ? simple(element) + ", optional" : simple(element);
    }

    private static String simple(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "String" -> "text";
            case "boolean", "Boolean" -> "true or false";
            case "int", "OptionalInt" -> "number";
            case "Duration" -> "duration";
            case "ByteSize" -> "size";
            case "Path" -> "path";
            case "ListenAddress" -> "address and port";
            case "Network" -> "network";
            case "MemberUrl", "CollectorUrl" -> "URL";
            case "Share" -> "per cent";
            case "TlsVersion" -> "word";
            case "Weight" -> "number with decimals";
            case "Separator" -> "character";
            case "Integer" -> "number";
            case "Requirement", "ErrorOverride", "ErrorStatus" -> "text";
            default -> type.isEnum() ? "word" : "keys";
        };
    }
}
