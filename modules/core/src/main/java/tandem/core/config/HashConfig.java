package tandem.core.config;

import java.util.Locale;
import java.util.Optional;

/** Which part of a request decides about its member with policy {@code hash}. */
public record HashConfig(
        @Key(
                doc =
                        "source: the client's address; path: the path; uri: path and query; header, cookie: its value. Where a"
                                + " request lacks it, the client's address counts.",
                fallback = "source")
        By by,

        @Key(doc = "Of header and cookie, which; a cookie's case counts.", fallback = "", example = "X-Tenant")
        Optional<String> name,

        @Key(
                doc =
                        "How much more than its share of the requests in flight a member carries at most, in per cent; who is above"
                                + " goes to the next one on the ring. 0: any number, so that nothing but members that come and go moves a"
                                + " client.",
                fallback = "0",
                range = "0..10000",
                example = "25")
        int surplus) {

    /** By the client's address, whatever the load. */
    public static final HashConfig SOURCE = new HashConfig(By.SOURCE, Optional.empty(), 0);

    /** What is looked at. */
    public enum By {
        SOURCE,
        PATH,
        URI,
        HEADER,
        COOKIE;

        /** Whether it takes a name. */
        public boolean named() {
            return this == HEADER || this == COOKIE;
        }
    }

    /** @throws IllegalArgumentException if a name is missing or too much */
    public HashConfig {
        if (by.named() != name.filter(n -> !n.isBlank()).isPresent()) {
            throw new IllegalArgumentException(
                    by.named()
                            ? "hash by " + word(by) + " needs name, such as {by: " + word(by) + ", name: "
                                    + (by == By.COOKIE ? "tenant" : "X-Tenant") + "}"
                            : "hash by " + word(by) + " takes no name; only header and cookie do");
        }
    }

    private static String word(By by) {
        return by.name().toLowerCase(Locale.ROOT);
    }
}
