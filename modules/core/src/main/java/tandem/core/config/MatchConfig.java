package tandem.core.config;

import java.util.Map;

/** What a request must have beside host and path. All of it must be there. */
public record MatchConfig(
        @Key(doc = "Fields with their whole value; * for any.", fallback = "", example = "{X-Canary: \"1\"}")
        Map<String, String> header,

        @Key(doc = "Cookies with their value; * for any.", fallback = "", example = "{release: canary}")
        Map<String, String> cookie) {
    public MatchConfig {
        header = Ordered.copy(header);
        cookie = Ordered.copy(cookie);
    }
}
