package tandem.core.config;

import java.util.Optional;

/** An access rule for a path, whatever route serves it (Apache's Location). */
public record GuardConfig(
        @Key(doc = "Path prefix, as in a route.", fallback = "/", example = "/internal")
        String path,

        @Key(doc = "Regular expression for the decoded path, in place of the prefix (LocationMatch).", fallback = "")
        Optional<String> pattern,

        @Key(doc = "Who may pass.", fallback = "{}") AccessConfig access) {

    /** A rule for a plain path prefix. */
    public GuardConfig(String path, AccessConfig access) {
        this(path, Optional.empty(), access);
    }
}
