package tandem.proxy;

import org.jspecify.annotations.Nullable;

/** One request's search for a stream of a member by HTTP/2. Reused; one I/O thread. */
final class StreamSearch implements MemberStreams.Waiting {
    private final Attempts attempts;
    private final Patience patience;
    private MemberStreams.@Nullable Wait wait;
    private boolean told;

    StreamSearch(Attempts attempts, Patience patience) {
        this.attempts = attempts;
        this.patience = patience;
    }

    /** Takes a stream, or waits for one; it may have ended when this returns. */
    void start(MemberStreams streams, MemberStreams.Wanted wanted) {
        MemberStream ready = streams.take(wanted);
        if (ready != null) {
            attempts.carry(ready);
            return;
        }
        told = false;
        patience.await(Patience.Whom.CONNECTION, wanted.member().config().connectTimeout());
        MemberStreams.Wait begun = streams.await(wanted, this);
        if (told) {
            return;
        }
        wait = begun;
        if (!begun.connecting()) {
            patience.await(Patience.Whom.SLOT, HeldSlot.longest(wanted.member()));
        }
    }

    /** Whether it goes on. */
    boolean underWay() {
        return wait != null;
    }

    /** Gives up; nobody is told. */
    void cancel() {
        MemberStreams.Wait waiting = wait;
        wait = null;
        if (waiting != null) {
            waiting.cancel();
        }
    }

    private void end() {
        told = true;
        wait = null;
    }

    @Override
    public void begun(MemberStream stream) {
        end();
        attempts.joined(stream);
    }

    @Override
    public void refused(String reason) {
        end();
        attempts.refused(reason);
    }

    @Override
    public void exhausted(String reason) {
        end();
        attempts.exhausted(reason);
    }
}
