package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.BadMessage;
import tandem.proxy.http.Fields;
import tandem.proxy.http.Framing;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http2.Asked;
import tandem.proxy.http2.MemberSession;
import tandem.proxy.http2.Reason;
import tandem.proxy.http2.Stream;

/** One request's stream of a connection to its member. One I/O thread. */
final class MemberStream implements MemberExchange, Asked {
    private static final int FRAME_HEAD = 9;

    private final Http2MemberConnection connection;
    private final MemberSession session;
    private final Stream stream;
    private final Http2Source source;
    private final Http2Sink sink;
    private final ResponseHead response = new ResponseHead();
    private final long beganNanos;
    private @Nullable Borrower borrower;
    private @Nullable MemberSlots slots;
    private @Nullable IOException flaw;
    private boolean heard;
    private boolean headThere;
    private boolean answered;
    private boolean over;
    private long headBytes;

    /** @param toHead whether it asks for a head alone (HEAD) */
    MemberStream(Http2MemberConnection connection, MemberSession session, boolean toHead, long nowNanos) {
        this.connection = connection;
        this.session = session;
        this.beganNanos = nowNanos;
        this.stream = session.begin(this, toHead);
        this.source = new Http2Source(connection, session, stream, 0, this::tellReadable);
        this.sink = new Http2Sink(connection, session, stream, this::tellWritable);
    }

    private void tellReadable() {
        Borrower told = borrower;
        if (told != null) {
            told.memberReadable();
        }
    }

    private void tellWritable() {
        Borrower told = borrower;
        if (told != null) {
            told.memberWritable();
        }
    }

    // ---- what the member says ----

    @Override
    public ResponseHead head() {
        return response;
    }

    @Override
    public void responded() {
        headBytes += response.fields().length() + FRAME_HEAD;
        heard = true;
        headThere = true;
        answered = !response.interim();
        tellReadable();
    }

    @Override
    public void data(ByteBuffer piece) {
        source.arrived(piece);
    }

    @Override
    public void ended(@Nullable Fields trailers) {
        source.end(trailers);
    }

    @Override
    public void broken(String sentence) {
        fail(sentence, new BadMessage(sentence));
    }

    @Override
    public void reset() {
        boolean complete = answered && stream.remoteEnded();
        if (!complete) {
            fail(session.lastWords(), new IOException(session.lastWords()));
        }
    }

    private void fail(String sentence, IOException how) {
        if (answered) {
            source.fail(sentence);
        } else {
            flaw = how;
            tellReadable();
        }
    }

    // ---- what the request says ----

    @Override
    public MemberConnections.Stack home() {
        return connection.home();
    }

    @Override
    public boolean used() {
        return stream.id() > 1 && !stream.resetByMember();
    }

    @Override
    public void lend(Borrower to) {
        borrower = to;
    }

    @Override
    public void hold(MemberSlots taken) {
        slots = taken;
    }

    @Override
    public void send(HeadBytes head, Framing how, long length) {
        sink.begin(connection.packed(head), how, length);
    }

    @Override
    public Http2Sink sink() {
        return sink;
    }

    @Override
    public void releaseSink() {
        // it holds nothing: frames are the connection's
    }

    @Override
    public int fill() throws IOException {
        if (flaw != null) {
            throw flaw;
        }
        boolean something = heard;
        heard = false;
        return something ? 1 : 0;
    }

    @Override
    public boolean headComplete() {
        return headThere;
    }

    @Override
    public void nextHead() {
        headThere = false;
    }

    @Override
    public ResponseHead response() {
        return response;
    }

    @Override
    public void frame(boolean toHead) throws BadMessage {
        response.frame(toHead);
        if (stream.remoteEnded() && response.framing() == Framing.UNTIL_CLOSE) {
            // gRPC calls it trailers-only: whoever gets it must see the end in the head
            response.framing(Framing.LENGTH, 0);
        }
    }

    @Override
    public void beginBody() {
        headThere = false;
    }

    @Override
    public Http2Source source() {
        return source;
    }

    @Override
    public boolean refused() {
        return stream.refused();
    }

    @Override
    public long takeSent() {
        return sink.takeBytes();
    }

    @Override
    public long takeReceived() {
        long taken = headBytes;
        headBytes = 0;
        return taken + source.takeUsed();
    }

    // ---- ends ----

    @Override
    public void close() {
        if (!over) {
            over = true;
            borrower = null;
            sink.suspend();
            source.release();
            session.reset(stream, Reason.BROKEN);
            MemberSlots held = slots;
            slots = null;
            if (held != null) {
                held.release();
            }
            connection.settleSoon();
        }
    }

    @Override
    public void abort() {
        if (!over) {
            connection.doubt(beganNanos);
        }
        close();
    }
}
