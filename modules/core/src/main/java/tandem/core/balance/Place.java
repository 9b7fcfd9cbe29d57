package tandem.core.balance;

import org.jspecify.annotations.Nullable;

/** One member's place in the {@link Standings}. Under the lock of the {@link Schedule}. */
final class Place {
    final Member member;
    final int weight;
    /** Who enters first wins among equal ones; -1 for one that does not compete. */
    final int order;
    /** By what its heap puts it: the least comes first. */
    long key;
    /** What counts between equal keys, in the same way. */
    long second;
    /** Where it is in its heap. */
    int at;

    @Nullable
    PlaceHeap heap;

    /** What it paid for the requests it got, beginning with what it owed or had gained before. */
    long paid;

    /** @param weight hundredths; less than the member's own while it rises */
    Place(Member member, int weight, int order) {
        this.member = member;
        this.weight = weight;
        this.order = order;
        this.paid = -member.state.lbstatus;
    }

    boolean competes() {
        return order >= 0;
    }

    boolean before(Place other) {
        if (key != other.key) {
            return key < other.key;
        }
        return second < other.second || second == other.second && order < other.order;
    }
}
