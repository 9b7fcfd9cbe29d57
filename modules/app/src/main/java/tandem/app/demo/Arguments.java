package tandem.app.demo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code --name value} pairs of a command line. */
record Arguments(Map<String, String> values) {
    static final int USAGE = 64;
    static final int UNAVAILABLE = 69;

    /**
     * Reads the pairs.
     *
     * @param known the names without their dashes
     * @throws IllegalArgumentException with a sentence for the operator
     */
    static Arguments parse(List<String> arguments, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            String name = option.startsWith("--") ? option.substring(2) : "";
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        "'" + option + "' is not an option here; known are --" + String.join(", --", sorted(known)));
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException("--" + name + " needs a value");
            }
            values.put(name, arguments.get(i + 1));
        }
        return new Arguments(Map.copyOf(values));
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    String required(String name, String example) {
        return text(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("--" + name + " is missing, such as --" + name + " " + example));
    }

    /** A whole number of at least 1. */
    int number(String name, int fallback) {
        String text = values.get(name);
        if (text == null) {
            return fallback;
        }
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException("--" + name + " " + text + " is not a whole number from 1 to 999999999");
        }
        return Integer.parseInt(text);
    }
}
