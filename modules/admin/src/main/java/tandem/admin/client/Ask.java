package tandem.admin.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One request to a node.
 *
 * @param path with its query
 * @param body JSON; empty for a GET
 * @param patience how long its answer may take
 */
record Ask(String method, String path, Map<String, String> fields, String body, Duration patience) {
    static Ask get(String path, Duration patience) {
        return new Ask("GET", path, Map.of("Accept", "application/json"), "", patience);
    }

    static Ask post(String path, String body, Duration patience) {
        return new Ask("POST", path, Map.of("Accept", "application/json"), body, patience)
                .with("Content-Type", "application/json");
    }

    /** The same with one more field. */
    Ask with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(name, value);
        return new Ask(method, path, more, body, patience);
    }
}
