package tandem.core.config;

/** An address that clients connect to. */
public record ListenerConfig(
        @Key(doc = "Address and port; * is every address.", example = "\"*:80\"")
        ListenAddress listen) {}
