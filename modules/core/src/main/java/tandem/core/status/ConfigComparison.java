package tandem.core.status;

import java.util.List;

/**
 * The configuration that a node balances by beside what its file says now; both as YAML, whatever the file is written in.
 *
 * @param inForce what is in force, without operators' settings
 * @param file what a reload would put into force, or after a restart; empty if the file is broken
 * @param findings the file's errors and warnings, a line each; empty without any
 * @param restart keys whose new values wait for a restart
 */
public record ConfigComparison(String inForce, String file, String findings, List<String> restart) {
    public ConfigComparison {
        restart = List.copyOf(restart);
    }

    /** {@code same}, {@code differs}, or {@code broken} if a reload would be refused. */
    public String state() {
        return file.isEmpty() ? "broken" : file.equals(inForce) ? "same" : "differs";
    }
}
