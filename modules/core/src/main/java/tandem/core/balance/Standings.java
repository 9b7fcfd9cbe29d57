package tandem.core.balance;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How the members of one balancer stand while nobody's flags or error mark change: what every competitor gains by a request is
 * counted once for all of them, and the best is found without a walk over all. Under the lock of the {@link Schedule}; the
 * lbstatus in the members' states holds again after {@link #settle}.
 */
final class Standings {
    // Apache adds each competitor's weight to its lbstatus for every request and takes the sum of the weights from the
    // winner; a sticky hit does the same among all that may be used. Hence a member's lbstatus is what it was at the
    // beginning, plus its weight times the requests since, less what it paid.

    private final Balancer balancer;
    private final MemberState.Marks marks;
    private final int marked;
    private final @Nullable Place[] places;
    private final Ranking ranking;
    private final long madeAtNanos;
    private boolean anyDue;
    private long dueInNanos;
    private long contestPrice;
    private long hitPrice;
    private long contests;
    private long hits;

    /**
     * @param usable whether a member may carry a request; what it does to error marks is seen here already
     * @param marks of the balancer's schedule
     */
    Standings(Balancer balancer, Predicate<Member> usable, MemberState.Marks marks, long nowNanos) {
        this.balancer = balancer;
        this.marks = marks;
        this.madeAtNanos = nowNanos;
        List<Member> competitors = Competitors.of(balancer, member -> {
            boolean may = usable.test(member);
            if (!may) {
                noteDue(member);
            }
            return may;
        });
        for (Member member : balancer.members()) {
            boolean up = member.admitted() && !member.state.inError() && !member.state.conduct.out;
            member.state.rise.seen(up, marks.begun, nowNanos);
        }
        marks.begun = true;
        this.marked = marks.changes;
        this.places = new Place[balancer.members().size()];
        marks.eased.clear();
        this.ranking = Ranking.of(balancer, enter(competitors), marks);
        enterOthers();
    }

    private void noteDue(Member member) {
        if (member.admitted() && member.state.inError()) {
            noteDue(member.retryInNanos(madeAtNanos));
        }
    }

    private void noteDue(long inNanos) {
        dueInNanos = anyDue ? Math.min(dueInNanos, inNanos) : inNanos;
        anyDue = true;
    }

    /** What counts as the member's weight now. */
    private int weight(Member member) {
        int full = member.weight().hundredths();
        long whole = member.config().slowStart().toNanos();
        Rise rise = member.state.rise;
        if (!rise.under(whole, madeAtNanos)) {
            return full;
        }
        noteDue(rise.nextStepNanos(whole, madeAtNanos));
        return rise.weight(full, whole, madeAtNanos);
    }

    private Place[] enter(List<Member> competitors) {
        Place[] entered = new Place[competitors.size()];
        for (int i = 0; i < entered.length; i++) {
            Place place = new Place(competitors.get(i), weight(competitors.get(i)), i);
            places[place.member.index()] = place;
            place.member.state.place = place;
            entered[i] = place;
            contestPrice += place.weight;
            hitPrice += place.weight;
        }
        return entered;
    }

    /** Those that gain by sticky hits only: draining ones, those in reserve, other sets. */
    private void enterOthers() {
        for (Member member : balancer.members()) {
            boolean competes = places[member.index()] != null;
            if (!competes) {
                member.state.place = null;
            }
            if (!competes && member.admitted() && member.state.fit()) {
                Place place = new Place(member, weight(member), -1);
                places[member.index()] = place;
                hitPrice += place.weight;
            }
        }
    }

    /** Whether it is of this balancer and no error mark has changed since. */
    boolean holdsFor(Balancer other) {
        return balancer == other && marked == marks.changes;
    }

    /** Whether the next request may try a member in error again, or a rising one has risen. */
    boolean due(long nowNanos) {
        return anyDue && nowNanos - madeAtNanos >= dueInNanos;
    }

    /** The best by the balancer's policy; it has paid. Null if nobody competes. */
    @Nullable
    Member best(long key, long nowNanos) {
        boolean weighs = ranking.weighs();
        Place winner = ranking.best(hits + contests + (weighs ? 1 : 0), key, nowNanos);
        if (winner == null) {
            return null;
        }
        if (weighs) {
            contests++;
            winner.paid += contestPrice;
            ranking.paid(winner);
        }
        return winner.member;
    }

    /** A request's own route led to this member: every usable one gains, it pays, as Apache does whatever the policy. */
    void hit(Member chosen) {
        hits++;
        Place place = places[chosen.index()];
        if (place != null) {
            place.paid += hitPrice;
            if (place.competes()) {
                ranking.paid(place);
            }
        }
    }

    /** Writes every lbstatus to its state. */
    void settle() {
        for (Place place : places) {
            if (place != null) {
                long gained = place.competes() ? hits + contests : hits;
                place.member.state.lbstatus = (int) (place.weight * gained - place.paid);
            }
        }
    }
}
