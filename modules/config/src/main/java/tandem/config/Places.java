package tandem.config;

import java.util.HashMap;
import java.util.Map;

/** Where each value of a configuration was written, by its path such as {@code routes[0].balancer}. One thread. */
final class Places {
    private final Map<String, Place> byPath = new HashMap<>();
    private final Place otherwise;

    /** @param otherwise the place of what was written nowhere */
    Places(Place otherwise) {
        this.otherwise = otherwise;
    }

    void put(String path, Place place) {
        byPath.put(path, place);
    }

    void putAll(Places other) {
        byPath.putAll(other.byPath);
    }

    boolean has(String path) {
        return byPath.containsKey(path);
    }

    /** The place of the value, or of the nearest thing around it that was written. */
    Place of(String path) {
        for (String at = path; !at.isEmpty(); at = parent(at)) {
            Place place = byPath.get(at);
            if (place != null) {
                return place;
            }
        }
        return otherwise;
    }

    private static String parent(String path) {
        int end = Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
        return end < 0 ? "" : path.substring(0, end);
    }
}
