package tandem.core.status;

import java.util.List;

/**
 * A balancer and its members.
 *
 * @param policy such as byrequests
 * @param sticky how clients stay, in words such as {@code cookie BALANCEID}; empty without stickiness
 */
public record BalancerStatus(
        String name, String policy, String sticky, boolean nofailover, List<MemberStatus> members) {

    public BalancerStatus {
        members = List.copyOf(members);
    }
}
