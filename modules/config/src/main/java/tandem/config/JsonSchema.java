package tandem.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import tandem.core.config.ByteSize;
import tandem.core.config.MemberFlag;
import tandem.core.config.TandemConfig;
import tandem.core.config.Weight;

/** Writes the JSON Schema (2020-12) of tandem.yaml from the annotated records, for editors. */
final class JsonSchema {
    private JsonSchema() {}

    static String text() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", "tandem.yaml");
        schema.putAll(object(TandemConfig.class));
        StringBuilder text = new StringBuilder();
        write(schema, text, "");
        return text.append('\n').toString();
    }

    private static Map<String, Object> object(Class<?> owner) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<Object> required = new ArrayList<>();
        for (ConfigKey key : ConfigKey.of(owner)) {
            Map<String, Object> values =
                    value(key.type(), NumberRange.of(key.key().range()));
            Map<String, Object> property =
                    new LinkedHashMap<>(key.key().lone() ? Map.of("anyOf", List.of(items(values), values)) : values);
            property.put("description", key.key().doc());
            properties.put(key.name(), property);
            if (key.required()) {
                required.add(key.name());
            }
        }
        for (ExtraKeys.ExtraKey extra : ExtraKeys.of(owner)) {
            boolean refused = extra.words().isEmpty() && !extra.refusal().isEmpty();
            if (!refused) {
                Map<String, Object> property = new LinkedHashMap<>();
                property.put("type", "string");
                if (!extra.words().isEmpty()) {
                    property.put("enum", List.copyOf(extra.words()));
                }
                property.put("description", extra.doc());
                properties.put(extra.name(), property);
            }
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        object.put("additionalProperties", false);
        return object;
    }

    private static Map<String, Object> value(Type type, NumberRange range) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type element = arguments[arguments.length - 1];
            Class<?> raw = (Class<?>) generic.getRawType();
            if (raw == Optional.class) {
                return value(element, range);
            }
            if (raw == Map.class) {
                return typed("object", "additionalProperties", value(element, range));
            }
            Map<String, Object> items = typed("array", "items", value(element, range));
            boolean words = ConfigKey.of((Class<?>) element).isEmpty();
            return raw == Set.class || words ? Map.of("anyOf", List.of(value(element, range), items)) : items;
        }
        return plain((Class<?>) type, range);
    }

    /** What a list's schema says of each entry. */
    private static Object items(Map<String, Object> list) {
        return Objects.requireNonNull(list.get("items"));
    }

    private static Map<String, Object> typed(String type, String key, Object value) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", type);
        schema.put(key, value);
        return schema;
    }

    private static Map<String, Object> plain(Class<?> type, NumberRange range) {
        if (!ConfigKey.of(type).isEmpty() && ScalarTypes.ownParse(type).isEmpty()) {
            return object(type);
        }
        if (type == boolean.class || type == Boolean.class) {
            return Map.of("type", "boolean");
        }
        if (type == int.class || type == OptionalInt.class) {
            return number(range);
        }
        if (type == Weight.class) {
            Map<String, Object> weight = typed("number", "minimum", 1);
            weight.put("maximum", 100);
            return weight;
        }
        if (type == Duration.class) {
            return typed("string", "pattern", "^[0-9]{1,12}(ms|s|m|h)$");
        }
        if (type == ByteSize.class) {
            return typed("string", "pattern", "^[0-9]{1,9} ?([KkMmGg][Ii])?[Bb]$");
        }
        if (type.isEnum()) {
            List<Object> words = new ArrayList<>(ScalarTypes.words(type));
            if (type == MemberFlag.class) {
                words.add(0, "enabled");
            }
            return Map.of("enum", words);
        }
        return Map.of("type", List.of("string", "number"));
    }

    private static Map<String, Object> number(NumberRange range) {
        Map<String, Object> number = new LinkedHashMap<>();
        number.put("type", "integer");
        if (range.least() != Integer.MIN_VALUE) {
            number.put("minimum", range.least());
        }
        if (range.most() != Integer.MAX_VALUE) {
            number.put("maximum", range.most());
        }
        return number;
    }

    private static void write(Object value, StringBuilder text, String indent) {
        switch (value) {
            case Map<?, ?> map -> {
                List<String> members = new ArrayList<>();
                map.forEach((key, inner) -> {
                    StringBuilder member = new StringBuilder(indent).append("  ");
                    member.append(string(String.valueOf(key))).append(": ");
                    write(inner, member, indent + "  ");
                    members.add(member.toString());
                });
                text.append("{\n")
                        .append(String.join(",\n", members))
                        .append('\n')
                        .append(indent)
                        .append('}');
            }
            case List<?> list -> {
                List<String> items = new ArrayList<>();
                for (Object item : list) {
                    StringBuilder one = new StringBuilder();
                    write(item, one, indent + "  ");
                    items.add(one.toString());
                }
                text.append('[').append(String.join(", ", items)).append(']');
            }
            case String words -> text.append(string(words));
            default -> text.append(value);
        }
    }

    private static String string(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }
}
