package tandem.admin.access;

import java.util.List;
import java.util.Set;
import tandem.core.access.AccessRole;

/**
 * What needs which role, by method and path of the admin listener: the one place that knows. What is not listed needs a viewer to be
 * read and an admin to be changed.
 */
public final class Permissions {
    /** What anybody may ask: what a page needs to log in, and what monitoring asks of a process. */
    private static final Set<String> OPEN =
            Set.of("/login", "/login.js", "/page.css", "/icon.svg", "/live", "/ready", "/active", "/api/v1/login");

    private static final String LOGIN = "/api/v1/login";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private record Rule(String prefix, AccessRole role) {
        boolean isFor(String path) {
            return prefix.endsWith("/") ? path.startsWith(prefix) : path.equals(prefix);
        }
    }

    /** Of what is changed; a prefix ends with a slash. */
    private static final List<Rule> CHANGES = List.of(
            new Rule("/api/v1/members/", AccessRole.OPERATOR),
            new Rule("/api/v1/balancers/", AccessRole.OPERATOR),
            new Rule("/api/v1/switchover", AccessRole.OPERATOR),
            new Rule("/api/v1/maintenance", AccessRole.OPERATOR),
            new Rule("/api/v1/reload", AccessRole.OPERATOR),
            new Rule("/balancer-manager", AccessRole.OPERATOR),
            new Rule("/balancer-manager/", AccessRole.OPERATOR),
            new Rule("/api/v1/logout", AccessRole.VIEWER));

    private Permissions() {}

    /** Whether nobody is asked who he is. */
    public static boolean open(String method, String path) {
        return OPEN.contains(path) && (reads(method) || path.equals(LOGIN));
    }

    /** Whether a method by itself changes nothing. */
    public static boolean reads(String method) {
        return READING.contains(method);
    }

    /** The least role that may do it. */
    public static AccessRole needed(String method, String path) {
        if (reads(method)) {
            return AccessRole.VIEWER;
        }
        return CHANGES.stream()
                .filter(rule -> rule.isFor(path))
                .map(Rule::role)
                .findFirst()
                .orElse(AccessRole.ADMIN);
    }
}
