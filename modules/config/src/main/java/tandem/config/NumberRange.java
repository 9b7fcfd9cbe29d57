package tandem.config;

import java.util.OptionalInt;

/**
 * The numbers that a key allows, read from words such as {@code 0..99} and {@code 0..}.
 *
 * @param words as the key writes it; empty: no limit
 */
record NumberRange(String words, int least, int most) {
    static NumberRange of(String words) {
        if (!words.matches("\\d+\\.\\.\\d*")) {
            return new NumberRange(words, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        String[] ends = words.split("\\.\\.");
        int most = ends.length == 2 ? Integer.parseInt(ends[1]) : Integer.MAX_VALUE;
        return new NumberRange(words, Integer.parseInt(ends[0]), most);
    }

    /** @throws IllegalArgumentException if the value is a number outside of the range */
    void check(Object value) {
        OptionalInt number = switch (value) {
            case Integer i -> OptionalInt.of(i);
            case OptionalInt i -> i;
            default -> OptionalInt.empty();
        };
        if (number.isPresent() && (number.getAsInt() < least || number.getAsInt() > most)) {
            throw new IllegalArgumentException(number.getAsInt() + " is not allowed (" + words + ")");
        }
    }
}
