package tandem.core.config;

import java.util.List;
import java.util.Optional;
import tandem.core.text.Network;

/** The read-only listener for /metrics, /live, /ready and /active. */
public record MetricsConfig(
        @Key(
                doc =
                        "Address and port; default: port 9991 of the node's cluster address, or of 127.0.0.1 without a cluster.",
                fallback = "",
                example = "198.51.100.11:9991")
        Optional<ListenAddress> listen,

        @Key(
                doc = "Networks that may read; default: the network of the listening address and this machine.",
                fallback = "",
                example = "[198.51.100.0/24]")
        List<Network> allow) {

    public static final MetricsConfig DEFAULT = new MetricsConfig(Optional.empty(), List.of());

    public MetricsConfig {
        allow = List.copyOf(allow);
    }
}
