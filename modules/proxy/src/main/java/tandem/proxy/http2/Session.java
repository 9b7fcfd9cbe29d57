package tandem.proxy.http2;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tandem.core.config.ClientLimits;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.Targets;

/**
 * A server's side of one HTTP/2 connection: frames in, frames out, and what they mean for streams (RFC 9113 sections 5 to 8). Does
 * no I/O and knows no clock. What a client can make it hold or do is bounded: streams at once, bytes that wait, and
 * frames that move nothing. One thread.
 */
public final class Session implements Transfer {
    /** How many streams a client may have open at once. */
    public static final int MOST_STREAMS = 100;

    private static final long MAX_WINDOW = Integer.MAX_VALUE;
    static final long DRAIN_PING = 0x74616e64656d2121L;
    private static final int SMALLEST_BLOCK = 65_536;

    /** Where streams are carried out. */
    public interface Told {
        /** An empty head to be filled. */
        RequestHead takeHead();

        /**
         * A request has come; {@link Stream#user} is to be told at once.
         *
         * @param refused why it is not carried out; null if it is
         */
        void begins(Stream stream, RequestHead head, @Nullable BadRequest refused);

        /** Whether there is memory for larger windows. */
        boolean mayGrow();

        /** This node ended a stream. */
        void ended(Reason reason);

        /** The client ended a stream before it was answered. */
        void clientReset();
    }

    private final Told told;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final ReceiveWindows windows;
    private final OpenStreams open = new OpenStreams();
    private final ClosedStreams closed = new ClosedStreams();
    private final Budget budget;
    private final int maxHead;
    private long sendWindow = PeerSettings.FIRST_WINDOW;
    private int lastStream;
    private boolean draining;
    private boolean refusing;
    private boolean clientLeaves;
    private boolean finished;

    /**
     * A new connection.
     *
     * @param room a buffer with room for so many bytes behind its position, which are sent in that order
     * @param targets shared by all connections of a thread
     */
    public Session(Told told, IntFunction<ByteBuffer> room, ClientLimits limits, Targets targets, long nowNanos) {
        this.told = told;
        this.writer = new FrameWriter(room);
        this.windows = new ReceiveWindows(writer);
        this.budget = new Budget(nowNanos);
        this.maxHead = limits.head().asInt();
        RequestFields requests = new RequestFields(limits, targets);
        ClientFrames frames = new ClientFrames(this, requests, limits.trailers().asInt());
        this.reader = new FrameReader(frames, Math.max(SMALLEST_BLOCK, 2 * maxHead));
    }

    /** Says what holds here. */
    public void start() {
        writer.settings(
                PeerSettings.MAX_CONCURRENT_STREAMS,
                MOST_STREAMS,
                PeerSettings.MAX_HEADER_LIST_SIZE,
                maxHead,
                PeerSettings.ENABLE_CONNECT_PROTOCOL,
                1,
                PeerSettings.NO_RFC7540_PRIORITIES,
                1);
    }

    /**
     * Takes what the client sent, all of it.
     *
     * @throws ConnectionFault if the connection has to end: {@link #fail} says so to the client
     */
    public void receive(ByteBuffer bytes, long atNanos) throws ConnectionFault {
        budget.now(atNanos);
        reader.read(bytes);
    }

    /** Whether the client has begun something short that it has yet to finish: the preface, a field block, a small frame. */
    public boolean withinHead() {
        return reader.withinHead();
    }

    /** Counts what was begun, so that one thing that does not end is told from many that do. */
    public int units() {
        return reader.units();
    }

    /** Whether the client ends few streams early. */
    public boolean calm() {
        return budget.calm();
    }

    /** How many streams are open. */
    public int open() {
        return open.count();
    }

    Told told() {
        return told;
    }

    FrameWriter writer() {
        return writer;
    }

    OpenStreams streams() {
        return open;
    }

    ClosedStreams closed() {
        return closed;
    }

    ReceiveWindows windows() {
        return windows;
    }

    Budget budget() {
        return budget;
    }

    // ---- the end of the connection ----

    /** Asks the client to come by another connection; what it has sent by then is still carried out. */
    public void drain() {
        if (!draining) {
            draining = true;
            writer.goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "");
            writer.ping(false, DRAIN_PING);
        }
    }

    public boolean draining() {
        return draining;
    }

    /** The client sends nothing more: requests that are not complete never will be. */
    public void noMore() {
        finished = true;
        clientLeaves = true;
        for (int i = open.count() - 1; i >= 0; i = Math.min(i, open.count()) - 1) {
            Stream stream = open.at(i);
            if (stream.remoteEnded) {
                stream.user().finished();
            } else {
                stream.discarding = true;
                stream.user().broken("the connection ended before the body did");
            }
        }
    }

    /** Whether the client sends nothing more. */
    public boolean finished() {
        return finished;
    }

    /** From now on new streams are refused; the client knows which ones were taken. */
    public void refuse() {
        drain();
        if (!refusing) {
            refusing = true;
            writer.goAway(lastStream, ErrorCode.NO_ERROR, "");
        }
    }

    /** Whether the connection is to be closed as soon as no stream is open. */
    public boolean ending() {
        return refusing || clientLeaves;
    }

    /** Ends everything: says why, takes nothing more, and every stream is over. */
    public void fail(Reason reason, String sentence) {
        reader.stop();
        writer.goAway(lastStream, reason.code(), sentence);
        end();
    }

    /** Every stream is over: the connection is gone. */
    public void end() {
        reader.stop();
        while (open.count() > 0) {
            Stream stream = open.at(open.count() - 1);
            remove(stream, true);
            stream.user().reset();
        }
    }

    // ---- what a stream's user says ----

    @Override
    public void fields(Stream stream, HeadBytes block, boolean end) {
        if (!stream.gone) {
            writer.fields(stream.id(), block, end);
        }
    }

    @Override
    public int sendable(Stream stream) {
        long window = Math.min(sendWindow, stream.sendWindow);
        return stream.gone ? 0 : Math.clamp(window, 0, FrameReader.MAX_FRAME);
    }

    @Override
    public void data(Stream stream, ByteBuffer payload, int length, boolean end) {
        if (stream.gone) {
            return;
        }
        writer.data(stream.id(), payload, length, end);
        sendWindow -= length;
        stream.sendWindow -= length;
        if (length > 0) {
            budget.sentData();
        }
    }

    @Override
    public void consumed(Stream stream, int bytes) {
        windows.consumed(stream, bytes, told.mayGrow());
    }

    /** The response is sent to its end, and what is left of the request is not wanted. */
    public void finish(Stream stream) {
        if (stream.gone) {
            return;
        }
        if (stream.ending == null) {
            budget.answered();
        }
        if (stream.ending == null && stream.remoteEnded) {
            remove(stream, false);
        } else {
            reset(stream, Reason.ANSWERED);
        }
    }

    /** Ends a stream before its time; its user knows. What the client did wrong goes before the reason given. */
    public void reset(Stream stream, Reason reason) {
        if (!stream.gone) {
            Reason said = stream.ending == null ? reason : stream.ending;
            remove(stream, true);
            writer.reset(stream.id(), said.code());
            told.ended(said);
        }
    }

    private void remove(Stream stream, boolean byNode) {
        stream.gone = true;
        open.remove(stream);
        closed.add(stream.id(), byNode);
    }

    // ---- what the client's frames did ----

    /** The client ended a stream. */
    void leave(Stream stream) {
        remove(stream, false);
    }

    /** A stream that is refused before it is any. */
    void refuse(int id, Reason reason) {
        closed.add(id, true);
        writer.reset(id, reason.code());
        told.ended(reason);
    }

    /** The number of the last stream that was begun. */
    int lastStream() {
        return lastStream;
    }

    void begun(int stream) {
        lastStream = stream;
    }

    boolean refusing() {
        return refusing;
    }

    void clientLeaves() {
        clientLeaves = true;
    }

    /** The client opens the connection's window; false if it becomes too large. */
    boolean opened(int increment) {
        sendWindow += increment;
        return sendWindow <= MAX_WINDOW;
    }
}
