package tandem.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** The operators' listener, and who may use it. */
public record AdminConfig(
        @Key(
                doc =
                        "Address and port of dashboard, API and command line. One that other machines reach needs tls, and users or"
                                + " client-certificates.",
                fallback = "127.0.0.1:9990")
        ListenAddress listen,

        @Key(doc = "Speak TLS (https) here; absent: clear text.", fallback = "")
        Optional<ListenerTlsConfig> tls,

        @Key(
                doc =
                        "File with users and tokens, which `tandem user` and `tandem token` write; whoever asks must be one of them."
                                + " Read again when it changes. Absent, and without client-certificates: whoever reaches the listener may"
                                + " everything.",
                fallback = "",
                example = "/etc/tandem/users")
        Optional<Path> users,

        @Key(doc = "Take certificates of clients; needs tls.", fallback = "")
        Optional<ClientCertificatesConfig> clientCertificates,

        @Key(doc = "How long who logged in stays known.", fallback = "{}")
        SessionsConfig sessions,

        @Key(doc = "The socket for the command line on this machine.", fallback = "{}")
        AdminSocketConfig socket) {

    public static final AdminConfig DEFAULT = at(ListenAddress.parse("127.0.0.1:9990"));

    /** At this address, in clear text, for whoever reaches it. */
    public static AdminConfig at(ListenAddress listen) {
        return new AdminConfig(
                listen,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                SessionsConfig.DEFAULT,
                AdminSocketConfig.DEFAULT);
    }

    /** Whether who asks must show who he is. */
    public boolean guarded() {
        return users.isPresent() || clientCertificates.isPresent();
    }
}
