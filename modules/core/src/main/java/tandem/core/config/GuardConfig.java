package tandem.core.config;

/** An access rule for a path, whatever route serves it (Apache's Location). */
public record GuardConfig(
        @Key(doc = "Path prefix, as in a route.", example = "/internal")
        String path,

        @Key(doc = "Who may pass.", fallback = "{}") AccessConfig access) {}
