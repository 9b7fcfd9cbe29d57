package tandem.core.config;

import java.util.Optional;

/** An access rule of a forward proxy for some of the servers that clients ask it for (Apache's Proxy section). */
public record ForwardGuardConfig(
        @Key(
                doc =
                        "The URLs that it is for: their beginning, or with * and ? as wild cards; CONNECT has HOST:PORT in place of a"
                                + " URL.",
                fallback = "\"*\"",
                example = "http://intranet.example/*")
        String target,

        @Key(doc = "Regular expression for the URL, in place of target (ProxyMatch).", fallback = "")
        Optional<String> pattern,

        @Key(doc = "Who may ask for them.", fallback = "{}") AccessConfig access) {}
