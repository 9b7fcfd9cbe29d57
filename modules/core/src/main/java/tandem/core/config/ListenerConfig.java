package tandem.core.config;

import java.util.Optional;

/** An address that clients connect to. */
public record ListenerConfig(
        @Key(doc = "Address and port; * is every address.", example = "\"*:80\"")
        ListenAddress listen,

        @Key(doc = "Speak TLS (https) here; absent: clear text.", fallback = "")
        Optional<ListenerTlsConfig> tls) {

    /** In clear text. */
    public ListenerConfig(ListenAddress listen) {
        this(listen, Optional.empty());
    }
}
