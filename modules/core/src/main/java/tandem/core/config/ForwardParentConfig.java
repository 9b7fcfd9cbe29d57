package tandem.core.config;

import java.util.Optional;

/** Another proxy that requests of a forward proxy go through (Apache's ProxyRemote). */
public record ForwardParentConfig(
        @Key(
                doc =
                        "Which requests: * for all, a scheme such as http, or the beginning of a URL; CONNECT has HOST:PORT.",
                fallback = "\"*\"")
        String match,

        @Key(doc = "Regular expression for the URL, in place of match (ProxyRemoteMatch).", fallback = "")
        Optional<String> pattern,

        @Key(doc = "The proxy, by HTTP in clear text.", example = "http://proxy.example:3128")
        MemberUrl url) {}
