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

        @Key(
                doc =
                        "Regular expression for the path, in place of the prefix; `to` may then have $1 to $9 (ProxyPassMatch).",
                fallback = "",
                example = "^/img/(.*)$")
        Optional<String> pattern,

        @Key(
                doc =
                        "What the path is compared as: decoded; encoded: as the client wrote it; servlet: without ;parameters"
                                + " (mapping=).",
                fallback = "decoded")
        Matching matching,

        @Key(
                doc = "The balancer that answers; absent: the path is excluded, answered with 404.",
                fallback = "",
                example = "app")
        Optional<String> balancer,

        @Key(doc = "In place of a balancer: an answer of this node, such as a redirect (Redirect).", fallback = "")
        Optional<AnswerConfig> answer,

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
        List<ReverseConfig> reverse,

        @Key(
                doc = "Whose turn it is where requests wait for a member with limit.connections: high before normal.",
                fallback = "normal")
        Priority priority,

        @Key(
                doc = "The rate-limits that its requests must keep, after those of the listener.",
                fallback = "",
                example = "[api]")
        List<String> rateLimits,

        @Key(
                doc = "What a request must have to be for this route; absent: host and path alone decide.",
                fallback = "",
                example = "{header: {X-Canary: \"1\"}}")
        Optional<MatchConfig> match,

        @Key(
                doc = "Compress its members' responses, in place of what the listener says.",
                fallback = "",
                example = "{enabled: false}")
        Optional<CompressionConfig> compression) {

    public RouteConfig {
        reverse = List.copyOf(reverse);
        rateLimits = List.copyOf(rateLimits);
    }

    /** A route of usual priority without limits. */
    public RouteConfig(
            String listener,
            String host,
            String path,
            Optional<String> pattern,
            Matching matching,
            Optional<String> balancer,
            Optional<AnswerConfig> answer,
            Optional<String> to,
            boolean preserveHost,
            boolean forwarded,
            Via via,
            AccessConfig access,
            List<ReverseConfig> reverse) {
        this(
                listener,
                host,
                path,
                pattern,
                matching,
                balancer,
                answer,
                to,
                preserveHost,
                forwarded,
                via,
                access,
                reverse,
                Priority.NORMAL,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    /** A route of a plain path prefix to a balancer, or to nowhere. */
    public RouteConfig(
            String listener,
            String host,
            String path,
            Optional<String> balancer,
            Optional<String> to,
            boolean preserveHost,
            boolean forwarded,
            Via via,
            AccessConfig access,
            List<ReverseConfig> reverse) {
        this(
                listener,
                host,
                path,
                Optional.empty(),
                Matching.DECODED,
                balancer,
                Optional.empty(),
                to,
                preserveHost,
                forwarded,
                via,
                access,
                reverse);
    }

    /** The same with other words about the client and other mappings of responses. */
    public RouteConfig with(boolean keepHost, boolean addForwarded, Via newVia, List<ReverseConfig> mappings) {
        return new RouteConfig(
                listener,
                host,
                path,
                pattern,
                matching,
                balancer,
                answer,
                to,
                keepHost,
                addForwarded,
                newVia,
                access,
                mappings,
                priority,
                rateLimits,
                match,
                compression);
    }

    /** The same, whose requests wait in another order. */
    public RouteConfig withPriority(Priority turn) {
        return with(turn, rateLimits, compression);
    }

    /** The same with limits of these names. */
    public RouteConfig withRateLimits(List<String> names) {
        return with(priority, names, compression);
    }

    /** The same for requests that have this alone. */
    public RouteConfig withMatch(MatchConfig wanted) {
        return new RouteConfig(
                listener,
                host,
                path,
                pattern,
                matching,
                balancer,
                answer,
                to,
                preserveHost,
                forwarded,
                via,
                access,
                reverse,
                priority,
                rateLimits,
                Optional.of(wanted),
                compression);
    }

    /** The same, compressing so. */
    public RouteConfig withCompression(Optional<CompressionConfig> how) {
        return with(priority, rateLimits, how);
    }

    private RouteConfig with(Priority turn, List<String> limits, Optional<CompressionConfig> packed) {
        return new RouteConfig(
                listener,
                host,
                path,
                pattern,
                matching,
                balancer,
                answer,
                to,
                preserveHost,
                forwarded,
                via,
                access,
                reverse,
                turn,
                limits,
                match,
                packed);
    }

    /** Whose turn it is. */
    public enum Priority {
        NORMAL,
        HIGH
    }

    /** What a path is compared as. */
    public enum Matching {
        DECODED,
        ENCODED,
        SERVLET
    }

    /** An answer of this node. */
    public record AnswerConfig(
            @Key(doc = "The status.", range = "200..599", example = "301")
            int status,

            @Key(
                    doc = "Where a redirect leads; what follows the matched prefix is appended, or $1 to $9 replaced.",
                    fallback = "",
                    example = "https://www.example.com/")
            Optional<String> location) {}

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
     * @param url {@code balancer://NAME/PATH} (any member's URL) or {@code http://HOST/PATH}; {@code h2://} and {@code h2c://} are taken for
     *     what such a member itself writes
     */
    public record ReverseConfig(
            @Key(doc = "The path that clients use.", example = "/")
            String path,

            @Key(doc = "The member side: balancer://NAME/PATH or a URL.", example = "balancer://app/")
            String url) {
        public ReverseConfig {
            url = url.startsWith("h2://")
                    ? "https" + url.substring("h2".length())
                    : url.startsWith("h2c://") ? "http" + url.substring("h2c".length()) : url;
        }
    }
}
