package tandem.core.config;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A part of new clients that another gets, such as {@code canary:5%}.
 *
 * @param to a balancer's name, or a member's of the same balancer
 * @param hundredths of a per cent, 1..10000
 */
public record Shift(String to, int hundredths) {
    /** All of it, in hundredths of a per cent. */
    public static final int ALL = 10_000;

    public Shift {
        if (hundredths < 1 || hundredths > ALL) {
            throw new IllegalArgumentException("a share is 0.01% to 100%");
        }
    }

    /**
     * Reads {@code NAME:SHARE%}.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static Shift parse(String text) {
        int colon = text.lastIndexOf(':');
        String share = text.substring(colon + 1);
        if (colon < 1 || !share.matches("\\d{1,3}(\\.\\d{1,2})?%")) {
            throw new IllegalArgumentException("'" + text + "' is not NAME:SHARE, such as canary:5%");
        }
        BigDecimal percent = new BigDecimal(share.substring(0, share.length() - 1));
        int hundredths =
                percent.movePointRight(2).setScale(0, RoundingMode.DOWN).intValueExact();
        if (hundredths < 1 || hundredths > ALL) {
            throw new IllegalArgumentException("'" + text + "': a share is 0.01% to 100%; off shifts nothing");
        }
        return new Shift(text.substring(0, colon), hundredths);
    }

    @Override
    public String toString() {
        return to + ":" + BigDecimal.valueOf(hundredths, 2).stripTrailingZeros().toPlainString() + "%";
    }
}
