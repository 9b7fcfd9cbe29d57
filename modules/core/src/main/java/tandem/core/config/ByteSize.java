package tandem.core.config;

import java.util.Locale;

/** A number of bytes, written {@code 512B}, {@code 8KiB}, {@code 1MiB} or {@code 2GiB}. */
public record ByteSize(long bytes) {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB"};

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size of " + bytes + " bytes is not allowed (0 or more)");
        }
    }

    public static ByteSize kib(long kib) {
        return new ByteSize(kib << 10);
    }

    public static ByteSize mib(long mib) {
        return new ByteSize(mib << 20);
    }

    /**
     * Reads digits and a unit.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static ByteSize parse(String text) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        String unit = text.substring(digits).trim();
        for (int i = 0; i < UNITS.length; i++) {
            if (digits > 0 && digits < 10 && unit.toLowerCase(Locale.ROOT).equals(UNITS[i].toLowerCase(Locale.ROOT))) {
                return new ByteSize(Long.parseLong(text.substring(0, digits)) << 10 * i);
            }
        }
        throw new IllegalArgumentException("'" + text + "' is not a size such as 512B, 8KiB or 1MiB");
    }

    /** As an array index or a buffer size has it. */
    public int asInt() {
        return Math.toIntExact(Math.min(bytes, Integer.MAX_VALUE));
    }

    /** The text that {@link #parse} reads back. */
    @Override
    public String toString() {
        int unit = 0;
        long number = bytes;
        while (unit + 1 < UNITS.length && number > 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + UNITS[unit];
    }
}
