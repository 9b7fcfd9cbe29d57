package tandem.failover.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tandem.core.config.OnQuorumLoss;
import tandem.core.config.Profile;
import tandem.core.config.Quorum;
import tandem.failover.lease.Claimant.Moved;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseMessage.Vote;

/** The claimant lb1 under the normal profile, told facts step by step; keeps what it wanted done. */
final class ClaimScene {
    static final long INCARNATION = 17;

    final LeaseRules rules;
    final Claimant claimant;
    final List<LeaseEffect> effects = new ArrayList<>();
    Lease lease = Lease.NONE;
    Hearing hearing = new Hearing(Set.of(), Set.of(), true);
    long millis = 1000;

    private ClaimScene(LeaseRules rules) {
        this.rules = rules;
        this.claimant = new Claimant(rules);
    }

    /** Two nodes and a witness. */
    static ClaimScene majority() {
        return of(Quorum.MAJORITY, OnQuorumLoss.RELEASE, "lb1", "lb2", "w");
    }

    static ClaimScene of(Quorum quorum, OnQuorumLoss loss, String... voters) {
        LeaseTimers timers = LeaseTimers.of(Profile.NORMAL);
        return new ClaimScene(
                new LeaseRules("lb1", INCARNATION, new Electorate(List.of(voters)), quorum, loss, timers));
    }

    /** Has asked under this term, and nobody has answered. */
    ClaimScene asks(long term) {
        begin(term);
        return armed(term).forget();
    }

    /** Has won under this term with the grants of lb1 and the first other voter. */
    ClaimScene holds(long term) {
        asks(term).granted("lb1");
        rules.electorate().voters().stream().skip(1).forEach(this::granted);
        if (!lease.held()) {
            throw new IllegalStateException("not held: " + lease);
        }
        return forget();
    }

    ClaimScene begin(long term) {
        return keep(claimant.begin(lease, term, nanos()));
    }

    ClaimScene armed(long term) {
        return keep(claimant.armed(lease, term, hash(term), nanos()));
    }

    ClaimScene granted(String voter) {
        return answers(voter, true, "", 0, "");
    }

    ClaimScene refused(String voter, String holder, long remainingMillis, String why) {
        return answers(voter, false, holder, remainingMillis, why);
    }

    private ClaimScene answers(String voter, boolean granted, String holder, long remainingMillis, String why) {
        String promised = granted ? rules.self() : holder;
        return hears(
                voter,
                new Answer(INCARNATION, lease.term(), lease.sequence(), granted, promised, 1, remainingMillis, why));
    }

    ClaimScene hears(String voter, Answer answer) {
        return keep(claimant.answered(lease, voter, answer, hearing, nanos()));
    }

    ClaimScene drop() {
        return keep(claimant.drop(lease));
    }

    /** Lets time pass and tells the claimant once. */
    ClaimScene after(long forMillis) {
        millis += forMillis;
        return keep(claimant.tick(lease, hearing, nanos()));
    }

    ClaimScene forget() {
        effects.clear();
        return this;
    }

    private ClaimScene keep(Moved moved) {
        lease = moved.next();
        effects.addAll(moved.effects());
        return this;
    }

    <E extends LeaseEffect> List<E> did(Class<E> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    Vote vote() {
        return did(LeaseEffect.Ask.class).getLast().vote();
    }

    long nanos() {
        return nanos(millis);
    }

    static long nanos(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    static String hash(long term) {
        return ReleaseNonce.hash("nonce of " + term);
    }
}
