package tandem.config;

/**
 * Which paths a rule of another program means, as a route says it. Those programs' prefixes may end within a segment, which takes
 * an expression here.
 *
 * @param key {@code path} or {@code pattern}
 */
record ForeignPath(String key, String text) {
    static final ForeignPath ALL = new ForeignPath("path", "/");

    /** Paths that begin with a text. */
    static ForeignPath prefix(String text, boolean ignoreCase) {
        return text.endsWith("/") && !ignoreCase
                ? new ForeignPath("path", text)
                : pattern("^" + quoted(text), ignoreCase);
    }

    static ForeignPath exact(String text, boolean ignoreCase) {
        return pattern("^" + quoted(text) + "$", ignoreCase);
    }

    static ForeignPath suffix(String text, boolean ignoreCase) {
        return pattern(quoted(text) + "$", ignoreCase);
    }

    static ForeignPath pattern(String regex, boolean ignoreCase) {
        return new ForeignPath("pattern", ignoreCase ? "(?i)" + regex : regex);
    }

    void into(Place place, TreeDraft route) {
        route.text(place, key, text);
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        text.chars().forEach(c -> {
            if ("\\^$.|?*+()[]{}".indexOf(c) >= 0) {
                quoted.append('\\');
            }
            quoted.append((char) c);
        });
        return quoted.toString();
    }
}
