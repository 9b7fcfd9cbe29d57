package tandem.core.balance;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The members that had requests end since somebody last asked, each once. Noted by any thread without a lock; taken under the lock
 * of the {@link Schedule}.
 */
final class Eased {
    private final AtomicReference<@Nullable MemberState> last = new AtomicReference<>();

    /** Notes one; its load is less already. */
    void add(MemberState state) {
        if (state.eased.get() || !state.eased.compareAndSet(false, true)) {
            return;
        }
        MemberState before = last.get();
        state.easedBefore = before;
        while (!last.compareAndSet(before, state)) {
            before = last.get();
            state.easedBefore = before;
        }
    }

    /** All of them: the first one, the others by {@link #next}; null for none. Each is noted anew from when it was returned. */
    @Nullable
    MemberState take() {
        return last.get() == null ? null : returned(last.getAndSet(null));
    }

    /** The next one of those taken. */
    @Nullable
    MemberState next(MemberState state) {
        return returned(state.nextEased);
    }

    /** Forgets all. */
    void clear() {
        MemberState state = take();
        while (state != null) {
            state = next(state);
        }
    }

    /** Once it may be noted again, whoever does so changes what came behind it. */
    private static @Nullable MemberState returned(@Nullable MemberState state) {
        if (state != null) {
            state.nextEased = state.easedBefore;
            state.easedBefore = null;
            state.eased.set(false);
        }
        return state;
    }
}
