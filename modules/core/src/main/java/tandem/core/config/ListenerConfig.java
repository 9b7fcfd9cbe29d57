package tandem.core.config;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** An address that clients connect to. */
public record ListenerConfig(
        @Key(doc = "Address and port; * is every address.", example = "\"*:80\"")
        ListenAddress listen,

        @Key(doc = "Speak TLS (https) here; absent: clear text.", fallback = "")
        Optional<ListenerTlsConfig> tls,

        @Key(
                doc =
                        "Connections begin with a header of the PROXY protocol that says who the client is; absent: they do"
                                + " not.",
                fallback = "",
                example = "{from: [192.0.2.0/28]}")
        Optional<ProxyProtocolConfig> proxyProtocol,

        @Key(
                doc = "Clients show certificates; needs tls. Absent: they are not asked (SSLVerifyClient).",
                fallback = "",
                example = "{mode: require, ca: [/etc/tandem/tls/clients-ca.pem]}")
        Optional<ClientAuthenticationConfig> clientCertificates,

        @Key(
                doc = "Tell browsers to come by https alone from now on; needs tls. Absent: not.",
                fallback = "",
                example = "{max-age: 8760h}")
        Optional<HstsConfig> hsts,

        @Key(
                doc = "Send every request to https on this port, but those for ACME; not with tls. Absent: not.",
                fallback = "",
                example = "443",
                range = "1..65535")
        OptionalInt redirectToHttps,

        @Key(
                doc =
                        "Speak HTTP/2 too: with tls to clients that choose it (ALPN), in clear text to those that begin with its"
                                + " preface; never by an upgrade.",
                fallback = "false")
        boolean http2,

        @Key(doc = "The rate-limits that every request to it must keep.", fallback = "", example = "[clients]")
        List<String> rateLimits,

        @Key(
                doc =
                        "Compress responses of members for clients that accept it, where no route or rule says otherwise; absent: not.",
                fallback = "",
                example = "{}")
        Optional<CompressionConfig> compression) {

    public ListenerConfig {
        rateLimits = List.copyOf(rateLimits);
    }

    /** In HTTP/1 alone. */
    public ListenerConfig(
            ListenAddress listen,
            Optional<ListenerTlsConfig> tls,
            Optional<ProxyProtocolConfig> proxyProtocol,
            Optional<ClientAuthenticationConfig> clientCertificates,
            Optional<HstsConfig> hsts,
            OptionalInt redirectToHttps) {
        this(listen, tls, proxyProtocol, clientCertificates, hsts, redirectToHttps, false, List.of(), Optional.empty());
    }

    /** In clear text. */
    public ListenerConfig(ListenAddress listen) {
        this(listen, Optional.empty());
    }

    /** Of clients that connect by themselves and show nothing. */
    public ListenerConfig(ListenAddress listen, Optional<ListenerTlsConfig> tls) {
        this(listen, tls, Optional.empty());
    }

    /** Of clients that show nothing. */
    public ListenerConfig(
            ListenAddress listen, Optional<ListenerTlsConfig> tls, Optional<ProxyProtocolConfig> proxyProtocol) {
        this(listen, tls, proxyProtocol, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    /** The same, asking clients for certificates. */
    public ListenerConfig withClientCertificates(Optional<ClientAuthenticationConfig> clients) {
        return new ListenerConfig(
                listen, tls, proxyProtocol, clients, hsts, redirectToHttps, http2, rateLimits, compression);
    }

    /** The same, with or without HTTP/2. */
    public ListenerConfig withHttp2(boolean spoken) {
        return new ListenerConfig(
                listen, tls, proxyProtocol, clientCertificates, hsts, redirectToHttps, spoken, rateLimits, compression);
    }

    /** The same with limits of these names. */
    public ListenerConfig withRateLimits(List<String> names) {
        return new ListenerConfig(
                listen, tls, proxyProtocol, clientCertificates, hsts, redirectToHttps, http2, names, compression);
    }

    /** The same, compressing. */
    public ListenerConfig withCompression(CompressionConfig how) {
        return new ListenerConfig(
                listen,
                tls,
                proxyProtocol,
                clientCertificates,
                hsts,
                redirectToHttps,
                http2,
                rateLimits,
                Optional.of(how));
    }
}
