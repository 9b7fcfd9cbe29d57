package tandem.core.config;

import java.time.Duration;

/** How long a client may take. */
public record ClientTimeouts(
        @Key(doc = "From the first byte of a request's head to its last.", fallback = "10s")
        Duration requestHead,

        @Key(doc = "Between requests of a kept connection.", fallback = "60s")
        Duration keepAlive,

        @Key(doc = "Between pieces of a body, both ways, and on a tunnel.", fallback = "60s")
        Duration idle) {

    public static final ClientTimeouts DEFAULT =
            new ClientTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(60));
}
