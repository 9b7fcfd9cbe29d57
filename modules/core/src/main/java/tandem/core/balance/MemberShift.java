package tandem.core.balance;

import java.util.function.Predicate;
import tandem.core.config.MemberFlag;
import tandem.core.config.Shift;

/** Gives a share of a member's new clients to another: every tenth of its turns at 10 %. Under the lock of the {@link Schedule}. */
final class MemberShift {
    private MemberShift() {}

    /**
     * Whose turn it is, or who gets this turn in its place.
     *
     * @param usable whether a member may carry the request
     */
    static Member of(Balancer balancer, Member best, Shift shift, Predicate<Member> usable) {
        best.state.shifted += shift.hundredths();
        if (best.state.shifted < Shift.ALL) {
            return best;
        }
        best.state.shifted -= Shift.ALL;
        return balancer.member(shift.to())
                .filter(other -> !other.has(MemberFlag.DRAINING) && usable.test(other))
                .orElse(best);
    }
}
