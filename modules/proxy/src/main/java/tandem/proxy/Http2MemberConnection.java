package tandem.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSourceConduit;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http2.ConnectionFault;
import tandem.proxy.http2.ErrorCode;
import tandem.proxy.http2.MemberSession;
import tandem.proxy.http2.Reason;
import tandem.proxy.tls.TlsLayer;

/**
 * One connection to a member by HTTP/2, which carries many requests at once: hands its bytes to a {@link MemberSession} and lets
 * streams send in turn. One I/O thread.
 */
@RunsOn(Lane.IO)
final class Http2MemberConnection extends Deadlines.Timed implements MemberSession.Told, Http2Link {
    private static final Logger LOG = LoggerFactory.getLogger(Http2MemberConnection.class);

    /** After so long without a word from the member it is doubtful that it is there. */
    private static final long SILENCE_NANOS = 1_000_000_000L;

    private static final int MOST_PENDING = 2 * IoBuffers.LARGE;

    private final MemberStreams home;
    private final IoLoop loop;
    private final StreamConnection channel;
    private final StreamSourceConduit source;
    private final InetSocketAddress address;
    private final String serverName;
    private final @Nullable TlsLayer layer;
    private final Http2MemberMetrics metrics;
    private final Http2Outbox outbox;
    private final Http2Heads heads;
    private final Http2Turns turns;
    private final HeadBytes block = new HeadBytes();
    private final MemberSession session;
    private boolean open = true;
    private boolean flowing;
    private boolean inside;
    private boolean settleQueued;
    private boolean asking;
    private boolean idle;
    private long heardNanos;
    private long idleSinceNanos;

    /**
     * @param serverName whom TLS is spoken with; empty in clear text, as layer is null then
     */
    Http2MemberConnection(
            MemberStreams home,
            StreamConnection channel,
            InetSocketAddress address,
            String serverName,
            @Nullable TlsLayer layer,
            Http2MemberMetrics metrics) {
        this.home = home;
        this.loop = home.loop();
        this.channel = channel;
        this.source = channel.getSourceChannel().getConduit();
        this.address = address;
        this.serverName = serverName;
        this.layer = layer;
        this.metrics = metrics;
        this.outbox = new Http2Outbox(loop.buffers(), channel.getSinkChannel().getConduit());
        this.heads = new Http2Heads(loop);
        this.turns = new Http2Turns(outbox);
        this.session = new MemberSession(this, outbox::room);
        this.heardNanos = loop.nanos();
        this.idleSinceNanos = heardNanos;
    }

    /** Says what holds here, and begins to read. */
    void begin() {
        loop.deadlines().add(this);
        channel.getSourceChannel().setReadListener(c -> read());
        channel.getSinkChannel().setWriteListener(c -> settle());
        idle(true);
        session.start();
        source.resumeReads();
        settleSoon();
    }

    // ---- what its home asks ----

    boolean leadsTo(InetSocketAddress wanted) {
        return address.equals(wanted);
    }

    String serverName() {
        return serverName;
    }

    /** Whether a request may be sent by it now. */
    boolean mayBegin() {
        return open && !asking && session.mayBegin();
    }

    /**
     * Whether it is known to be alive; otherwise the member is asked, and {@link MemberStreams#serve} follows its answer.
     *
     * @param ping how long that may take; absent: it is believed
     */
    boolean alive(Optional<Duration> ping) {
        boolean silent = loop.nanos() - heardNanos >= SILENCE_NANOS;
        if (!asking && silent && ping.isPresent()) {
            asking = true;
            session.ping();
            arm(loop.nanos() + ping.get().toNanos());
            settleSoon();
        }
        return !asking;
    }

    /** Whether the member is asked whether it is there. */
    boolean asking() {
        return asking;
    }

    MemberStream stream(boolean toHead) {
        metrics.asked();
        idle(false);
        return new MemberStream(this, session, toHead, loop.nanos());
    }

    /** Closes it if it has carried nothing for so long. */
    void closeIfIdle(long nanos) {
        if (session.open() == 0 && loop.nanos() - idleSinceNanos >= nanos) {
            close();
        }
    }

    private void idle(boolean now) {
        if (idle != now) {
            idle = now;
            idleSinceNanos = loop.nanos();
            home.idle(now ? 1 : -1);
        }
    }

    /** Carries what it carries to its end and nothing else. */
    void leave() {
        session.leave();
        settleSoon();
    }

    // ---- what its streams ask ----

    MemberConnections.Stack home() {
        return home.stack();
    }

    /** Packs a request's head; until the next one. */
    HeadBytes packed(HeadBytes head) {
        heads.request(head, layer != null, block);
        return block;
    }

    /** A stream that began then was given up: if the member has said nothing since, others should not begin here. */
    void doubt(long sinceNanos) {
        boolean deaf = sinceNanos - heardNanos >= 0 && loop.nanos() - sinceNanos >= SILENCE_NANOS;
        if (deaf && !session.leaving()) {
            leave();
        }
    }

    @Override
    public IoLoop loop() {
        return loop;
    }

    @Override
    public Http2Outbox outbox() {
        return outbox;
    }

    @Override
    public Http2Turns turns() {
        return turns;
    }

    @Override
    public Http2Heads heads() {
        return heads;
    }

    @Override
    public void await(Http2Sink sink) {
        turns.add(sink);
        if (sink.ready()) {
            settleSoon();
        }
    }

    // ---- what comes ----

    private void read() {
        if (!open || flooded()) {
            source.suspendReads();
            return;
        }
        ByteBuffer buffer =
                flowing ? loop.buffers().takeLarge() : loop.buffers().take();
        try {
            int read = source.read(buffer);
            flowing = !buffer.hasRemaining();
            if (read < 0) {
                end("it closed the connection");
            } else if (read > 0) {
                receive(buffer.flip());
            }
        } catch (IOException e) {
            end(String.valueOf(e.getMessage()));
        } finally {
            loop.buffers().give(buffer);
        }
    }

    // Deliberate: bodies that wait keep nobody from reading; a member may take nothing before it has sent what it has.
    private boolean flooded() {
        return outbox.blocked() && outbox.pending() > MOST_PENDING;
    }

    private void receive(ByteBuffer bytes) {
        heardNanos = loop.nanos();
        inside = true;
        try {
            session.receive(bytes);
        } catch (ConnectionFault e) {
            fail(e.reason(), e.sentence());
        } finally {
            inside = false;
        }
        settle();
    }

    private void fail(Reason reason, String sentence) {
        metrics.failed(reason);
        home.warn(
                session.isSettled()
                        ? "its HTTP/2 is broken: " + sentence
                        : "it does not answer in HTTP/2: " + sentence);
        open = false;
        home.left(this);
        session.fail(reason, sentence);
        farewell();
    }

    // ---- what the session says ----

    @Override
    public boolean mayGrow() {
        return !loop.buffers().exhausted();
    }

    @Override
    public void roomier() {
        if (open) {
            idle(session.open() == 0);
            home.serve();
            settleSoon();
        }
    }

    @Override
    public void alive() {
        if (asking) {
            asking = false;
            disarm();
            home.serve();
        }
    }

    @Override
    public void resetByMember(@Nullable ErrorCode code) {
        metrics.resetByMember(code);
    }

    @Override
    public void resetHere(Reason reason) {
        metrics.resetHere(reason);
    }

    // ---- what goes ----

    @Override
    public void settleSoon() {
        if (inside || settleQueued || !open) {
            return;
        }
        settleQueued = true;
        try {
            loop.thread().execute(() -> {
                settleQueued = false;
                settle();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the I/O threads end, and with them the connection to {}", address);
        }
    }

    private void settle() {
        if (!open) {
            return;
        }
        inside = true;
        try {
            send();
        } catch (IOException e) {
            end(String.valueOf(e.getMessage()));
            return;
        } finally {
            inside = false;
        }
        if (session.leaving() && session.open() == 0) {
            close();
        } else if (!flooded() && !source.isReadResumed()) {
            source.resumeReads();
        }
    }

    private void send() throws IOException {
        boolean clear = !outbox.blocked() || outbox.flush();
        if (clear) {
            turns.take();
            clear = outbox.flush();
        }
        if (!clear || turns.someReady()) {
            outbox.resume();
        } else {
            outbox.suspend();
        }
    }

    // ---- ends ----

    @Override
    void expired(long nowNanos) {
        end("it did not answer a ping in time");
    }

    private void end(String sentence) {
        if (open) {
            LOG.debug("a connection to {} ends: {}", address, sentence);
            open = false;
            home.left(this);
            session.end(sentence);
            release();
        }
    }

    /** Ends it with a word of farewell. */
    void close() {
        if (open) {
            open = false;
            home.left(this);
            session.end("this node closed the connection");
            session.sayGoodbye();
            farewell();
        }
    }

    private void farewell() {
        try {
            outbox.flush();
        } catch (IOException e) {
            LOG.debug("connection to {} is closed without a farewell: {}", address, e.getMessage());
        }
        if (layer != null) {
            layer.sayGoodbye();
        }
        release();
    }

    private void release() {
        idle(false);
        loop.deadlines().remove(this);
        turns.clear();
        outbox.release();
        if (layer != null) {
            layer.release();
        }
        IoUtils.safeClose(channel);
        home.released();
    }
}
