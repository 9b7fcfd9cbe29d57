package tandem.core.config;

import java.time.Duration;

/** How browsers are told to come by https alone from now on (RFC 6797). */
public record HstsConfig(
        @Key(doc = "For how long they remember it.", fallback = "8760h", range = "0s..87600h")
        Duration maxAge,

        @Key(doc = "Also for every name below the one that they asked for.", fallback = "false")
        boolean includeSubdomains,

        @Key(doc = "May be put on the list that browsers come with; hard to take back.", fallback = "false")
        boolean preload) {

    /** The value of Strict-Transport-Security. */
    public String value() {
        return "max-age=" + maxAge.toSeconds() + (includeSubdomains ? "; includeSubDomains" : "")
                + (preload ? "; preload" : "");
    }
}
