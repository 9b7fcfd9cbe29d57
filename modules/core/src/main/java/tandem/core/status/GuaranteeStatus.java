package tandem.core.status;

import java.util.List;

/**
 * What stands behind the claim that one node alone holds the virtual addresses, as the reporting node sees it.
 *
 * @param quorum the mode in force: majority, probe, none or strict; empty without a cluster
 * @param sentence which guarantee is in force now, and why if it is weaker than the mode promises
 * @param fence what takes the addresses from this machine if its node dies or stands still, as measured
 * @param voters every voter, in configuration order; empty without a cluster
 */
public record GuaranteeStatus(
        String quorum, String sentence, String fence, LeaseStatus lease, List<VoterStatus> voters) {
    /** Of a node without a cluster. */
    public static final GuaranteeStatus NONE = new GuaranteeStatus("", "", "", LeaseStatus.NONE, List.of());

    public GuaranteeStatus {
        voters = List.copyOf(voters);
    }
}
