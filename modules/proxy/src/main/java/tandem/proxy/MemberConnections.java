package tandem.proxy;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.StreamConnection;
import tandem.core.balance.Member;
import tandem.core.config.ProxyHeaderVersion;
import tandem.core.count.CounterRow;
import tandem.core.count.Counters;
import tandem.proxy.tls.TlsLayer;

/**
 * One I/O thread's connections to members: a stack a member, the last one used is the next one used, so that what is too many
 * grows old at the bottom and is closed. That thread only; the figures by any thread.
 */
final class MemberConnections {
    private static final Logger LOG = LoggerFactory.getLogger(MemberConnections.class);

    /** Hears what became of an attempt to connect. */
    interface Connecting {
        void connected(MemberConnection connection);

        /**
         * It did not work.
         *
         * @param reason such as {@code Connection refused}
         */
        void refused(String reason);

        /** This node can open no connection to anybody, such as for want of file descriptors. */
        void exhausted(String reason);
    }

    private final IoLoop loop;
    private final Counters.Shard counters;
    private final Map<String, Stack> stacks = new HashMap<>();
    private final Seldom shortage = new Seldom();
    private OpenFiles files = new OpenFiles(Long.MAX_VALUE);
    private Http2MemberMetrics metrics = new Http2MemberMetrics(new CompositeMeterRegistry());
    private volatile int open;
    private volatile int idle;

    MemberConnections(IoLoop loop, Counters.Shard counters) {
        this.loop = loop;
        this.counters = counters;
    }

    /** Counts from now on against what this process may open. */
    void within(OpenFiles budget) {
        this.files = budget;
    }

    /** Counts requests by HTTP/2 from now on where these are shown. */
    void measured(Http2MemberMetrics shown) {
        this.metrics = shown;
    }

    /** How many are open; any thread. */
    int open() {
        return open;
    }

    /** How many of them carry nothing; any thread. */
    int idle() {
        return idle;
    }

    Stack of(Member member) {
        Stack stack = stacks.get(member.id());
        if (stack == null) {
            stack = new Stack(counters.row(member.id()));
            stacks.put(member.id(), stack);
        }
        stack.keepIdleNanos = member.config().keepIdle().toNanos();
        return stack;
    }

    /** Closes what was idle for longer than its member's configuration keeps it. */
    void reap(long nowNanos) {
        for (Stack stack : stacks.values()) {
            MemberConnection oldest = stack.idleOnes.peekLast();
            while (oldest != null && nowNanos - oldest.idleSinceNanos() >= stack.keepIdleNanos) {
                oldest.close();
                oldest = stack.idleOnes.peekLast();
            }
            if (stack.streams != null) {
                stack.streams.reap(stack.keepIdleNanos);
            }
        }
    }

    /** Closes what is idle of one member. */
    void closeIdle(String memberId) {
        Stack stack = stacks.get(memberId);
        if (stack != null) {
            stack.closeIdle();
        }
    }

    /** Closes everything that is idle. */
    void closeIdle() {
        stacks.values().forEach(Stack::closeIdle);
    }

    /** Logs that this node can open no connection: once in 10 s, however many requests suffer. */
    private void warnOfShortage(String reason) {
        if (shortage.passes(loop.nanos())) {
            LOG.warn(
                    "no connection to any member can be opened: {}; clients get 503, idle connections are closed",
                    reason);
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer: this I/O thread
    private void countOpen(int change) {
        open += change;
        files.count(change);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer: this I/O thread
    private void countIdle(int change) {
        idle += change;
    }

    /** One member's connections on this thread. */
    final class Stack {
        private final CounterRow row;
        private final Deque<MemberConnection> idleOnes = new ArrayDeque<>();
        private long keepIdleNanos;
        private final Seldom nonsense = new Seldom();
        private @Nullable MemberStreams streams;
        private boolean opening;
        private String lastServerName = "";

        private Stack(CounterRow row) {
            this.row = row;
        }

        IoLoop loop() {
            return loop;
        }

        CounterRow row() {
            return row;
        }

        /** Those by HTTP/2. */
        MemberStreams streams() {
            MemberStreams known = streams;
            if (known == null) {
                known = new MemberStreams(this, metrics);
                streams = known;
            }
            return known;
        }

        /** Logs that the member talks nonsense: once in 10 s, however many requests suffer. */
        void warnOfNonsense(Member member, String reason) {
            if (nonsense.passes(loop.nanos())) {
                LOG.warn("member {} talks nonsense: {}; the client got 502", member.id(), reason);
            }
        }

        /**
         * An idle connection to this address, or null.
         *
         * @param serverName whom TLS must have been spoken with; empty in clear text
         */
        @Nullable
        MemberConnection take(InetSocketAddress address, String serverName) {
            lastServerName = serverName;
            Iterator<MemberConnection> fromTop = idleOnes.iterator();
            while (fromTop.hasNext()) {
                MemberConnection next = fromTop.next();
                boolean moved = !next.address().equals(address);
                if (moved || next.serverName().equals(serverName)) {
                    fromTop.remove();
                    countIdle(-1);
                    next.wake();
                    if (!moved) {
                        return next;
                    }
                    next.close();
                }
            }
            return null;
        }

        /** Puts a connection on top that may carry another request, or closes it where that would be too many. */
        void give(MemberConnection connection) {
            if (!connection.mayRest()) {
                connection.close();
                return;
            }
            connection.rest(loop.nanos());
            idleOnes.addFirst(connection);
            countIdle(1);
        }

        /** Opens a connection for a request to come, unless one is idle already; what fails here is left to that request. */
        void prepare(Member member, InetSocketAddress address, String serverName) {
            if (member.config().url().http2()) {
                streams().prepare(new MemberStreams.Wanted(member, address, serverName, false));
                return;
            }
            boolean shared = member.config().proxyProtocol() == ProxyHeaderVersion.OFF
                    && !member.config().url().ftp();
            if (opening
                    || !idleOnes.isEmpty()
                    || !shared
                    || member.config().limit().connections() > 0) {
                return;
            }
            opening = true;
            String name = lastServerName.isEmpty() ? serverName : lastServerName;
            Opening begun = connect(member, address, name, new byte[0], new Connecting() {
                @Override
                public void connected(MemberConnection connection) {
                    opening = false;
                    give(connection);
                }

                @Override
                public void refused(String reason) {
                    opening = false;
                    LOG.debug("no connection to {} for later: {}", address, reason);
                }

                @Override
                public void exhausted(String reason) {
                    refused(reason);
                }
            });
            begun.limit(member.config().connectTimeout());
        }

        /** One by HTTP/2 or FTP is open. */
        void opened() {
            countOpen(1);
        }

        /** One by HTTP/2 or FTP is closed. */
        void closed() {
            countOpen(-1);
        }

        /** One by HTTP/2 carries nothing any more, or something again. */
        void idle(int change) {
            countIdle(change);
        }

        void closed(MemberConnection connection) {
            countOpen(-1);
            if (idleOnes.remove(connection)) {
                countIdle(-1);
            }
        }

        void closeIdle() {
            while (!idleOnes.isEmpty()) {
                idleOnes.getFirst().close();
            }
            if (streams != null) {
                streams.closeIdle();
            }
        }

        /**
         * Opens a connection; the answer may come before this returns.
         *
         * @param serverName whom TLS is to be spoken with; empty in clear text
         * @param greeting what is sent before everything else; may be empty
         */
        Opening connect(
                Member member, InetSocketAddress address, String serverName, byte[] greeting, Connecting waiting) {
            Opening begun = opening(member, serverName, greeting, new Opening.Opened() {
                @Override
                public void connected(StreamConnection channel, @Nullable TlsLayer layer) {
                    countOpen(1);
                    waiting.connected(
                            new MemberConnection(Stack.this, channel, address, serverName, layer, loop.buffers()));
                }

                @Override
                public void refused(String reason) {
                    waiting.refused(reason);
                }

                @Override
                public void exhausted(String reason) {
                    waiting.exhausted(reason);
                }
            });
            begun.start(address);
            return begun;
        }

        /** The same to be started, for whoever makes something of the connection himself. */
        Opening opening(Member member, String serverName, byte[] greeting, Opening.Opened told) {
            return new Opening(loop, member, serverName, files, greeting, new Opening.Opened() {
                @Override
                public void connected(StreamConnection channel, @Nullable TlsLayer layer) {
                    told.connected(channel, layer);
                }

                @Override
                public void refused(String reason) {
                    told.refused(reason);
                }

                @Override
                public void exhausted(String reason) {
                    warnOfShortage(reason);
                    MemberConnections.this.closeIdle();
                    told.exhausted(reason);
                }
            });
        }
    }
}
