package tandem.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/** The listener at which members of mod_cluster register themselves, and who may. */
public record RegistrationConfig(
        @Key(
                doc =
                        "Address and port; default: port 6666 of the node's cluster address, or of 127.0.0.1 without a cluster. With"
                                + " \"*:6666\" members reach the active node at a virtual address.",
                fallback = "",
                example = "\"*:6666\"")
        Optional<ListenAddress> listen,

        @Key(
                doc =
                        "Networks that members may register from, and be reached in; default: that of the node's cluster address, and"
                                + " this machine.",
                fallback = "",
                example = "[192.0.2.0/24]")
        List<Network> allow,

        @Key(
                doc =
                        "The balancer of members whose own Balancer is none of the configuration's; absent: only members that name one"
                                + " are taken.",
                fallback = "",
                example = "app")
        Optional<String> balancer,

        @Key(
                doc = "How long a member stays of which no message comes; they send STATUS every 10 s.",
                fallback = "60s",
                range = "5s..1h")
        Duration expire,

        @Key(doc = "How many members may be registered.", fallback = "256", range = "1..2000")
        int most,

        @Key(doc = "Speak TLS here; absent: clear text.", fallback = "")
        Optional<ListenerTlsConfig> tls,

        @Key(
                doc =
                        "With tls: PEM files with the authorities that sign members' certificates; who shows none of theirs may not"
                                + " register.",
                fallback = "",
                example = "[/etc/tandem/tls/members-ca.pem]")
        List<Path> clientCa) {

    public RegistrationConfig {
        allow = List.copyOf(allow);
        clientCa = List.copyOf(clientCa);
    }
}
