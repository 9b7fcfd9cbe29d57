package tandem.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.ResponseParser;
import tandem.proxy.tls.TlsLayer;

/** One connection to a member by HTTP/1. It is read from all its life, so that one which its member closes while idle is noticed. */
final class MemberConnection implements MemberExchange {
    private static final Logger LOG = LoggerFactory.getLogger(MemberConnection.class);

    private final MemberConnections.Stack home;
    private final StreamConnection channel;
    private final InetSocketAddress address;
    private final String serverName;
    private final @Nullable TlsLayer layer;
    private final Http1Source source;
    private final Http1Sink sink;
    private final ResponseHead response = new ResponseHead();
    private final ResponseParser parser = new ResponseParser();
    private @Nullable Borrower borrower;
    private boolean open = true;
    private boolean used;
    private @Nullable MemberSlots slots;
    private boolean holdsSlot;
    private boolean restsInSlots;
    private long idleSinceNanos;

    /**
     * @param serverName whom TLS is spoken with; empty in clear text
     * @param layer null in clear text
     */
    MemberConnection(
            MemberConnections.Stack home,
            StreamConnection channel,
            InetSocketAddress address,
            String serverName,
            @Nullable TlsLayer layer,
            IoBuffers buffers) {
        this.serverName = serverName;
        this.layer = layer;
        this.home = home;
        this.channel = channel;
        this.address = address;
        this.source = new Http1Source(buffers, channel.getSourceChannel().getConduit());
        this.sink = new Http1Sink(buffers, channel.getSinkChannel().getConduit());
        channel.getSourceChannel().setReadListener(c -> readable());
        channel.getSinkChannel().setWriteListener(c -> writable());
        source.resume();
    }

    private void readable() {
        Borrower reader = borrower;
        if (reader != null) {
            reader.memberReadable();
        } else if (!silent()) {
            // whatever a member says unasked ends the connection
            close();
        }
    }

    /** Whether there is nothing to read after all: messages of TLS itself, such as session tickets, are no bytes. */
    private boolean silent() {
        try {
            return layer != null && source.fill() == 0;
        } catch (IOException e) {
            LOG.debug("an idle connection to {} ends: {}", address, e.getMessage());
            return false;
        }
    }

    private void writable() {
        Borrower writer = borrower;
        if (writer != null) {
            writer.memberWritable();
        } else {
            sink.suspend();
        }
    }

    // ---- the request and its response ----

    @Override
    public void send(HeadBytes head, Framing how, long length) {
        sink.begin(head, how, length);
    }

    @Override
    public Http1Sink sink() {
        return sink;
    }

    @Override
    public void releaseSink() {
        sink.release();
    }

    @Override
    public int fill() throws IOException {
        return source.fill();
    }

    @Override
    public boolean headComplete() throws BadMessage {
        ByteBuffer bytes = source.early();
        if (bytes == null) {
            return false;
        }
        boolean complete = parser.parse(bytes, response);
        source.releaseIfEmpty();
        return complete;
    }

    @Override
    public void nextHead() {
        parser.begin(response);
    }

    @Override
    public ResponseHead response() {
        return response;
    }

    @Override
    public void frame(boolean toHead) throws BadMessage {
        response.frame(toHead);
    }

    @Override
    public void beginBody() {
        source.begin(response.framing(), response.length());
    }

    @Override
    public Http1Source source() {
        return source;
    }

    @Override
    public boolean refused() {
        return false;
    }

    @Override
    public long takeSent() {
        return sink.takeBytes();
    }

    @Override
    public long takeReceived() {
        return source.takeBytes();
    }

    // ---- what it is ----

    InetSocketAddress address() {
        return address;
    }

    /** Whom TLS is spoken with; empty in clear text. */
    String serverName() {
        return serverName;
    }

    @Override
    public MemberConnections.Stack home() {
        return home;
    }

    @Override
    public boolean used() {
        return used;
    }

    boolean open() {
        return open;
    }

    boolean idle() {
        return borrower == null;
    }

    long idleSinceNanos() {
        return idleSinceNanos;
    }

    @Override
    public void lend(Borrower to) {
        borrower = to;
        parser.begin(response);
    }

    @Override
    public void hold(MemberSlots taken) {
        if (slots == null) {
            slots = taken;
            taken.opened();
        }
        holdsSlot = true;
    }

    /** Whether it may wait for another request, as far as its member's limit goes. */
    boolean mayRest() {
        restsInSlots = slots != null && slots.rest(home.loop());
        return slots == null || restsInSlots;
    }

    /** It does not rest any more. */
    void wake() {
        if (restsInSlots && slots != null) {
            restsInSlots = false;
            slots.wake(home.loop());
        }
    }

    private void leaveSlots() {
        if (slots != null) {
            wake();
            slots.closed();
            releaseSlot();
        }
    }

    private void releaseSlot() {
        if (holdsSlot && slots != null) {
            holdsSlot = false;
            slots.release();
        }
    }

    /** It carries nothing any more, and its next request finds it clean. */
    void rest(long nowNanos) {
        borrower = null;
        used = true;
        idleSinceNanos = nowNanos;
        releaseSlot();
        source.resume();
    }

    @Override
    public void close() {
        close(true);
    }

    /** @param inOrder whether the member is told so by TLS; else it must not take what it has for all */
    private void close(boolean inOrder) {
        if (open) {
            open = false;
            borrower = null;
            source.release();
            sink.release();
            if (layer != null) {
                if (inOrder) {
                    layer.sayGoodbye();
                }
                layer.release();
            }
            IoUtils.safeClose(channel);
            leaveSlots();
            home.closed(this);
        }
    }

    @Override
    public void abort() {
        if (open) {
            try {
                channel.setOption(Options.CLOSE_ABORT, true);
            } catch (IOException e) {
                LOG.debug("connection to {} is closed without a reset: {}", address, e.getMessage());
            }
        }
        close(false);
    }
}
