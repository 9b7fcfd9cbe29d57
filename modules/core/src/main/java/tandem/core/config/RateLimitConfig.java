package tandem.core.config;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** How many requests may come; what is above gets 429 with Retry-After. In force where a listener or route names it. */
public record RateLimitConfig(
        @Key(
                doc =
                        "Whose requests are counted together. client: those of one address (of IPv6: of one /64); header: those with"
                                + " one value of the header `name`, and without it those of one address; route: all.",
                fallback = "client")
        By by,

        @Key(doc = "With header, which.", fallback = "", example = "X-Api-Key")
        Optional<String> name,

        @Key(doc = "How many may come in the long run: NUMBER/s, NUMBER/m or NUMBER/h.", example = "100/s")
        Rate rate,

        @Key(
                doc = "How many may come at once after a pause; default: what rate allows in one second, at least 1.",
                fallback = "",
                range = "1..1000000",
                example = "200")
        OptionalInt burst,

        @Key(
                doc =
                        "For how many clients or values each node remembers what they spent, 32 bytes each; beyond that it forgets"
                                + " whoever has spent least.",
                fallback = "100000",
                range = "100..5000000")
        int keys) {

    /** Whose requests are counted together. */
    public enum By {
        CLIENT,
        HEADER,
        ROUTE
    }

    /** @throws IllegalArgumentException if a name is missing or too much */
    public RateLimitConfig {
        boolean named = name.filter(text -> !text.isBlank()).isPresent();
        if (named != (by == By.HEADER)) {
            throw new IllegalArgumentException(
                    by == By.HEADER
                            ? "by: header needs name, such as {by: header, name: X-Api-Key}"
                            : "by: " + by.name().toLowerCase(Locale.ROOT) + " takes no name; only header does");
        }
    }

    /** How many may come at once. */
    public int most() {
        return burst.orElse(rate.inOneSecond());
    }
}
