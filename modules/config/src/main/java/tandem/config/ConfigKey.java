package tandem.config;

import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import tandem.core.config.Key;

/** A record component that is a configuration key. */
record ConfigKey(String name, Type type, RecordComponent component, Key key) {
    /** The keys of a record, in its order; empty for a record that is one word. */
    static List<ConfigKey> of(Class<?> owner) {
        if (!owner.isRecord()) {
            return List.of();
        }
        return Arrays.stream(owner.getRecordComponents())
                .filter(component -> component.isAnnotationPresent(Key.class))
                .map(ConfigKey::of)
                .toList();
    }

    private static ConfigKey of(RecordComponent component) {
        Key key = component.getAnnotation(Key.class);
        String name = key.name().isEmpty() ? kebab(component.getName()) : key.name();
        return new ConfigKey(name, component.getGenericType(), component, key);
    }

    boolean required() {
        return key.fallback().equals(Key.REQUIRED);
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
