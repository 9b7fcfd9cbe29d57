package tandem.failover.vip;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whose virtual addresses they are, and whom to tell when their holder's process dies.
 *
 * @param cluster the installation's name
 * @param node this node's name
 * @param voters where each voter listens for a release; several addresses a voter are several entries, this node is left out
 * @param runtimeDirectory a directory in memory that keeps the release for systemd; empty for none
 */
public record VipScope(String cluster, String node, List<InetSocketAddress> voters, Optional<Path> runtimeDirectory) {
    private static final Path DEFAULT_DIRECTORY = Path.of("/run/tandem");

    public VipScope {
        voters = List.copyOf(voters);
    }

    /** The name of this node's table in nf_tables. */
    String table() {
        return "tandem_fence_" + node.replaceAll("[^A-Za-z0-9_]", "_");
    }

    /** The name of this node's tables for connections that are handed over. */
    String flowTable() {
        return table().replace("tandem_fence_", "tandem_flow_");
    }

    /** {@code /run/tandem} where systemd or the operator made it for this user; else nothing. */
    public static Optional<Path> writableRuntimeDirectory() {
        return Files.isWritable(DEFAULT_DIRECTORY) ? Optional.of(DEFAULT_DIRECTORY) : Optional.empty();
    }
}
