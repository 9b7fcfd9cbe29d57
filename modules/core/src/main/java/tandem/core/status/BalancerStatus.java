package tandem.core.status;

import java.util.List;
import java.util.Optional;

/**
 * A balancer and its members.
 *
 * @param policy such as byrequests
 * @param sticky how clients stay, in words such as {@code cookie BALANCEID}; empty without stickiness
 * @param setting what operators set of it, in words such as {@code policy bytraffic}; empty: nothing
 * @param settingSource {@code file}, or who set it when, until when and why
 * @param operator the same for programs; empty: everything is the file's
 * @param closed that it is closed for maintenance, by whom, until when and why, in words; empty: it is open
 */
public record BalancerStatus(
        String name,
        String policy,
        String sticky,
        boolean nofailover,
        String setting,
        String settingSource,
        Optional<OperatorLayer> operator,
        List<MemberStatus> members,
        String closed) {

    public BalancerStatus {
        members = List.copyOf(members);
    }

    /** One that is open. */
    public BalancerStatus(
            String name,
            String policy,
            String sticky,
            boolean nofailover,
            String setting,
            String settingSource,
            Optional<OperatorLayer> operator,
            List<MemberStatus> members) {
        this(name, policy, sticky, nofailover, setting, settingSource, operator, members, "");
    }

    /** As the file has it. */
    public BalancerStatus(String name, String policy, String sticky, boolean nofailover, List<MemberStatus> members) {
        this(name, policy, sticky, nofailover, "", "file", Optional.empty(), members);
    }
}
