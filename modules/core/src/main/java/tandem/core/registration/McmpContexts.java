package tandem.core.registration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tandem.core.balance.ContextState;

/**
 * The applications that a message names: each Context of each Alias it stands with. Both may be lists with commas, and may come
 * again, which begins the next group.
 */
final class McmpContexts {
    private static final int LONGEST = 255;

    private final Map<String, Map<String, ContextState>> found = new TreeMap<>();
    private final List<String> aliases = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private boolean aliasLast;

    private McmpContexts() {}

    /**
     * By path, then by alias; all stopped.
     *
     * @throws IllegalArgumentException with a sentence for whoever sent it
     */
    static Map<String, Map<String, ContextState>> of(McmpRequest request) {
        McmpContexts contexts = new McmpContexts();
        boolean alias = false;
        boolean path = false;
        for (McmpRequest.Field field : request.fields()) {
            boolean isAlias = field.name().equals("alias");
            boolean isPath = field.name().equals("context");
            boolean both = alias && path;
            if (both && (isAlias && !contexts.aliasLast || isPath && contexts.aliasLast)) {
                contexts.close();
                alias = false;
                path = false;
            }
            if (isAlias) {
                contexts.aliases.addAll(names(field.value()));
                alias = true;
                contexts.aliasLast = true;
            } else if (isPath) {
                contexts.paths.addAll(paths(field.value()));
                path = true;
                contexts.aliasLast = false;
            }
        }
        contexts.close();
        return contexts.found;
    }

    private void close() {
        if (aliases.isEmpty() != paths.isEmpty()) {
            throw new IllegalArgumentException(
                    aliases.isEmpty() ? "Context stands without Alias" : "Alias stands without Context");
        }
        for (String path : paths) {
            for (String alias : aliases) {
                found.computeIfAbsent(path, any -> new TreeMap<>()).put(alias, ContextState.STOPPED);
            }
        }
        aliases.clear();
        paths.clear();
    }

    private static List<String> names(String list) {
        List<String> names = new ArrayList<>();
        for (String name : list.split(",")) {
            String plain = name.strip().toLowerCase(Locale.ROOT);
            if (plain.length() > LONGEST || plain.indexOf(' ') >= 0) {
                throw new IllegalArgumentException("Alias '" + McmpRequest.shortened(name) + "' is no name of a host");
            }
            if (!plain.isEmpty()) {
                names.add(plain);
            }
        }
        return names;
    }

    private static List<String> paths(String list) {
        List<String> paths = new ArrayList<>();
        for (String path : list.split(",")) {
            String plain = path.strip().replaceAll("/+$", "");
            if (plain.length() > LONGEST || !plain.isEmpty() && !plain.startsWith("/")) {
                throw new IllegalArgumentException(
                        "Context '" + McmpRequest.shortened(path) + "' is not a path such as /shop");
            }
            if (!path.isBlank()) {
                paths.add(plain.isEmpty() ? "/" : plain);
            }
        }
        return paths;
    }
}
