package tandem.core.config;

import java.util.List;

/** One rewriting of a request's path (RewriteRule with its RewriteConds), in mod_rewrite's own notation. */
public record RewriteConfig(
        @Key(doc = "Regular expression for the decoded path; ! before it turns it round.", example = "^/old/(.*)$")
        String pattern,

        @Key(
                doc =
                        "What the path becomes: a path, a URL, balancer://NAME/PATH, or - for no change; $1, %1 and %{VARIABLE}.",
                example = "/new/$1")
        String to,

        @Key(
                doc =
                        "Of P, R=status, L, END, NC, QSA, QSD, F, G, E=name:value, PT, NE, C, S=n, N; as RewriteRule has them.",
                fallback = "",
                example = "[R=301, L]")
        List<String> flags,

        @Key(doc = "All must hold (RewriteCond).", fallback = "")
        List<ConditionConfig> when) {

    public RewriteConfig {
        flags = List.copyOf(flags);
        when = List.copyOf(when);
    }

    /** One RewriteCond. */
    public record ConditionConfig(
            @Key(doc = "What is looked at.", example = "\"%{HTTP_HOST}\"")
            String value,

            @Key(doc = "Regular expression, or =text, <text, >text, -eq n and the like; ! turns it round.")
            String pattern,

            @Key(doc = "NC, OR.", fallback = "") List<String> flags) {

        public ConditionConfig {
            flags = List.copyOf(flags);
        }
    }
}
