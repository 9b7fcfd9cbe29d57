package tandem.core.config;

import java.math.BigDecimal;

/**
 * A part of a whole, written in per cent: {@code 10%} or {@code 0.5%}.
 *
 * @param percent 0 to 100, with up to three digits behind the point
 */
public record Share(BigDecimal percent) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /** @throws IllegalArgumentException if it is less than nothing or more than all */
    public Share {
        if (percent.signum() < 0 || percent.compareTo(HUNDRED) > 0) {
            throw new IllegalArgumentException(percent.toPlainString() + "% is not allowed (0%..100%)");
        }
        percent = percent.signum() == 0 ? BigDecimal.ZERO : percent.stripTrailingZeros();
    }

    /**
     * Reads a number and a per cent sign.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Share parse(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3})? ?%")) {
            throw new IllegalArgumentException("'" + text + "' is not a share; write 10% or 0.5%");
        }
        return new Share(new BigDecimal(text.substring(0, text.length() - 1).strip()));
    }

    /** 0 to 1. */
    public double fraction() {
        return percent.doubleValue() / 100;
    }

    /** The text that {@link #parse} reads back. */
    @Override
    public String toString() {
        return percent.toPlainString() + "%";
    }
}
