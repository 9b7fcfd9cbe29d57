package tandem.config;

import java.util.List;

/** A YAML document without its types: who reads it knows what it expects. Immutable. */
sealed interface YamlTree {
    Place place();

    /** @param nothing whether it is an unquoted {@code null}, {@code ~} or nothing at all */
    record Scalar(Place place, String text, boolean nothing) implements YamlTree {}

    record Sequence(Place place, List<YamlTree> items) implements YamlTree {}

    record Mapping(Place place, List<Entry> entries) implements YamlTree {}

    /** One key of a mapping. */
    record Entry(Place place, String key, YamlTree value) {}

    /** What it is, in words. */
    default String kind() {
        return switch (this) {
            case Scalar scalar -> scalar.nothing() ? "nothing" : "'" + shortened(scalar.text()) + "'";
            case Sequence sequence -> "a list";
            case Mapping mapping -> "a mapping";
        };
    }

    private static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
