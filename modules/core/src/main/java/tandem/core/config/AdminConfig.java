package tandem.core.config;

/** The operators' listener. */
public record AdminConfig(
        @Key(doc = "Address and port of dashboard, API and command line.", fallback = "127.0.0.1:9990")
        ListenAddress listen) {

    public static final AdminConfig DEFAULT = new AdminConfig(ListenAddress.parse("127.0.0.1:9990"));
}
