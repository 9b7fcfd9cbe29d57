package tandem.sharing;

import java.util.List;

/**
 * What sharing needs to know of the installation.
 *
 * @param cluster the installation's name; nodes of another name are not joined
 * @param node this node's name
 * @param bindAddress this node's literal address on the cluster link; nothing else is listened on
 * @param port this node's TCP port of the sharing link, 1..65535
 * @param peers the other nodes as {@code ADDRESS:PORT}; IPv6 addresses in brackets
 */
public record SharingSettings(String cluster, String node, String bindAddress, int port, List<String> peers) {
    public SharingSettings {
        peers = List.copyOf(peers);
    }
}
