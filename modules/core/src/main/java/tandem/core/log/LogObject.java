package tandem.core.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A line that is a JSON object: numbers as such, the rest as strings, null for a hyphen. Immutable. */
final class LogObject {
    private static final Map<String, String> USUAL = usual();

    private final List<Member> members = new ArrayList<>();

    private record Member(byte[] key, LogFormat format) {}

    /**
     * @param fields the members; empty: the usual ones
     * @throws IllegalArgumentException with a sentence for the operator
     */
    LogObject(Map<String, String> fields, LogNeeds needs) {
        (fields.isEmpty() ? USUAL : fields).forEach((name, format) -> {
            LogLine key = new LogLine();
            key.json(true);
            key.put('"').escaped(new String(name.getBytes(UTF_8), ISO_8859_1));
            key.put('"').put(':');
            members.add(new Member(Arrays.copyOf(key.bytes(), key.length()), new LogFormat(format, needs)));
        });
    }

    private static Map<String, String> usual() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("time", "%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t");
        fields.put("client", "%a");
        fields.put("site", "%v");
        fields.put("method", "%m");
        fields.put("host", "%{Host}i");
        fields.put("path", "%U");
        fields.put("query", "%q");
        fields.put("protocol", "%H");
        fields.put("status", "%>s");
        fields.put("received-bytes", "%I");
        fields.put("sent-bytes", "%O");
        fields.put("referer", "%{Referer}i");
        fields.put("user-agent", "%{User-Agent}i");
        fields.put("balancer", "%{balancer}X");
        fields.put("member", "%{member}X");
        fields.put("tries", "%{tries}X");
        fields.put("reason", "%{reason}X");
        fields.put("queue-us", "%{queue:us}T");
        fields.put("connect-us", "%{connect:us}T");
        fields.put("first-byte-us", "%{first-byte:us}T");
        fields.put("total-us", "%D");
        return fields;
    }

    /** The usual members and what they say. */
    static Map<String, String> usualFields() {
        return Collections.unmodifiableMap(USUAL);
    }

    void write(LogFacts facts, LogLine line) {
        line.json(true);
        line.put('{');
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (i > 0) {
                line.put(',');
            }
            line.put(member.key);
            value(member.format, facts, line);
        }
        line.put('}');
    }

    private static void value(LogFormat format, LogFacts facts, LogLine line) {
        int start = line.length();
        boolean quoted = !format.number();
        if (quoted) {
            line.put('"');
        }
        int from = line.length();
        format.write(facts, line);
        if (line.length() == from + 1 && line.bytes()[from] == '-') {
            line.cut(start);
            line.put("null");
        } else if (quoted) {
            line.put('"');
        }
    }
}
