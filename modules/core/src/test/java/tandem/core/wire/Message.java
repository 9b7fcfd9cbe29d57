package tandem.core.wire;

import java.util.List;

/**
 * A message that was read.
 *
 * @param start its first line
 * @param body decoded
 * @param chunked whether the body came in chunks
 */
public record Message(String start, List<Line> fields, byte[] body, boolean chunked) {
    /** A header field. */
    public record Line(String name, String value) {}

    public Message {
        fields = List.copyOf(fields);
    }

    /** Values of all fields of this name, in order. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Line::value)
                .toList();
    }

    /** The status of a response. */
    public int status() {
        return Integer.parseInt(start.substring(9, 12));
    }

    public String bodyText() {
        return Bytes.text(body);
    }
}
