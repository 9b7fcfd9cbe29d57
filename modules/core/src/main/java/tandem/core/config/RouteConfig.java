package tandem.core.config;

import java.util.List;
import java.util.Optional;

/** Which requests go where. */
public record RouteConfig(
        @Key(doc = "Name of a listener, or * for all.", fallback = "\"*\"")
        String listener,

        @Key(doc = "The host a client asked for, *.NAME for every name below, or * for all.", fallback = "\"*\"")
        String host,

        @Key(doc = "Path prefix; it ends at a segment border unless it ends with a slash.", fallback = "/")
        String path,

        @Key(doc = "The balancer that answers; absent: 404, the path is excluded.", fallback = "", example = "app")
        Optional<String> balancer,

        @Key(
                doc = "What replaces the matched prefix towards the member; absent: the path stays as it is.",
                fallback = "",
                example = "/")
        Optional<String> to,

        @Key(doc = "Pass the client's Host on (ProxyPreserveHost); false: the member's own.", fallback = "true")
        boolean preserveHost,

        @Key(doc = "Add X-Forwarded-For, -Host and -Server (ProxyAddHeaders).", fallback = "true")
        boolean forwarded,

        @Key(doc = "Add or remove Via: off, on, full, block (ProxyVia).", fallback = "on")
        Via via,

        @Key(doc = "Who may use it.", fallback = "{}") AccessConfig access,

        @Key(
                doc = "How Location, Content-Location and URI of responses are mapped back (ProxyPassReverse).",
                fallback = "")
        List<ReverseConfig> reverse) {

    public RouteConfig {
        reverse = List.copyOf(reverse);
    }

    /** What happens to the Via field. */
    public enum Via {
        OFF,
        ON,
        FULL,
        BLOCK
    }

    /**
     * Maps URLs of the member side back to the client's side.
     *
     * @param path the client-side path, such as {@code /}
     * @param url {@code balancer://NAME/PATH} (any member's URL) or {@code http://HOST/PATH}
     */
    public record ReverseConfig(
            @Key(doc = "The path that clients use.", example = "/")
            String path,

            @Key(doc = "The member side: balancer://NAME/PATH or a URL.", example = "balancer://app/")
            String url) {}
}
