package tandem.config;

import java.util.List;

/** Writes findings for people. */
public final class Findings {
    private Findings() {}

    /** All of a run, each with its code frame; ends in a line break unless the list is empty. */
    public static String text(List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        for (Finding finding : findings) {
            text.append(finding.sentence()).append('\n').append(finding.frame());
        }
        return text.toString();
    }
}
