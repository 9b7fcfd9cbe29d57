package tandem.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A frontend, backend or listen section: its lines and those of its defaults, by what they set. One thread. */
final class HaproxyProxy {
    private static final Set<String> TWO_WORDS =
            Set.of("timeout", "option", "http-check", "http-request", "http-response", "stats", "tcp-check", "stick");

    private final ForeignLine head;
    private final Map<String, List<ForeignLine>> byKey = new LinkedHashMap<>();

    HaproxyProxy(ForeignLine head) {
        this.head = head;
    }

    /** What a line sets, such as {@code timeout connect}. */
    static String key(ForeignLine line) {
        if (line.word(0).equals("no")) {
            return "no " + key(new ForeignLine(line.words().subList(Math.min(1, line.size() - 1), line.size())));
        }
        boolean two = TWO_WORDS.contains(line.word(0));
        return two && line.size() > 1 ? line.word(0) + " " + line.word(1) : line.word(0);
    }

    void add(ForeignLine line) {
        String key = key(line);
        if (key.startsWith("no option")) {
            byKey.remove(key.substring(3));
        }
        byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(line);
    }

    Place place() {
        return head.place();
    }

    String kind() {
        return head.word(0);
    }

    String name() {
        return head.word(1);
    }

    boolean takesClients() {
        return !kind().equals("backend");
    }

    boolean hasServers() {
        return !kind().equals("frontend");
    }

    boolean http() {
        return last("mode").map(line -> line.word(1)).orElse("tcp").equals("http");
    }

    List<ForeignLine> all(String key) {
        return byKey.getOrDefault(key, List.of());
    }

    Set<String> keys() {
        return byKey.keySet();
    }

    /** The line that holds: the last. */
    Optional<ForeignLine> last(String key) {
        List<ForeignLine> lines = all(key);
        return lines.isEmpty() ? Optional.empty() : Optional.of(lines.getLast());
    }

    /** The time that {@code timeout NAME} gives. */
    OptionalLong timeout(String name) {
        return last("timeout " + name)
                .map(line -> ForeignTimes.haproxy(line.word(2)))
                .orElse(OptionalLong.empty());
    }
}
