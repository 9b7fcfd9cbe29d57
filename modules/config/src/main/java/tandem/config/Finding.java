package tandem.config;

/**
 * One thing that is wrong or doubtful in a configuration, and where. Immutable.
 *
 * @param file the file as the operator named it, or as an Include did
 * @param line 1 is the first; 0 where the whole file is meant
 * @param column 1 is the first; 0 where the whole file is meant
 * @param key the key's path such as {@code balancers.web.members[1].weight}, or a directive's name; may be empty
 * @param message what is wrong, with the value and what to do, without place and key
 * @param frame the line with a caret below, ending in a line break; may be empty
 */
public record Finding(Severity severity, String file, int line, int column, String key, String message, String frame) {

    /** Whether the configuration can be used nevertheless. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** One line: {@code FILE:LINE:COLUMN: KEY: MESSAGE}, with {@code warning:} before a warning's key. */
    public String sentence() {
        String place = line == 0 ? file : file + ":" + line + ":" + column;
        String mark = severity == Severity.WARNING ? "warning: " : "";
        return place + ": " + mark + (key.isEmpty() ? "" : key + ": ") + message;
    }
}
