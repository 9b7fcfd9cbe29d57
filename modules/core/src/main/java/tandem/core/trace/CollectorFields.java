package tandem.core.trace;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The fields that a collector of spans is sent with each request, from a file with {@code NAME: VALUE} a line. Pure. */
public final class CollectorFields {
    private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}";

    private CollectorFields() {}

    /**
     * Reads a file's text; empty lines and those that begin with {@code #} say nothing.
     *
     * @throws IllegalArgumentException with a sentence for the operator, which never shows a value
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1 || !line.substring(0, colon).matches(NAME)) {
                throw new IllegalArgumentException("line " + (i + 1) + " is not NAME: VALUE");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (value.isEmpty() || !value.matches("[\\x20-\\x7e]+")) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + ": the value of " + name + " is empty, or not plain ASCII");
            }
            if (framing(name)) {
                throw new IllegalArgumentException(
                        "line " + (i + 1) + ": " + name + " is set by Tandem; take it out of the file");
            }
            if (fields.put(name, value) != null) {
                throw new IllegalArgumentException("line " + (i + 1) + ": " + name + " is there twice");
            }
        }
        return fields;
    }

    private static boolean framing(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "connection", "content-length", "content-type", "content-encoding", "expect", "host", "upgrade" ->
                true;
            default -> false;
        };
    }
}
