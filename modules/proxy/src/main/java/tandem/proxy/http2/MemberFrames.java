package tandem.proxy.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Fields;
import tandem.proxy.http.ResponseHead;
import tandem.proxy.http.ResponseParser;

/** What each frame of a member means for the connection and its streams: RFC 9113 sections 5, 6 and 8. One connection, one thread. */
final class MemberFrames implements FrameReader.Told {
    private static final long MAX_WINDOW = Integer.MAX_VALUE;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final MemberSession session;
    private final OpenStreams open;
    private final ReceiveWindows windows;
    private final HpackDecoder decoder = new HpackDecoder();
    private final PeerSettings peer = new PeerSettings();
    private final AnswerFields answers = new AnswerFields();
    private @Nullable Stream current;
    private boolean currentEnds;
    private int flow;
    private int delivered;

    MemberFrames(MemberSession session) {
        this.session = session;
        this.open = session.streams();
        this.windows = session.windows();
    }

    /** What the member's settings say. */
    PeerSettings peer() {
        return peer;
    }

    private static ConnectionFault fault(Reason reason, String sentence) {
        return new ConnectionFault(reason, sentence);
    }

    /** Frames of a stream that is not open are passed over: the member may not know yet that it is over. */
    private void late(int id) throws ConnectionFault {
        if (session.idle(id)) {
            throw fault(Reason.PROTOCOL, "a frame names a stream that was never begun");
        }
    }

    /** The member's answer is no HTTP: nothing more is taken of it. */
    private void malformed(Stream stream, String sentence) {
        session.reset(stream, Reason.MALFORMED);
        stream.user().broken(sentence);
    }

    private void ended(Stream stream, @Nullable Fields trailers) {
        if (stream.declared >= 0 && stream.received != stream.declared) {
            malformed(stream, "its body is shorter than its Content-Length");
            return;
        }
        stream.remoteEnded = true;
        stream.user().ended(trailers);
        session.halfClosed(stream);
    }

    // ---- bodies ----

    @Override
    public void dataBegins(int id, int flowLength, boolean end) throws ConnectionFault {
        windows.received(flowLength);
        current = null;
        flow = flowLength;
        delivered = 0;
        currentEnds = end;
        Stream stream = open.find(id);
        if (stream == null) {
            late(id);
            return;
        }
        stream.receiveWindow -= flowLength;
        if (stream.receiveWindow < 0) {
            throw fault(Reason.FLOW_CONTROL, "more was sent than a stream's window allows");
        }
        if (!stream.answered) {
            malformed(stream, "its body came before its head");
        } else if (stream.remoteEnded) {
            malformed(stream, "it went on behind its end");
        } else {
            current = stream;
        }
    }

    @Override
    public void data(ByteBuffer piece) {
        Stream stream = current;
        if (stream == null || stream.gone) {
            return;
        }
        int bytes = piece.remaining();
        stream.received += bytes;
        if (stream.bodiless && bytes > 0 || stream.declared >= 0 && stream.received > stream.declared) {
            malformed(stream, "its body is longer than its head says");
            return;
        }
        delivered += bytes;
        stream.user().data(piece);
    }

    @Override
    public void dataEnds() {
        Stream stream = current;
        current = null;
        if (stream == null || stream.gone) {
            windows.consumed(flow - delivered);
            return;
        }
        if (flow > delivered) {
            session.consumed(stream, flow - delivered);
        }
        if (currentEnds) {
            ended(stream, null);
        }
    }

    // ---- heads and trailers ----

    @Override
    public void fields(int id, boolean end, byte[] bytes, int start, int blockEnd) throws ConnectionFault {
        Stream stream = open.find(id);
        if (stream == null) {
            // keeps the dynamic table in step
            decoder.decode(bytes, start, blockEnd, (field, nameStart, nameEnd, valueStart, valueEnd) -> {});
            late(id);
        } else if (stream.answered) {
            trailers(stream, end, bytes, start, blockEnd);
        } else {
            head(stream, end, bytes, start, blockEnd);
        }
    }

    private void head(Stream stream, boolean end, byte[] bytes, int start, int blockEnd) throws ConnectionFault {
        Asked asked = (Asked) stream.user();
        ResponseHead head = asked.head();
        answers.begin(head);
        decoder.decode(bytes, start, blockEnd, answers);
        String wrong = answers.end(head);
        if (wrong == null && end && head.interim()) {
            wrong = "it ends with an interim response";
        }
        if (wrong != null) {
            malformed(stream, wrong);
            return;
        }
        if (!head.interim()) {
            stream.answered = true;
            stream.bodiless |= head.status() == NO_CONTENT || head.status() == NOT_MODIFIED;
            stream.declared = stream.bodiless ? -1 : answers.length();
            stream.remoteEnded = end;
        }
        boolean cut = end && stream.declared > 0;
        if (cut) {
            malformed(stream, "its body is shorter than its Content-Length");
            return;
        }
        asked.responded();
        if (end && !stream.gone) {
            ended(stream, null);
        }
    }

    private void trailers(Stream stream, boolean end, byte[] bytes, int start, int blockEnd) throws ConnectionFault {
        TrailerFields fields = new TrailerFields(ResponseParser.MAX_BYTES);
        decoder.decode(bytes, start, blockEnd, fields);
        if (stream.remoteEnded || !end || fields.wrong() != null) {
            malformed(stream, "its trailers are malformed, too many, or in the wrong place");
        } else {
            ended(stream, fields.fields());
        }
    }

    // ---- the connection and its streams ----

    @Override
    public void reset(int id, int code) throws ConnectionFault {
        Stream stream = open.find(id);
        if (stream == null) {
            late(id);
            return;
        }
        session.resetByMember(stream, code);
    }

    @Override
    public void setting(int name, long value) throws ConnectionFault {
        int before = peer.initialWindow();
        peer.set(name, value);
        int change = peer.initialWindow() - before;
        for (int i = 0; change != 0 && i < open.count(); i++) {
            Stream stream = open.at(i);
            stream.sendWindow += change;
            if (stream.sendWindow > MAX_WINDOW) {
                throw fault(Reason.FLOW_CONTROL, "a setting makes a window too large");
            }
        }
    }

    @Override
    public void settingsEnd() {
        session.settled();
    }

    @Override
    public void settingsAck() {
        // ours hold from the start: they only say less than what holds without them
    }

    @Override
    public void ping(boolean ack, long payload) {
        if (ack) {
            session.told().alive();
        } else {
            session.writer().ping(true, payload);
        }
    }

    @Override
    public void goAway(int lastStream, int code) {
        session.dismissed(lastStream, code);
    }

    @Override
    public void windowUpdate(int id, int increment) throws ConnectionFault {
        if (id == 0) {
            if (increment == 0 || !session.opened(increment)) {
                throw fault(Reason.FLOW_CONTROL, "the connection's window is opened by nothing, or too far");
            }
            return;
        }
        Stream stream = open.find(id);
        if (stream == null) {
            late(id);
            return;
        }
        stream.sendWindow += increment;
        if (increment == 0 || stream.sendWindow > MAX_WINDOW) {
            malformed(stream, "a window is opened by nothing, or too far");
        }
    }

    @Override
    public void aside() {
        // a member may send what asks for nothing
    }
}
