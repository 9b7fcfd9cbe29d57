package tandem.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/** What clients of a balancer see while it is closed for maintenance, and who is served all the same. */
public record ClosedConfig(
        @Key(
                doc =
                        "Whether it is closed; operators open and close it at run time (tandem balancer NAME close, open).",
                fallback = "false")
        boolean enabled,

        @Key(
                doc = "A sentence for clients, on this node's page or in place of {{message}} in your own.",
                fallback = "\"\"",
                example = "We are back at 6 o'clock.")
        String message,

        @Key(doc = "The page's body; absent: the error page for 503.", fallback = "\"\"")
        String text,

        @Key(doc = "A file with the page's body, as for error-pages.", fallback = "", example = "closed.html")
        Optional<Path> file,

        @Key(doc = "The body's media type, as for error-pages.", fallback = "")
        Optional<String> contentType,

        @Key(
                doc =
                        "When clients may ask again (Retry-After), where the operator did not say until when it is closed.",
                fallback = "5m",
                range = "1s..24h")
        Duration retryAfter,

        @Key(doc = "Clients that are served all the same.", fallback = "", example = "[198.51.100.0/24]")
        List<Network> allow,

        @Key(
                doc = "Whoever sends this cookie, NAME=VALUE, is served all the same. Not for what must stay secret.",
                fallback = "",
                example = "preview=k3f9")
        Optional<String> cookie) {

    /** Open. */
    public static final ClosedConfig OPEN = new ClosedConfig(
            false, "", "", Optional.empty(), Optional.empty(), Duration.ofMinutes(5), List.of(), Optional.empty());

    /** @throws IllegalArgumentException with a sentence for the operator */
    public ClosedConfig {
        allow = List.copyOf(allow);
        cookie.ifPresent(pair -> {
            if (!pair.matches("[^\\s=;,\"]+=[^\\s;,\"]+")) {
                throw new IllegalArgumentException("cookie: '" + pair + "' is not NAME=VALUE, such as preview=k3f9");
            }
        });
    }

    /** The same, closed or open. */
    public ClosedConfig enabled(boolean closed) {
        return new ClosedConfig(closed, message, text, file, contentType, retryAfter, allow, cookie);
    }

    /** The same with another sentence. */
    public ClosedConfig withMessage(String sentence) {
        return new ClosedConfig(enabled, sentence, text, file, contentType, retryAfter, allow, cookie);
    }

    /** The same with the body and the type that its file has. */
    public ClosedConfig with(String body, Optional<String> type) {
        return new ClosedConfig(enabled, message, body, Optional.empty(), type, retryAfter, allow, cookie);
    }
}
