package tandem.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tandem.core.text.Durations;
import tandem.core.text.NearestName;

/** Values that are one word: how each type is read, written and described. */
final class ScalarTypes {
    private ScalarTypes() {}

    /**
     * Reads one word.
     *
     * @param directory what relative paths start from
     * @throws IllegalArgumentException with a sentence for the operator
     */
    static Object parse(Class<?> type, String text, Path directory) {
        if (type == String.class) {
            return text;
        }
        if (type == boolean.class || type == Boolean.class) {
            return parseBoolean(text);
        }
        if (type == int.class) {
            return parseInt(text);
        }
        if (type == OptionalInt.class) {
            return OptionalInt.of(parseInt(text));
        }
        if (type == Duration.class) {
            return Durations.parse(text);
        }
        if (type == Path.class) {
            return directory.resolve(text);
        }
        return type.isEnum() ? parseEnum(type, text) : parseByOwnMethod(type, text);
    }

    private static boolean parseBoolean(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is not allowed (true or false)");
        };
    }

    private static int parseInt(String text) {
        if (!text.matches("-?\\d{1,9}")) {
            throw new IllegalArgumentException("'" + text + "' is not a whole number");
        }
        return Integer.parseInt(text);
    }

    private static Object parseEnum(Class<?> type, String text) {
        for (Object constant : constants(type)) {
            if (word(constant).equalsIgnoreCase(text)) {
                return constant;
            }
        }
        ExtraKeys.wordNotYet(type, text).ifPresent(sentence -> {
            throw new IllegalArgumentException(sentence);
        });
        List<String> words = words(type);
        String near = NearestName.to(text, words)
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
        throw new IllegalArgumentException("'" + text + "' is not allowed (" + String.join(", ", words) + ")" + near);
    }

    private static Object parseByOwnMethod(Class<?> type, String text) {
        try {
            Method parse = ownParse(type).orElseThrow(() -> new IllegalStateException("no parser for " + type));
            return parse.invoke(null, text);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw refused;
            }
            throw new IllegalStateException(type + " cannot read '" + text + "'", e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type + " hides its parse method", e);
        }
    }

    static Optional<Method> ownParse(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals("parse") && Modifier.isStatic(m.getModifiers()))
                .filter(m -> Arrays.equals(m.getParameterTypes(), new Class<?>[] {String.class}))
                .findFirst();
    }

    /** The text that {@link #parse} reads back. */
    static String text(Object value) {
        if (value instanceof Duration duration) {
            return Durations.text(duration);
        }
        return value instanceof Enum<?> ? word(value) : value.toString();
    }

    static Object[] constants(Class<?> type) {
        Object @Nullable [] constants = type.getEnumConstants();
        return constants == null ? new Object[0] : constants;
    }

    /** The words of an enumeration, in their order. */
    static List<String> words(Class<?> type) {
        return Arrays.stream(constants(type)).map(ScalarTypes::word).toList();
    }

    static String word(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
