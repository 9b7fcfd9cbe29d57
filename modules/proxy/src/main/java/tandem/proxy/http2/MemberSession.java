package tandem.proxy.http2;

import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.ResponseParser;

/**
 * A client's side of one HTTP/2 connection, as this node has it to a member: asks by streams, many at a time (RFC 9113 sections
 * 5 to 8). Does no I/O and knows no clock. What a member can make it hold is bounded: heads, and bodies by the windows of their
 * streams. One thread.
 */
public final class MemberSession implements Transfer {
    /** How many streams one connection carries at most, whatever the member takes. */
    public static final int MOST_STREAMS = 256;

    /** How many before the member has said how many it takes. */
    static final int FIRST_STREAMS = 100;

    private static final long MAX_WINDOW = Integer.MAX_VALUE;
    private static final int LAST_ID = Integer.MAX_VALUE - 2;
    private static final int BLOCK = 2 * ResponseParser.MAX_BYTES;

    /** Whose connection it is. */
    public interface Told {
        /** Whether there is memory for larger windows. */
        boolean mayGrow();

        /** A stream is over, or the member takes more of them: another may be begun. */
        void roomier();

        /** The member answered a ping. */
        void alive();

        /** A stream ended before its time, by the member's word. */
        void resetByMember(@Nullable ErrorCode code);

        /** A stream was ended by this node before its time. */
        void resetHere(Reason reason);
    }

    private final Told told;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final ReceiveWindows windows;
    private final OpenStreams open = new OpenStreams();
    private final MemberFrames frames;
    private long sendWindow = PeerSettings.FIRST_WINDOW;
    private int lastStream = -1;
    private boolean settled;
    private boolean leaving;
    private boolean over;
    private int refusedAt = Integer.MAX_VALUE;
    private String end = "it closed the connection";

    /**
     * A new connection.
     *
     * @param room a buffer with room for so many bytes behind its position, which are sent in that order
     */
    public MemberSession(Told told, IntFunction<ByteBuffer> room) {
        this.told = told;
        this.writer = new FrameWriter(room);
        this.windows = new ReceiveWindows(writer);
        this.frames = new MemberFrames(this);
        this.reader = FrameReader.ofServer(frames, BLOCK);
    }

    /** Says what holds here. Streams may be begun at once. */
    public void start() {
        writer.preface();
        writer.settings(PeerSettings.ENABLE_PUSH, 0, PeerSettings.MAX_HEADER_LIST_SIZE, ResponseParser.MAX_BYTES);
        windows.unbounded();
    }

    /**
     * Takes what the member sent, all of it.
     *
     * @throws ConnectionFault if the connection has to end: {@link #fail} says so to the member
     */
    public void receive(ByteBuffer bytes) throws ConnectionFault {
        reader.read(bytes);
    }

    /** How many streams are open. */
    public int open() {
        return open.count();
    }

    /** Whether another stream may be begun now. */
    public boolean mayBegin() {
        return !leaving && open.count() < most();
    }

    private long most() {
        long takes = settled ? Math.min(frames.peer().mostStreams(), MOST_STREAMS) : FIRST_STREAMS;
        return Math.min(takes, refusedAt);
    }

    /** Whether the member has said what holds on its side: it speaks HTTP/2. */
    public boolean isSettled() {
        return settled;
    }

    /** Whether no stream is begun any more. */
    public boolean leaving() {
        return leaving;
    }

    /** Begins no stream any more; those that are open go on. */
    public void leave() {
        leaving = true;
    }

    /**
     * Begins a stream; its head is to be sent next.
     *
     * @param toHead whether it asks for a head alone (HEAD)
     */
    public Stream begin(Asked asked, boolean toHead) {
        lastStream += 2;
        leaving |= lastStream >= LAST_ID;
        Stream stream = new Stream(lastStream, frames.peer().initialWindow(), PeerSettings.FIRST_WINDOW);
        stream.user(asked);
        stream.declared = -1;
        stream.bodiless = toHead;
        open.add(stream);
        return stream;
    }

    /** Asks the member whether it is there; {@link Told#alive} is told when it says so. */
    public void ping() {
        writer.ping(false, Session.DRAIN_PING);
    }

    /** Says farewell: nothing is expected any more. */
    public void sayGoodbye() {
        writer.goAway(0, ErrorCode.NO_ERROR, "");
    }

    /** Ends everything and says why; every stream is over. */
    public void fail(Reason reason, String sentence) {
        writer.goAway(0, reason.code(), sentence);
        end(sentence);
    }

    /** Every stream is over: the connection is gone. */
    public void end(String sentence) {
        reader.stop();
        leaving = true;
        over = true;
        end = sentence;
        while (open.count() > 0) {
            Stream stream = open.at(open.count() - 1);
            remove(stream);
            stream.user().reset();
        }
    }

    /** Why streams are over that were not reset one by one. */
    public String lastWords() {
        return end;
    }

    // ---- what those who ask say ----

    @Override
    public void fields(Stream stream, HeadBytes block, boolean ends) {
        if (!stream.gone) {
            writer.fields(stream.id(), block, ends);
            sent(stream, ends);
        }
    }

    @Override
    public int sendable(Stream stream) {
        long window = Math.min(sendWindow, stream.sendWindow);
        return stream.gone ? 0 : Math.clamp(window, 0, FrameReader.MAX_FRAME);
    }

    @Override
    public void data(Stream stream, ByteBuffer payload, int length, boolean ends) {
        if (!stream.gone) {
            writer.data(stream.id(), payload, length, ends);
            sendWindow -= length;
            stream.sendWindow -= length;
            sent(stream, ends);
        }
    }

    private void sent(Stream stream, boolean ends) {
        if (ends) {
            stream.localEnded = true;
            halfClosed(stream);
        }
    }

    @Override
    public void consumed(Stream stream, int bytes) {
        if (!over) {
            windows.consumed(stream, bytes, told.mayGrow());
        }
    }

    /** Ends a stream before its time; who asked knows. One that is over stays so. */
    public void reset(Stream stream, Reason reason) {
        if (!stream.gone) {
            remove(stream);
            writer.reset(stream.id(), reason == Reason.BROKEN ? ErrorCode.CANCEL : reason.code());
            told.resetHere(reason);
            told.roomier();
        }
    }

    private void remove(Stream stream) {
        stream.gone = true;
        open.remove(stream);
        refusedAt = Integer.MAX_VALUE;
    }

    // ---- what the member's frames did ----

    /** One side has ended a stream; it is over when both have. */
    void halfClosed(Stream stream) {
        if (stream.localEnded && stream.remoteEnded && !stream.gone) {
            remove(stream);
            told.roomier();
        }
    }

    void resetByMember(Stream stream, int code) {
        ErrorCode known = ErrorCode.of(code);
        boolean answered = stream.remoteEnded;
        remove(stream);
        stream.resetByMember = true;
        if (known == ErrorCode.REFUSED_STREAM) {
            stream.refused = true;
            // as many as are open are what it takes, until one of them is over
            refusedAt = Math.max(1, open.count());
        }
        if (!answered) {
            told.resetByMember(known);
        }
        end = "it reset the stream: " + named(code);
        stream.user().reset();
        told.roomier();
    }

    private static String named(int code) {
        ErrorCode known = ErrorCode.of(code);
        return known == null ? "error " + code : known.name();
    }

    /** The member wants no more streams; those above the last one were never looked at. */
    void dismissed(int lastTaken, int code) {
        leaving = true;
        end = "it ended the connection (GOAWAY " + named(code) + ") before it took the request";
        for (int i = open.count() - 1; i >= 0; i = Math.min(i, open.count()) - 1) {
            Stream stream = open.at(i);
            if (stream.id() > lastTaken) {
                stream.refused = true;
                remove(stream);
                stream.user().reset();
            }
        }
        told.roomier();
    }

    void settled() {
        writer.settingsAck();
        settled = true;
        told.roomier();
    }

    /** The member opens the connection's window; false if it becomes too large. */
    boolean opened(int increment) {
        sendWindow += increment;
        return sendWindow <= MAX_WINDOW;
    }

    /** Whether a stream of this number was never begun. */
    boolean idle(int id) {
        return id > lastStream || (id & 1) == 0;
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

    ReceiveWindows windows() {
        return windows;
    }
}
