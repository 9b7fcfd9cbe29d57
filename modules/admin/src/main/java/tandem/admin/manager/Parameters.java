package tandem.admin.manager;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The parameters of a request to the manager; the last of a name counts. Immutable. */
final class Parameters {
    static final Parameters NONE = new Parameters(Map.of());

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Splits at {@code &} and the first {@code =}; {@code +} is no blank, as in Apache. What is badly escaped or holds control
     * characters is left out.
     */
    static Parameters parse(String text) {
        Map<String, String> values = new HashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            Optional<String> name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            Optional<String> value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            if (name.isPresent() && value.isPresent()) {
                values.put(name.get(), value.get());
            }
        }
        return new Parameters(values);
    }

    private static Optional<String> decoded(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%') {
                int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
                int low = high < 0 ? -1 : Character.digit(bytes[i + 2], 16);
                if (low < 0) {
                    return Optional.empty();
                }
                bytes[length++] = (byte) (high * 16 + low);
                i += 2;
            } else {
                bytes[length++] = bytes[i];
            }
        }
        String plain = new String(bytes, 0, length, StandardCharsets.UTF_8);
        return plain.chars().anyMatch(Character::isISOControl) ? Optional.empty() : Optional.of(plain);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Empty if it was not given. */
    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String textOr(String name, String fallback) {
        return values.getOrDefault(name, fallback);
    }

    /** A whole number in this range; empty if it was not given or is something else. */
    OptionalInt number(String name, int least, int most) {
        String text = values.getOrDefault(name, "");
        if (!text.matches("\\d{1,9}")) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(text);
        return number < least || number > most ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** Whether it was given as something else than 0; empty if it was not given. */
    Optional<Boolean> flag(String name) {
        return text(name).map(text -> text.matches("\\s*[+-]?0*[1-9]\\d*.*"));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }
}
