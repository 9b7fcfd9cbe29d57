package tandem.core.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/** Where members' announcements of their load come from, for policy heartbeat. Listen, storage, or both. */
public record HeartbeatConfig(
        @Key(
                doc =
                        "The address and UDP port that members announce to: a multicast group, * or an address of this machine"
                                + " (HeartbeatListen).",
                fallback = "",
                example = "\"239.0.0.1:27999\"")
        Optional<ListenAddress> listen,

        @Key(
                doc = "With a multicast group: the interface that it is joined on; default: as the kernel routes.",
                fallback = "",
                example = "eth1")
        Optional<String> device,

        @Key(
                doc =
                        "From whom announcements count, beside that they come from a member's own address; empty: from every member.",
                fallback = "",
                example = "[192.0.2.0/24]")
        List<Network> senders,

        @Key(
                doc =
                        "A file in the form of Apache's mod_heartmonitor: with listen it is written every 5 s, without it is read every"
                                + " second (HeartbeatStorage).",
                fallback = "",
                example = "/run/tandem/hb.dat")
        Optional<Path> storage) {

    public HeartbeatConfig {
        senders = List.copyOf(senders);
        if (listen.isEmpty() && storage.isEmpty()) {
            throw new IllegalArgumentException(
                    "names neither listen nor storage, so that no member is ever heard of; write listen: \"239.0.0.1:27999\"");
        }
    }
}
