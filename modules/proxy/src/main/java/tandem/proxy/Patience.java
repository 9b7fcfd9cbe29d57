package tandem.proxy;

import java.time.Duration;

/** Whom one request waits for at the moment, and how long that may last. One I/O thread. */
final class Patience extends Deadlines.Timed {
    private static final Duration HALF_CLOSED = Duration.ofSeconds(5);

    /** Who has the next word. */
    enum Whom {
        /** Some member of the balancer that may be used. */
        USABLE_MEMBER,
        /** The address of the server that a forward proxy was asked for. */
        ADDRESS,
        /** One of the connections of a member that takes only so many. */
        SLOT,
        /** The connection to a member. */
        CONNECTION,
        MEMBER,
        CLIENT
    }

    /** Hears that somebody was waited for in vain. */
    interface Told {
        void late(Whom whom);
    }

    private final Told told;
    private final IoLoop loop;
    private final ClientPace pace;
    private final Duration clientIdle;
    private Whom whom = Whom.MEMBER;
    private boolean clientFinished;

    Patience(Told told, IoLoop loop, ProxySettings settings) {
        this.told = told;
        this.loop = loop;
        this.pace = new ClientPace(settings.clientLimits());
        this.clientIdle = settings.clientTimeouts().idle();
    }

    /** Begins with another request. */
    void begin() {
        pace.begin();
        whom = Whom.MEMBER;
        clientFinished = false;
        loop.deadlines().add(this);
    }

    /** The request is over. */
    void end() {
        loop.deadlines().remove(this);
    }

    Whom whom() {
        return whom;
    }

    /** Waits for anybody but the client. */
    void await(Whom next, Duration limit) {
        pace.stopped(loop.nanos());
        whom = next;
        arm(loop.nanos() + shorter(limit).toNanos());
    }

    /** Waits for a member that may be used, by looking again in the next sweep. */
    void awaitUsable() {
        whom = Whom.USABLE_MEMBER;
        arm(loop.nanos());
    }

    /**
     * Waits for the client.
     *
     * @param moved bytes that went to or came from it so far
     */
    void awaitClient(long moved) {
        long now = loop.nanos();
        whom = Whom.CLIENT;
        arm(now + pace.patience(now, moved, shorter(clientIdle)));
    }

    /** The client sends nothing more and may be gone altogether, hence nobody is waited for long. */
    void clientFinished() {
        clientFinished = true;
        if (whom != Whom.USABLE_MEMBER) {
            await(whom, HALF_CLOSED);
        }
    }

    /** Whether nobody is waited for long any more, since the client may be gone. */
    boolean isShort() {
        return clientFinished;
    }

    private Duration shorter(Duration limit) {
        return clientFinished && limit.compareTo(HALF_CLOSED) > 0 ? HALF_CLOSED : limit;
    }

    @Override
    void expired(long nowNanos) {
        told.late(whom);
    }
}
