package tandem.core.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The nodes that stand in for each other, and how they talk. */
public record ClusterConfig(
        @Key(doc = "The installation's name; nodes of another name are refused.", example = "shop")
        String name,

        @Key(
                doc = "Every balancer node by name with its address on the cluster link.",
                example = "{lb1: 198.51.100.11, lb2: 198.51.100.12}")
        Map<String, String> nodes,

        @Key(
                doc =
                        "An address that an isolated node cannot reach; default: the default route's gateway. Empty where there is"
                                + " none: then reachability is not checked.",
                fallback = "",
                example = "198.51.100.1")
        Optional<String> gateway,

        @Key(
                doc =
                        "File with the cluster's secret (at least 32 bytes, readable by its owner alone); the same on every node."
                                + " `tandem init` writes it.",
                example = "/etc/tandem/cluster.key")
        Path secretFile,

        @Key(doc = "How quickly a silent peer is given up.", fallback = "normal")
        Profile profile,

        @Key(doc = "TCP port of the election link.", fallback = "7800", range = "1..65535")
        int port,

        @Key(doc = "TCP port of the state sharing link.", fallback = "5701", range = "1..65535")
        int sharingPort) {

    public ClusterConfig {
        nodes = Ordered.copy(nodes);
    }
}
