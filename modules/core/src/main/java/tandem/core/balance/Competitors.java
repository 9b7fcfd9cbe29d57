package tandem.core.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import tandem.core.config.MemberFlag;

/**
 * Who competes for one request, by the order of things of Apache's ap_proxy_balancer_get_best_worker: set by set, those in reserve
 * only in place of others.
 */
final class Competitors {
    private final Balancer balancer;
    private final int set;
    private final Predicate<Member> usable;
    private final List<Member> found = new ArrayList<>();

    private Competitors(Balancer balancer, int set, Predicate<Member> usable) {
        this.balancer = balancer;
        this.set = set;
        this.usable = usable;
    }

    /**
     * Those of the first set that has any; empty if none has.
     *
     * @param usable whether a member may carry the request; asked once at most, in order, and only of those it depends on
     */
    static List<Member> of(Balancer balancer, Predicate<Member> usable) {
        for (int set = 0; set <= balancer.highestSet(); set++) {
            Competitors competitors = new Competitors(balancer, set, usable);
            competitors.walk();
            if (!competitors.found.isEmpty()) {
                return competitors.found;
            }
        }
        return List.of();
    }

    private void walk() {
        int missing = 0;
        for (Member member : balancer.members()) {
            boolean reserve = member.has(MemberFlag.SPARE) || member.has(MemberFlag.STANDBY);
            if (member.config().lbset() == set && !reserve && !enters(member)) {
                missing++;
            }
        }
        addSpares(missing);
        if (found.isEmpty()) {
            addStandbys();
        }
    }

    private boolean enters(Member member) {
        boolean entered = !member.has(MemberFlag.DRAINING) && usable.test(member);
        if (entered) {
            found.add(member);
        }
        return entered;
    }

    private void addSpares(int missing) {
        int places = missing;
        for (Member member : balancer.members()) {
            boolean spare = member.config().lbset() == set && member.has(MemberFlag.SPARE);
            if (places > 0 && spare && enters(member)) {
                places--;
            }
        }
    }

    private void addStandbys() {
        for (Member member : balancer.members()) {
            boolean standby = member.has(MemberFlag.STANDBY) && !member.has(MemberFlag.SPARE);
            if (standby && member.config().lbset() == set) {
                enters(member);
            }
        }
    }
}
