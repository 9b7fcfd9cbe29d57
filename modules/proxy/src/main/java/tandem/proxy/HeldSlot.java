package tandem.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.core.balance.Member;

/**
 * One request's right to a connection of a member that takes only so many; without effect at members without a limit. One I/O
 * thread.
 */
final class HeldSlot {
    private final Plane plane;
    private final IoLoop loop;
    private final Patience patience;
    private @Nullable MemberSlots taken;
    private MemberSlots.@Nullable Wait wait;

    HeldSlot(Plane plane, IoLoop loop, Patience patience) {
        this.plane = plane;
        this.loop = loop;
        this.patience = patience;
    }

    /** Begins with another request. */
    void begin() {
        taken = null;
        wait = null;
    }

    /** Takes one, which always works where nothing limits the member; false if it must be waited for. */
    boolean take(Member member) {
        MemberSlots slots = plane.slots().of(member);
        boolean free = slots == null || slots.take();
        taken = free ? slots : null;
        return free;
    }

    /**
     * Waits for one, after {@link #take} found none.
     *
     * @param first before all that are not
     * @return false if too many wait already
     */
    boolean await(Member member, boolean first, Runnable then) {
        MemberSlots slots = plane.slots().of(member);
        if (slots == null) {
            then.run();
            return true;
        }
        long since = loop.nanos();
        patience.await(Patience.Whom.SLOT, longest(member));
        wait = slots.await(loop, first, () -> {
            wait = null;
            taken = slots;
            slots.metrics().waited(loop.nanos() - since);
            then.run();
        });
        if (wait == null) {
            slots.metrics().full();
        }
        return wait != null;
    }

    /**
     * The wait for a member was in vain.
     *
     * @return whether that is the member's fault: where its queue is not bounded, as in httpd
     */
    boolean late(Member member) {
        MemberSlots slots = plane.slots().of(member);
        if (slots != null) {
            slots.metrics().late();
        }
        return member.config().limit().queue().isEmpty();
    }

    /** How long a request waits for one at most. */
    static Duration longest(Member member) {
        return member.config().limit().patience().orElse(member.config().timeout());
    }

    /** Why nothing came of a wait for this member. */
    static String reason(Member member) {
        return "none of its " + member.config().limit().connections() + " connections came free within "
                + longest(member).toMillis() + " ms";
    }

    /** A connection is to be opened for it. */
    void makeRoom() {
        if (taken != null) {
            taken.makeRoom();
        }
    }

    /** The connection has it from now on. */
    void hand(MemberExchange connection) {
        if (taken != null) {
            connection.hold(taken);
            taken = null;
        }
    }

    /** Nobody waits any more. */
    void cancel() {
        MemberSlots.Wait waiting = wait;
        wait = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    /** Gives it back, if no connection has it. */
    void release() {
        MemberSlots given = taken;
        taken = null;
        if (given != null) {
            given.release();
        }
    }
}
