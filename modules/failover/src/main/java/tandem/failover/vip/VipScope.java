package tandem.failover.vip;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tandem.core.config.VipConfig;

/**
 * Whose virtual addresses they are, those of one group, and whom to tell when their holder's process dies.
 *
 * @param cluster the installation's name
 * @param node this node's name
 * @param group of the addresses
 * @param voters where each voter listens for a release; several addresses a voter are several entries, this node is left out
 * @param runtimeDirectory a directory in memory that keeps the release for systemd; empty for none
 * @param guardSocket where systemd starts a guard for who connects; empty for none
 */
public record VipScope(
        String cluster,
        String node,
        String group,
        List<InetSocketAddress> voters,
        Optional<Path> runtimeDirectory,
        Optional<Path> guardSocket) {
    private static final Pattern NAME = Pattern.compile("[^A-Za-z0-9]");
    private static final Path DEFAULT_DIRECTORY = Path.of("/run/tandem");
    private static final Path DEFAULT_GUARD = Path.of("/run/tandem-guard.socket");

    public VipScope {
        voters = List.copyOf(voters);
    }

    /** The name of this node's table in nf_tables for the group; that of the main group is as short as before there were others. */
    String table() {
        String table = "tandem_fence_" + node.replaceAll("[^A-Za-z0-9_]", "_");
        return main()
                ? table
                : table + "__"
                        + NAME.matcher(group)
                                .replaceAll(odd -> "_" + (int) odd.group().charAt(0));
    }

    /** The file in the runtime directory that tells what is shown. */
    String releaseFile() {
        return node + (main() ? "" : "@" + group) + ".release";
    }

    /** What the guard needs to free the votes, before term and nonce. */
    String ticket() {
        return main() ? "ticket " + cluster + " " + node : "group-ticket " + cluster + " " + node + " " + group;
    }

    private boolean main() {
        return group.equals(VipConfig.MAIN_GROUP);
    }

    /** The name of this node's tables for connections that are handed over. */
    String flowTable() {
        return table().replace("tandem_fence_", "tandem_flow_");
    }

    /** {@code /run/tandem} where systemd or the operator made it for this user; else nothing. */
    public static Optional<Path> writableRuntimeDirectory() {
        return Files.isWritable(DEFAULT_DIRECTORY) ? Optional.of(DEFAULT_DIRECTORY) : Optional.empty();
    }

    /** {@code /run/tandem-guard.socket} where systemd listens on it for this user; else nothing. */
    public static Optional<Path> usableGuardSocket() {
        return Files.isWritable(DEFAULT_GUARD) ? Optional.of(DEFAULT_GUARD) : Optional.empty();
    }
}
