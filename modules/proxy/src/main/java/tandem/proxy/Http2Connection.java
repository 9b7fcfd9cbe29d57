package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.StreamSourceConduit;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http2.ConnectionFault;
import tandem.proxy.http2.Reason;
import tandem.proxy.http2.Session;
import tandem.proxy.http2.Stream;

/**
 * One client's HTTP/2 connection: hands its bytes to a {@link Session}, makes an exchange of every stream, lets streams send in
 * turn, and waits in between without holding a buffer. One I/O thread.
 */
@RunsOn(Lane.IO)
final class Http2Connection extends Deadlines.Timed implements IoLoop.Client, Session.Told, Http2Link {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Connection.class);
    private static final int LINGER_BYTES = 1 << 20;
    private static final long LINGER_NANOS = 2_000_000_000L;

    private enum Phase {
        OPEN,
        /** The last frame is on its way; what the client still sends is thrown away, so that it can read that frame. */
        LINGER,
        CLOSED
    }

    private final Http2Front front;
    private final IoLoop loop;
    private final StreamConnection channel;
    private final StreamSourceConduit source;
    private final ClientConnection client;
    private final Http2Outbox outbox;
    private final Http2Heads heads;
    private final Session session;
    private final Http2Patience patience;
    private final Http2Turns turns;
    private final Http2Arrivals arrivals;
    private Phase phase = Phase.OPEN;
    private boolean flowing;
    private boolean inside;
    private boolean settleQueued;
    private boolean shut;
    private int lingered;

    Http2Connection(Http2Front front, IoLoop loop, StreamConnection channel, ClientConnection client) {
        this.front = front;
        this.loop = loop;
        this.channel = channel;
        this.source = channel.getSourceChannel().getConduit();
        this.client = client;
        this.outbox = new Http2Outbox(loop.buffers(), channel.getSinkChannel().getConduit());
        this.turns = new Http2Turns(outbox);
        this.arrivals = new Http2Arrivals(front.handler(), outbox);
        this.heads = new Http2Heads(loop);
        this.patience = new Http2Patience(front.timeouts());
        this.session = new Session(this, outbox::room, front.limits(), loop.targets(), loop.nanos());
    }

    /**
     * Begins to read.
     *
     * @param early bytes that a layer below has read already; null without any
     */
    void open(@Nullable ByteBuffer early) {
        loop.joined(this);
        loop.deadlines().add(this);
        channel.setCloseListener(new Closing());
        channel.getSourceChannel().setReadListener(c -> read());
        channel.getSinkChannel().setWriteListener(c -> settle());
        session.start();
        source.resumeReads();
        receive(early == null ? ByteBuffer.allocate(0) : early);
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
    public Http2Heads heads() {
        return heads;
    }

    @Override
    public ClientConnection client() {
        return client;
    }

    // ---- what comes ----

    private void read() {
        boolean useless = phase == Phase.CLOSED || phase == Phase.OPEN && (outbox.clogged() || session.finished());
        if (useless) {
            source.suspendReads();
            return;
        }
        ByteBuffer buffer =
                flowing ? loop.buffers().takeLarge() : loop.buffers().take();
        try {
            int read = source.read(buffer);
            flowing = !buffer.hasRemaining();
            if (phase == Phase.LINGER) {
                passOver(read);
            } else if (read < 0) {
                source.suspendReads();
                session.noMore();
                settle();
            } else if (read > 0) {
                receive(buffer.flip());
            }
        } catch (IOException e) {
            gone(e);
        } finally {
            loop.buffers().give(buffer);
        }
    }

    private void passOver(int read) {
        lingered += Math.max(read, 0);
        if (read < 0 || lingered > LINGER_BYTES) {
            close();
        }
    }

    private void receive(ByteBuffer bytes) {
        inside = true;
        try {
            session.receive(bytes, loop.nanos());
        } catch (ConnectionFault e) {
            fail(e.reason(), e.sentence());
        } finally {
            inside = false;
        }
        settle();
    }

    private void gone(IOException e) {
        LOG.debug("client {} went away: {}", client.addressText(), e.getMessage());
        close();
    }

    // ---- what the session says ----

    @Override
    public RequestHead takeHead() {
        return loop.takeHead();
    }

    @Override
    public void begins(Stream stream, RequestHead head, @Nullable BadRequest refused) {
        Http2Exchange exchange = new Http2Exchange(this, session, stream, head, refused);
        stream.user(exchange);
        loop.began();
        client.asked();
        front.metrics().asked();
        arrivals.add(exchange);
    }

    /** Where requests wait until all that was read with them is known. */
    Http2Arrivals arrivals() {
        return arrivals;
    }

    @Override
    public boolean mayGrow() {
        return !loop.buffers().exhausted();
    }

    @Override
    public void ended(Reason reason) {
        front.metrics().reset(reason);
    }

    @Override
    public void clientReset() {
        front.metrics().clientReset();
    }

    // ---- what goes ----

    @Override
    public void await(Http2Sink sink) {
        turns.add(sink);
        if (sink.ready()) {
            settleSoon();
        }
    }

    @Override
    public Http2Turns turns() {
        return turns;
    }

    @Override
    public void settleSoon() {
        if (inside || settleQueued || phase == Phase.CLOSED) {
            return;
        }
        settleQueued = true;
        try {
            loop.thread().execute(this::settleNow);
        } catch (RejectedExecutionException e) {
            LOG.debug("the I/O threads end, and with them the connection of {}", client.addressText());
        }
    }

    private void settleNow() {
        settleQueued = false;
        settle();
    }

    private void settle() {
        if (phase == Phase.CLOSED) {
            return;
        }
        inside = true;
        try {
            arrivals.begin();
            send();
        } catch (IOException e) {
            gone(e);
            return;
        } finally {
            inside = false;
        }
        if (phase == Phase.LINGER) {
            return;
        }
        if (session.ending() && session.open() == 0) {
            leave();
            return;
        }
        if (!outbox.clogged() && !session.finished() && !source.isReadResumed()) {
            source.resumeReads();
        }
        watch();
    }

    private void send() throws IOException {
        boolean clear = !outbox.blocked() || outbox.flush();
        if (clear) {
            turns.take();
            clear = outbox.flush();
        }
        if (phase == Phase.LINGER && clear) {
            sayGoodbye();
        } else if (!clear || turns.someReady() || arrivals.some()) {
            outbox.resume();
        } else {
            outbox.suspend();
        }
    }

    // ---- time ----

    private void watch() {
        long now = loop.nanos();
        arm(now + Math.min(patience.look(now, session, outbox), Long.MAX_VALUE / 2));
    }

    @Override
    void expired(long nowNanos) {
        if (phase != Phase.OPEN) {
            close();
            return;
        }
        switch (patience.lapse(nowNanos)) {
            case NOTHING -> watch();
            case HEAD -> {
                fail(Reason.STALLED, "what was begun did not end in time");
                settle();
            }
            case IDLE, DRAIN -> {
                session.refuse();
                settle();
            }
            case STUCK -> {
                front.metrics().failed(Reason.STALLED);
                close();
            }
        }
    }

    // ---- ends ----

    @Override
    public boolean busy() {
        return session.open() > 0;
    }

    @Override
    public void tell() {
        if (phase == Phase.OPEN && !session.draining()) {
            session.drain();
            settleSoon();
        }
    }

    @Override
    public void part() {
        tell();
    }

    private void fail(Reason reason, String sentence) {
        LOG.debug("client {}: {}", client.addressText(), sentence);
        front.metrics().failed(reason);
        session.fail(reason, sentence);
        leave();
    }

    /** Nothing more is carried out; what was written goes, and the client has a moment to read it. */
    private void leave() {
        phase = Phase.LINGER;
        arm(loop.nanos() + LINGER_NANOS);
        try {
            if (outbox.flush()) {
                sayGoodbye();
            } else {
                outbox.resume();
            }
        } catch (IOException e) {
            gone(e);
        }
    }

    private void sayGoodbye() throws IOException {
        outbox.suspend();
        if (!shut) {
            shut = true;
            outbox.shutdown();
            source.resumeReads();
        }
    }

    @Override
    public void close() {
        if (phase == Phase.CLOSED) {
            return;
        }
        if (phase == Phase.OPEN) {
            lastWords();
        }
        closed();
        IoUtils.safeClose(channel);
    }

    /** Tells the client which requests were taken: those above can be asked again. */
    private void lastWords() {
        inside = true;
        try {
            session.refuse();
            session.end();
            if (outbox.flush()) {
                outbox.shutdown();
            }
        } catch (IOException e) {
            LOG.debug("client {} is closed without a farewell: {}", client.addressText(), e.getMessage());
        } finally {
            inside = false;
        }
    }

    private void closed() {
        if (phase == Phase.CLOSED) {
            return;
        }
        phase = Phase.CLOSED;
        loop.deadlines().remove(this);
        loop.left(this);
        session.end();
        turns.clear();
        outbox.release();
        client.closed();
    }

    private final class Closing implements ChannelListener<StreamConnection> {
        @Override
        public void handleEvent(StreamConnection closing) {
            closed();
        }
    }
}
