package tandem.core.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import tandem.core.access.AccessRole;

/** The socket by which the command line reaches the node on its machine; the kernel says which user calls. */
public record AdminSocketConfig(
        @Key(
                doc =
                        "The Unix socket, mode 0660; default: /run/tandem/admin.sock where /run/tandem is the node's, else none.",
                fallback = "",
                example = "/run/tandem/admin.sock")
        Optional<Path> path,

        @Key(
                doc =
                        "What users of this machine may do, by name: viewer, operator or admin. root, and the user that the node"
                                + " runs as, may everything.",
                fallback = "",
                example = "{anna: admin}")
        Map<String, AccessRole> roles,

        @Key(
                doc = "What everybody else may do whom the socket's mode lets in, which are the members of its group.",
                fallback = "operator")
        AccessRole others) {

    public static final AdminSocketConfig DEFAULT =
            new AdminSocketConfig(Optional.empty(), Map.of(), AccessRole.OPERATOR);

    public AdminSocketConfig {
        roles = Ordered.copy(roles);
    }
}
