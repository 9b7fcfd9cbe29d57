package tandem.config;

import tandem.core.config.ByteSize;

/** The sizes that a key allows, in words such as {@code 1KiB..1MiB}. */
final class SizeRange {
    private SizeRange() {}

    /** @throws IllegalArgumentException if the value is a size outside of the range */
    static void check(String words, Object value) {
        String[] ends = words.split("\\.\\.");
        if (value instanceof ByteSize size
                && ends.length == 2
                && (size.bytes() < ByteSize.parse(ends[0]).bytes()
                        || size.bytes() > ByteSize.parse(ends[1]).bytes())) {
            throw new IllegalArgumentException(size + " is not allowed (" + words + ")");
        }
    }
}
