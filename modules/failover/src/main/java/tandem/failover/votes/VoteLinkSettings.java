package tandem.failover.votes;

import java.net.InetAddress;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where the votes go.
 *
 * @param cluster the installation's name, 1 to 200 bytes of UTF-8; datagrams of another name are dropped
 * @param self this voter's name, one of {@code voters}
 * @param voters every voter by name, nodes and witnesses, with its addresses: the first is its first path, and so on; two
 *     voters share as many paths as the one with fewer addresses has
 * @param port UDP port, the same on every voter
 * @param beatNanos how long a voter that has nothing to say keeps silent at most; above 0
 * @throws IllegalArgumentException if this voter is not among the voters, a voter has no address or another's, or a value is
 *     out of range
 */
public record VoteLinkSettings(
        String cluster, String self, Map<String, List<InetAddress>> voters, int port, long beatNanos) {
    public VoteLinkSettings {
        Map<String, List<InetAddress>> copy = new LinkedHashMap<>();
        Set<InetAddress> known = new HashSet<>();
        voters.forEach((voter, addresses) -> {
            if (addresses.isEmpty()) {
                throw new IllegalArgumentException("voter '" + voter + "' has no address; give it one");
            }
            for (InetAddress address : addresses) {
                if (!known.add(address)) {
                    throw new IllegalArgumentException("voter '" + voter + "' has the address "
                            + address.getHostAddress() + " of another path; give every path its own");
                }
            }
            copy.put(voter, List.copyOf(addresses));
        });
        voters = Collections.unmodifiableMap(copy);
        if (!voters.containsKey(self)) {
            throw new IllegalArgumentException(
                    "'" + self + "' is no voter; known voters: " + String.join(", ", voters.keySet()));
        }
        if (beatNanos <= 0) {
            throw new IllegalArgumentException("a beat of " + beatNanos + " ns is not allowed; it must be above 0");
        }
    }

    List<InetAddress> own() {
        return of(self);
    }

    List<InetAddress> of(String voter) {
        return voters.getOrDefault(voter, List.of());
    }

    /** How many paths this voter shares with another. */
    int paths(String voter) {
        return Math.min(own().size(), of(voter).size());
    }
}
