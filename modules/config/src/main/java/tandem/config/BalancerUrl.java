package tandem.config;

import java.util.Locale;

/**
 * {@code balancer://NAME[/PATH]}.
 *
 * @param name lower case, as httpd keeps it
 * @param path empty, or begins with a slash
 */
record BalancerUrl(String name, String path) {
    static final String SCHEME = "balancer://";
    private static final int LONGEST = 95;

    static boolean is(String text) {
        return text.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** @throws IllegalArgumentException with a sentence for the operator */
    static BalancerUrl parse(String text) {
        if (!is(text)) {
            throw new IllegalArgumentException("Bad syntax for a balancer name (" + text + "); write balancer://NAME");
        }
        int slash = text.indexOf('/', SCHEME.length());
        String name = text.substring(SCHEME.length(), slash < 0 ? text.length() : slash)
                .toLowerCase(Locale.ROOT);
        if (!name.matches("[^\\s/?#:@]+")) {
            throw new IllegalArgumentException("Bad syntax for a balancer name (" + text + "); write balancer://NAME");
        }
        if (name.length() + SCHEME.length() > LONGEST) {
            throw new IllegalArgumentException("balancer name (" + name + ") too long; 84 characters are allowed");
        }
        return new BalancerUrl(name, slash < 0 ? "" : text.substring(slash));
    }

    @Override
    public String toString() {
        return SCHEME + name + path;
    }
}
