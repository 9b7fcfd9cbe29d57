package tandem.core.registration;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message of mod_cluster's protocol.
 *
 * @param command the HTTP method, such as {@code ENABLE-APP}
 * @param whole whether it is about all applications of a member: its target ends with an asterisk
 * @param fields of its body, in their order
 * @param from who sent it
 */
public record McmpRequest(String command, boolean whole, List<Field> fields, InetAddress from) {
    private static final int MOST_FIELDS = 512;

    /** @param name in lower case */
    public record Field(String name, String value) {}

    public McmpRequest {
        fields = List.copyOf(fields);
    }

    /**
     * Reads one.
     *
     * @param target the request's
     * @param body {@code application/x-www-form-urlencoded}
     * @throws IllegalArgumentException with a sentence for whoever sent it
     */
    public static McmpRequest parse(String command, String target, String body, InetAddress from) {
        List<Field> fields = new ArrayList<>();
        for (String pair : body.strip().split("&")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("'" + shortened(pair) + "' in the body is not NAME=VALUE");
            }
            if (fields.size() == MOST_FIELDS) {
                throw new IllegalArgumentException("the body has more than " + MOST_FIELDS + " fields");
            }
            fields.add(new Field(
                    decoded(pair.substring(0, equals)).toLowerCase(Locale.ROOT), decoded(pair.substring(equals + 1))));
        }
        return new McmpRequest(command, target.endsWith("*"), fields, from);
    }

    private static String decoded(String text) {
        String plain;
        try {
            plain = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + shortened(text) + "' in the body is not encoded as forms are");
        }
        if (plain.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("'" + shortened(text) + "' in the body has a control character");
        }
        return plain;
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "...";
    }

    /** The first value of a field; empty if it is not there or has none. */
    Optional<String> field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    boolean flag(String name, boolean otherwise) {
        return field(name)
                .map(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "yes", "true", "on", "1" -> true;
                    case "no", "false", "off", "0" -> false;
                    default ->
                        throw new IllegalArgumentException(name + " is '" + shortened(text) + "', not Yes or No");
                })
                .orElse(otherwise);
    }

    int number(String name, int otherwise, int least, int most) {
        return field(name)
                .map(text -> {
                    if (!text.matches("-?\\d{1,9}")
                            || Integer.parseInt(text) < least
                            || Integer.parseInt(text) > most) {
                        throw new IllegalArgumentException(
                                name + " is '" + shortened(text) + "', not in " + least + ".." + most);
                    }
                    return Integer.parseInt(text);
                })
                .orElse(otherwise);
    }
}
