package tandem.core.config;

import java.util.Optional;

/**
 * Where a client's route is read from: the URL parameter first, then the cookie; the route is what follows the first
 * separator in the value.
 */
public record StickyConfig(
        @Key(doc = "Name of the cookie; case-sensitive.", fallback = "", example = "BALANCEID")
        Optional<String> cookie,

        @Key(doc = "Name of the path or query parameter; case-sensitive.", fallback = "", example = "jsessionid")
        Optional<String> parameter,

        @Key(
                doc = "The character before the route; `off`: the whole value is the route (stickysessionsep).",
                fallback = ".")
        Separator separator,

        @Key(doc = "A semicolon ends a session value in the URL (scolonpathdelim).", fallback = "false")
        boolean semicolonEnds,

        @Key(
                doc = "The cookie is given to clients by this node; absent: by members, or by a rule.",
                fallback = "",
                example = "{same-site: lax}")
        Optional<IssuedCookieConfig> issue) {

    /** By a cookie or a parameter that somebody else gives to clients. */
    public StickyConfig(
            Optional<String> cookie, Optional<String> parameter, Separator separator, boolean semicolonEnds) {
        this(cookie, parameter, separator, semicolonEnds, Optional.empty());
    }

    /**
     * What stands before the route in a session value.
     *
     * @param character empty: the whole value is the route
     */
    public record Separator(Optional<Character> character) {
        public static final Separator DOT = new Separator(Optional.of('.'));
        public static final Separator OFF = new Separator(Optional.empty());

        /** Reads one character, or {@code off}. */
        public static Separator parse(String text) {
            if (text.equalsIgnoreCase("off")) {
                return OFF;
            }
            if (text.length() != 1) {
                throw new IllegalArgumentException("'" + text + "' is not a single character or off");
            }
            return new Separator(Optional.of(text.charAt(0)));
        }

        @Override
        public String toString() {
            return character.map(String::valueOf).orElse("off");
        }
    }
}
