package tandem.app.cli;

import java.util.List;
import tandem.core.config.Shift;

/** What follows the verb {@code shift}: another's name and a share, or off. */
final class ShiftWords {
    private static final String OFF = "off";

    private ShiftWords() {}

    /**
     * The value of the setting.
     *
     * @param what it is that gives and gets
     * @throws IllegalArgumentException with a sentence for the operator
     */
    static String of(List<String> words, String what, String example) {
        if (words.equals(List.of(OFF))) {
            return OFF;
        }
        if (words.size() != 2) {
            throw new IllegalArgumentException(
                    "shift takes another " + what + " and a share, such as shift " + example + " 10%, or off");
        }
        String share = words.get(1);
        return Shift.parse(words.get(0) + ":" + (share.endsWith("%") ? share : share + "%"))
                .toString();
    }
}
