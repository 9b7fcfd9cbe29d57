package tandem.admin;

import java.util.List;
import tandem.core.config.AdminConfig;
import tandem.core.config.ListenAddress;
import tandem.core.text.Network;

/**
 * What the admin server needs to know of its node.
 *
 * @param admin where dashboard and API listen, port 0 lets the kernel choose, and who may use them
 * @param metrics where the read-only metrics listener listens; port 0 lets the kernel choose
 * @param metricsAllow who may read the metrics listener besides this machine, which always may; may be empty
 * @param version Tandem's version
 * @param node this node's name
 */
public record AdminSettings(
        AdminConfig admin, ListenAddress metrics, List<Network> metricsAllow, String version, String node) {

    public AdminSettings {
        metricsAllow = List.copyOf(metricsAllow);
    }
}
