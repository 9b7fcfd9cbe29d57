package tandem.core.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The nodes that stand in for each other, who votes on which of them holds the virtual addresses, and how they talk. */
public record ClusterConfig(
        @Key(doc = "The installation's name; nodes of another name are refused.", example = "shop")
        String name,

        @Key(
                doc = "Every balancer node by name with its address on the cluster link, or a list of one for each path"
                        + " between the nodes, the main one first.",
                example = "{lb1: 198.51.100.11, lb2: 198.51.100.12}")
        Map<String, List<String>> nodes,

        @Key(
                doc =
                        "Further voters by name with their addresses: `tandem witness` runs them, they carry no traffic and"
                                + " hold no virtual address. One makes a pair safe against every cut.",
                fallback = "",
                example = "{w1: 198.51.100.13}")
        Map<String, List<String>> witnesses,

        @Key(
                doc = "Whose consent it takes to hold the virtual addresses; docs/failover.md says what each promises."
                        + " Default: majority with three or more voters, else probe.",
                fallback = "",
                example = "majority")
        Optional<Quorum> quorum,

        @Key(
                doc = "What the active node does without a majority: release gives the addresses up, hold keeps them"
                        + " while the gateway answers and nobody else is seen, without the guarantee. Default: release"
                        + " with majority, else hold.",
                fallback = "",
                example = "hold")
        Optional<OnQuorumLoss> onQuorumLoss,

        @Key(
                doc = "With quorum none alone: how often the active node says that it lives; two and a half silent"
                        + " intervals are a takeover. Default: what the profile says.",
                fallback = "",
                range = "10ms..1s",
                example = "100ms")
        Optional<Duration> heartbeat,

        @Key(
                doc = "Command that confirms that a silent node is dead, for example by cutting its power; program and"
                        + " arguments as a list. It is called with the node's name and exits 0 if the node is dead.",
                fallback = "",
                example = "[/etc/tandem/fence, --force]")
        List<String> fence,

        @Key(
                doc = "How long the fence command may take; then it is killed and counts as not confirmed.",
                fallback = "10s",
                range = "1s..5m")
        Duration fenceTimeout,

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

        @Key(
                doc = "Port of the election link (TCP) and of the votes (UDP), the same on every node and witness.",
                fallback = "7800",
                range = "1..65535")
        int port,

        @Key(doc = "TCP port of the state sharing link.", fallback = "5701", range = "1..65535")
        int sharingPort) {

    private static final int LEAST_FOR_MAJORITY = 3;

    public ClusterConfig {
        nodes = Ordered.lists(nodes);
        witnesses = Ordered.lists(witnesses);
        fence = List.copyOf(fence);
    }

    /** The main address of a node or witness; empty if there is none of that name. */
    public Optional<String> address(String voter) {
        return addresses(voter).stream().findFirst();
    }

    /** The addresses of a node or witness, the main one first; empty if there is none of that name. */
    public List<String> addresses(String voter) {
        return nodes.getOrDefault(voter, witnesses.getOrDefault(voter, List.of()));
    }

    /** Nodes and witnesses with their addresses, in configuration order, nodes first. */
    public Map<String, List<String>> voters() {
        Map<String, List<String>> voters = new LinkedHashMap<>(nodes);
        voters.putAll(witnesses);
        return Ordered.copy(voters);
    }

    /** The mode in force: what was written, or what follows from the number of voters. */
    public Quorum effectiveQuorum() {
        return quorum.orElse(nodes.size() + witnesses.size() >= LEAST_FOR_MAJORITY ? Quorum.MAJORITY : Quorum.PROBE);
    }

    /** What happens without a quorum: what was written, or what follows from the mode. */
    public OnQuorumLoss effectiveOnQuorumLoss() {
        return onQuorumLoss.orElse(effectiveQuorum() == Quorum.MAJORITY ? OnQuorumLoss.RELEASE : OnQuorumLoss.HOLD);
    }
}
