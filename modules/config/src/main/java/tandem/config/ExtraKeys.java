package tandem.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.TandemConfig;

/** Keys and words of the configuration that the records do not have: read elsewhere, or known and not carried out yet. */
final class ExtraKeys {
    static final String HTTPD = "httpd";

    private static final List<ExtraKey> KEYS = List.of(new ExtraKey(
            TandemConfig.class,
            HTTPD,
            "An httpd.conf that gives listeners, balancers, routes, guards and the server name; its path is relative to"
                    + " this file. Not together with listeners, balancers, routes or guards.",
            "httpd.conf",
            List.of(),
            ""));

    private static final Map<Class<?>, Map<String, String>> WORDS_NOT_YET = Map.of();

    private ExtraKeys() {}

    static List<ExtraKey> of(Class<?> owner) {
        return KEYS.stream().filter(key -> key.owner() == owner).toList();
    }

    static Optional<ExtraKey> find(Class<?> owner, String name) {
        return of(owner).stream().filter(key -> key.name().equals(name)).findFirst();
    }

    static Optional<String> wordNotYet(Class<?> type, String word) {
        return Optional.ofNullable(WORDS_NOT_YET.getOrDefault(type, Map.of()).get(word));
    }

    /**
     * A key beside a record's components.
     *
     * @param words the values allowed; empty: any
     * @param refusal why another value, or the key as a whole, is refused; empty: it is read elsewhere
     */
    record ExtraKey(
            Class<? extends Record> owner,
            String name,
            String doc,
            String example,
            List<String> words,
            String refusal) {}
}
