package tandem.proxy;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import tandem.core.balance.Member;
import tandem.proxy.tls.TlsLayer;

/**
 * One member's connections by HTTP/2 on one I/O thread: each carries many requests, another one is opened when those that are there have
 * no room, and above a bound requests wait. That thread only.
 */
final class MemberStreams {
    /** The most connections of one I/O thread to one member. */
    static final int MOST_CONNECTIONS = 32;

    /** How many requests are expected to find room on a connection that is being opened. */
    private static final int EXPECTED = 100;

    /** Waits for a stream, and hears once what came of it. */
    interface Waiting {
        void begun(MemberStream stream);

        /**
         * No connection could be made.
         *
         * @param reason such as {@code Connection refused}
         */
        void refused(String reason);

        /** This node can open no connection to anybody, such as for want of file descriptors. */
        void exhausted(String reason);
    }

    /**
     * What a request needs a stream for.
     *
     * @param serverName whom TLS is to be spoken with; empty in clear text
     * @param toHead whether it asks for a head alone (HEAD)
     */
    record Wanted(Member member, InetSocketAddress address, String serverName, boolean toHead) {
        private boolean fits(Http2MemberConnection connection) {
            return connection.leadsTo(address) && connection.serverName().equals(serverName);
        }

        private boolean alike(Wanted other) {
            return address.equals(other.address) && serverName.equals(other.serverName);
        }
    }

    /** One request's wait. */
    final class Wait {
        private final Wanted wanted;
        private final Waiting told;

        private Wait(Wanted wanted, Waiting told) {
            this.wanted = wanted;
            this.told = told;
        }

        /** Whether a connection is being opened for it; otherwise it waits for another request to end. */
        boolean connecting() {
            return expected(wanted) > 0;
        }

        /** Nobody waits any more, and nobody is told. */
        void cancel() {
            waits.remove(this);
        }
    }

    private final MemberConnections.Stack stack;
    private final Http2MemberMetrics metrics;
    private final List<Http2MemberConnection> connections = new ArrayList<>();
    private final List<Wanted> openings = new ArrayList<>();
    private final List<Wait> waits = new ArrayList<>();
    private @Nullable Member member;

    MemberStreams(MemberConnections.Stack stack, Http2MemberMetrics metrics) {
        this.stack = stack;
        this.metrics = metrics;
    }

    MemberConnections.Stack stack() {
        return stack;
    }

    IoLoop loop() {
        return stack.loop();
    }

    // ---- requests ----

    /** A stream at once, or null: {@link #await} one. */
    @Nullable
    MemberStream take(Wanted wanted) {
        return waits.isEmpty() ? begin(wanted) : null;
    }

    private @Nullable MemberStream begin(Wanted wanted) {
        member = wanted.member();
        for (Http2MemberConnection connection : connections) {
            if (!connection.leadsTo(wanted.address())) {
                connection.leave();
            } else if (wanted.fits(connection)
                    && connection.mayBegin()
                    && connection.alive(wanted.member().config().ping())) {
                return connection.stream(wanted.toHead());
            }
        }
        return null;
    }

    /** Waits for a stream; a connection is opened where that is of use. What comes of it may be told before this returns. */
    Wait await(Wanted wanted, Waiting told) {
        Wait wait = new Wait(wanted, told);
        waits.add(wait);
        openFor(wanted);
        return wait;
    }

    /** How many requests of this kind will find room soon. */
    private int expected(Wanted wanted) {
        int soon = 0;
        for (Wanted opening : openings) {
            soon += opening.alike(wanted) ? EXPECTED : 0;
        }
        for (Http2MemberConnection connection : connections) {
            soon += connection.asking() && wanted.fits(connection) ? EXPECTED : 0;
        }
        return soon;
    }

    private void openFor(Wanted wanted) {
        int wanting = 0;
        for (Wait wait : waits) {
            wanting += wait.wanted.alike(wanted) ? 1 : 0;
        }
        if (wanting > expected(wanted) && connections.size() + openings.size() < MOST_CONNECTIONS) {
            open(wanted);
        }
    }

    /** Gives what has room to those who wait, in their order. */
    void serve() {
        for (int i = 0; i < waits.size(); i++) {
            Wait wait = waits.get(i);
            MemberStream stream = begin(wait.wanted);
            if (stream != null) {
                waits.remove(i);
                // whoever begins may end others or wait again
                i = -1;
                wait.told.begun(stream);
            }
        }
    }

    // ---- connections ----

    private void open(Wanted wanted) {
        openings.add(wanted);
        Opening opening = stack.opening(wanted.member(), wanted.serverName(), new byte[0], new Opening.Opened() {
            @Override
            public void connected(StreamConnection channel, @Nullable TlsLayer layer) {
                openings.remove(wanted);
                join(channel, layer, wanted);
            }

            @Override
            public void refused(String reason) {
                openings.remove(wanted);
                for (Wait wait : alike(wanted)) {
                    wait.told.refused(reason);
                }
            }

            @Override
            public void exhausted(String reason) {
                openings.remove(wanted);
                for (Wait wait : alike(wanted)) {
                    wait.told.exhausted(reason);
                }
            }
        });
        opening.start(wanted.address());
        opening.limit(wanted.member().config().connectTimeout());
    }

    private void join(StreamConnection channel, @Nullable TlsLayer layer, Wanted wanted) {
        Http2MemberConnection connection =
                new Http2MemberConnection(this, channel, wanted.address(), wanted.serverName(), layer, metrics);
        connections.add(connection);
        stack.opened();
        connection.begin();
        serve();
    }

    /** Takes those off the queue that wait for the same. */
    private List<Wait> alike(Wanted wanted) {
        List<Wait> same = new ArrayList<>();
        for (Wait wait : waits) {
            if (wait.wanted.alike(wanted)) {
                same.add(wait);
            }
        }
        waits.removeAll(same);
        return same;
    }

    /** Opens a connection for requests to come, unless there is one. */
    void prepare(Wanted wanted) {
        if (connections.isEmpty() && openings.isEmpty()) {
            open(wanted);
        }
    }

    /** A connection is gone; those that hoped for it get another. */
    void left(Http2MemberConnection connection) {
        connections.remove(connection);
        if (!waits.isEmpty()) {
            openFor(waits.getFirst().wanted);
        }
    }

    /** A connection carries its first request, or none any more. */
    void idle(int change) {
        stack.idle(change);
    }

    /** A connection is closed. */
    void released() {
        stack.closed();
    }

    /** The member talks no HTTP/2. */
    void warn(String reason) {
        Member known = member;
        if (known != null) {
            stack.warnOfNonsense(known, reason);
        }
    }

    /** Closes what carries nothing for so long. */
    void reap(long keepIdleNanos) {
        for (Http2MemberConnection connection : List.copyOf(connections)) {
            connection.closeIfIdle(keepIdleNanos);
        }
    }

    /** Closes what carries nothing. */
    void closeIdle() {
        reap(0);
    }
}
