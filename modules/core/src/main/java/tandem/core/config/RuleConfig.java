package tandem.core.config;

import java.util.List;
import java.util.Optional;
import tandem.core.config.RouteConfig.ReverseConfig;
import tandem.core.config.RouteConfig.Via;

/** What holds for the requests of a site, or for those below a path (Location). */
public record RuleConfig(
        @Key(doc = "Path prefix, as in a route.", fallback = "/", example = "/app")
        String path,

        @Key(doc = "Regular expression for the decoded path, in place of the prefix (LocationMatch).", fallback = "")
        Optional<String> pattern,

        @Key(doc = "Variables of the request (SetEnvIf, SetEnv, UnsetEnv, BrowserMatch).", fallback = "")
        List<VariableConfig> variables,

        @Key(doc = "Changes to the request's fields (RequestHeader).", fallback = "")
        List<FieldConfig> requestFields,

        @Key(doc = "Changes to the response's fields (Header).", fallback = "")
        List<FieldConfig> responseFields,

        @Key(doc = "What is shown in place of this node's own error pages (ErrorDocument).", fallback = "")
        List<ErrorPageConfig> errorPages,

        @Key(
                doc =
                        "Which error responses of members are replaced by this node's page: off, all, or a list of status codes"
                                + " (ProxyErrorOverride).",
                fallback = "",
                example = "all")
        Optional<ErrorOverride> errorOverride,

        @Key(
                doc = "Most bytes of a request's body; a longer one is answered 413 (LimitRequestBody). 0B: no limit.",
                fallback = "",
                example = "1MiB")
        Optional<ByteSize> maxBody,

        @Key(doc = "Wins over the route's preserve-host (ProxyPreserveHost).", fallback = "")
        Optional<Boolean> preserveHost,

        @Key(doc = "Wins over the route's forwarded (ProxyAddHeaders).", fallback = "")
        Optional<Boolean> forwarded,

        @Key(doc = "Wins over the route's via (ProxyVia).", fallback = "")
        Optional<Via> via,

        @Key(doc = "URLs of responses mapped back, after the route's own (ProxyPassReverse).", fallback = "")
        List<ReverseConfig> reverse,

        @Key(doc = "Domains in Set-Cookie mapped back (ProxyPassReverseCookieDomain).", fallback = "")
        List<ReplacementConfig> cookieDomains,

        @Key(doc = "Paths in Set-Cookie mapped back (ProxyPassReverseCookiePath).", fallback = "")
        List<ReplacementConfig> cookiePaths,

        @Key(
                doc = "Wins over the compression of route and listener (SetOutputFilter, AddOutputFilterByType).",
                fallback = "",
                example = "{types: [text/html]}")
        Optional<CompressionConfig> compression) {

    public RuleConfig {
        variables = List.copyOf(variables);
        requestFields = List.copyOf(requestFields);
        responseFields = List.copyOf(responseFields);
        errorPages = List.copyOf(errorPages);
        reverse = List.copyOf(reverse);
        cookieDomains = List.copyOf(cookieDomains);
        cookiePaths = List.copyOf(cookiePaths);
    }

    /** A rule that says nothing of compression. */
    public RuleConfig(
            String path,
            Optional<String> pattern,
            List<VariableConfig> variables,
            List<FieldConfig> requestFields,
            List<FieldConfig> responseFields,
            List<ErrorPageConfig> errorPages,
            Optional<ErrorOverride> errorOverride,
            Optional<ByteSize> maxBody,
            Optional<Boolean> preserveHost,
            Optional<Boolean> forwarded,
            Optional<Via> via,
            List<ReverseConfig> reverse,
            List<ReplacementConfig> cookieDomains,
            List<ReplacementConfig> cookiePaths) {
        this(
                path,
                pattern,
                variables,
                requestFields,
                responseFields,
                errorPages,
                errorOverride,
                maxBody,
                preserveHost,
                forwarded,
                via,
                reverse,
                cookieDomains,
                cookiePaths,
                Optional.empty());
    }

    /** The same with these error pages. */
    public RuleConfig withErrorPages(List<ErrorPageConfig> pages) {
        return new RuleConfig(
                path,
                pattern,
                variables,
                requestFields,
                responseFields,
                pages,
                errorOverride,
                maxBody,
                preserveHost,
                forwarded,
                via,
                reverse,
                cookieDomains,
                cookiePaths,
                compression);
    }

    /** Gives a variable a value or takes it away. */
    public record VariableConfig(
            @Key(doc = "The variable.", example = "is_mobile")
            String name,

            @Key(doc = "Its value; $1 to $9 are the pattern's groups.", fallback = "\"1\"")
            String value,

            @Key(doc = "Take it away instead.", fallback = "false")
            boolean remove,

            @Key(
                    doc =
                            "What the pattern looks at: a request field, Remote_Addr, Request_URI, Request_Method, Request_Protocol"
                                    + " or a variable; empty: always, after routing (SetEnv).",
                    fallback = "\"\"",
                    example = "User-Agent")
            String of,

            @Key(doc = "Regular expression.", fallback = "\"\"")
            String pattern,

            @Key(doc = "Case does not count (SetEnvIfNoCase).", fallback = "false")
            boolean ignoreCase) {}

    /** Changes one field. */
    public record FieldConfig(
            @Key(name = "do", doc = "What is done (Header's first word).")
            Action action,

            @Key(doc = "The field's name; for echo a regular expression.", example = "X-Route")
            String field,

            @Key(
                    doc =
                            "The value, with %{VARIABLE}e, %{VARIABLE}s (of TLS, such as SSL_PROTOCOL, and others of Apache), %t,"
                                    + " %D, %%, or expr= and a text with %{NAME}; for edit the regular expression.",
                    fallback = "\"\"")
            String value,

            @Key(doc = "For edit and edit-all: what replaces it; $1 to $9.", fallback = "\"\"")
            String replacement,

            @Key(doc = "Also on this node's own answers, in a table of their own (Header always).", fallback = "false")
            boolean always,

            @Key(doc = "Before routing instead of after it (early).", fallback = "false")
            boolean early,

            @Key(doc = "Only if this variable is set, or with ! before it is not (env=).", fallback = "\"\"")
            String variable,

            @Key(doc = "Only if this expression holds (expr=).", fallback = "\"\"")
            String test) {

        /** What is done to a field. */
        public enum Action {
            SET,
            APPEND,
            MERGE,
            ADD,
            UNSET,
            ECHO,
            EDIT,
            EDIT_ALL,
            SETIFEMPTY
        }
    }

    /**
     * Replaces an attribute's value that begins with a text.
     *
     * @param from what members say
     * @param to what clients see
     */
    public record ReplacementConfig(
            @Key(doc = "What members say.", example = "/internal")
            String from,

            @Key(doc = "What clients see.", example = "/") String to) {}
}
