package tandem.failover.lease;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Who votes.
 *
 * @param voters every node and witness by name, in configuration order; not empty, without repetition
 */
public record Electorate(List<String> voters) {
    public Electorate {
        voters = List.copyOf(voters);
        if (voters.isEmpty() || voters.stream().distinct().count() != voters.size()) {
            throw new IllegalArgumentException("voters must have names of their own, got " + voters);
        }
    }

    /** How many make a majority. */
    public int majority() {
        return voters.size() / 2 + 1;
    }

    /** What two parties that count the same voters agree on, in whatever order they list them. */
    public String mark() {
        return ReleaseNonce.hash(voters.stream().sorted().collect(Collectors.joining("\n")))
                .substring(0, 16);
    }
}
