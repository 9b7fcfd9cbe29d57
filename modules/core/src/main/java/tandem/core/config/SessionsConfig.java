package tandem.core.config;

import java.time.Duration;

/** How long somebody who logged in on the admin listener's page stays known. */
public record SessionsConfig(
        @Key(
                doc = "Log out who touched nothing for so long; a page that merely shows does not count.",
                fallback = "30m",
                range = "1m..24h")
        Duration idle,

        @Key(doc = "Log out after so long in any case.", fallback = "12h", range = "5m..168h")
        Duration life) {

    public static final SessionsConfig DEFAULT = new SessionsConfig(Duration.ofMinutes(30), Duration.ofHours(12));
}
