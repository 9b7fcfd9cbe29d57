package tandem.core.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A member's share.
 *
 * @param hundredths 100..10000: Apache keeps two decimals, cut off
 */
public record Weight(int hundredths) {
    public static final Weight ONE = new Weight(100);

    public Weight {
        if (hundredths < 100 || hundredths > 10_000) {
            throw new IllegalArgumentException("weight must be in 1..100");
        }
    }

    /** Reads {@code 2} or {@code 1.5}. */
    public static Weight parse(String text) {
        BigDecimal value;
        try {
            value = new BigDecimal(text.trim());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not a number in 1..100, such as 1.5");
        }
        if (value.compareTo(BigDecimal.ONE) < 0 || value.compareTo(BigDecimal.valueOf(100)) > 0) {
            throw new IllegalArgumentException(
                    text + " is not allowed (1..100); to stop traffic set setting: disabled");
        }
        return new Weight(value.movePointRight(2).setScale(0, RoundingMode.DOWN).intValueExact());
    }

    @Override
    public String toString() {
        return BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString();
    }
}
