package tandem.proxy.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.BadRequest;
import tandem.proxy.http.Fields;
import tandem.proxy.http.RequestHead;

/** What each frame of a client means for the connection and its streams: RFC 9113 sections 5, 6 and 8. One connection, one thread. */
final class ClientFrames implements FrameReader.Told {
    private static final long MAX_WINDOW = Integer.MAX_VALUE;

    private final Session session;
    private final Session.Told told;
    private final OpenStreams open;
    private final ReceiveWindows windows;
    private final Budget budget;
    private final HpackDecoder decoder = new HpackDecoder();
    private final PeerSettings peer = new PeerSettings();
    private final RequestFields requestFields;
    private final int maxTrailers;
    private @Nullable Stream current;
    private boolean currentEnds;
    private int flow;
    private int delivered;

    ClientFrames(Session session, RequestFields requestFields, int maxTrailers) {
        this.session = session;
        this.told = session.told();
        this.open = session.streams();
        this.windows = session.windows();
        this.budget = session.budget();
        this.requestFields = requestFields;
        this.maxTrailers = maxTrailers;
    }

    private static ConnectionFault fault(Reason reason, String sentence) {
        return new ConnectionFault(reason, sentence);
    }

    private void streamFault(Stream stream, Reason reason) throws ConnectionFault {
        session.reset(stream, reason);
        stream.user().reset();
        budget.reset();
    }

    private boolean idle(int id) {
        return id > session.lastStream() || (id & 1) == 0;
    }

    /** Frames of a stream that is not open: passed over if the client may not know yet, else an error. */
    private void late(int id) throws ConnectionFault {
        if (idle(id)) {
            throw fault(Reason.PROTOCOL, "a frame names a stream that was never begun");
        }
        switch (session.closed().closed(id)) {
            case NODE -> budget.control();
            case CLIENT -> throw fault(Reason.STREAM_CLOSED, "a frame names a stream that is over");
            case NOBODY -> throw fault(Reason.PROTOCOL, "a stream is not numbered higher than those before");
        }
    }

    private void breakBody(Stream stream, String sentence) throws ConnectionFault {
        stream.discarding = true;
        stream.ending = Reason.MALFORMED;
        stream.user().broken(sentence);
        budget.reset();
    }

    private void endBody(Stream stream, @Nullable Fields trailers) throws ConnectionFault {
        if (stream.declared >= 0 && stream.received != stream.declared) {
            stream.remoteEnded = true;
            breakBody(stream, "it is shorter than its Content-Length");
            return;
        }
        stream.remoteEnded = true;
        stream.user().ended(trailers);
    }

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
        } else if (stream.remoteEnded) {
            streamFault(stream, Reason.STREAM_CLOSED);
        } else {
            current = stream;
            stream.receiveWindow -= flowLength;
            if (stream.receiveWindow < 0) {
                throw fault(Reason.FLOW_CONTROL, "more was sent than a stream's window allows");
            }
            if (flowLength == 0 && !end) {
                budget.control();
            }
        }
    }

    @Override
    public void data(ByteBuffer piece) throws ConnectionFault {
        Stream stream = current;
        if (stream == null || stream.gone || stream.discarding) {
            return;
        }
        int bytes = piece.remaining();
        stream.received += bytes;
        if (stream.declared >= 0 && stream.received > stream.declared) {
            breakBody(stream, "it is longer than its Content-Length");
            return;
        }
        delivered += bytes;
        stream.user().data(piece);
    }

    @Override
    public void dataEnds() throws ConnectionFault {
        Stream stream = current;
        current = null;
        if (stream == null || stream.gone) {
            windows.consumed(flow - delivered);
            return;
        }
        if (flow > delivered) {
            session.consumed(stream, flow - delivered);
        }
        if (currentEnds && stream.discarding) {
            stream.remoteEnded = true;
        } else if (currentEnds) {
            endBody(stream, null);
        }
    }

    @Override
    public void fields(int id, boolean end, byte[] bytes, int start, int blockEnd) throws ConnectionFault {
        Stream stream = open.find(id);
        if (stream != null) {
            trailers(stream, end, bytes, start, blockEnd);
        } else if (idle(id)) {
            if ((id & 1) == 0) {
                throw fault(Reason.PROTOCOL, "a client's stream has an even number");
            }
            session.begun(id);
            request(id, end, bytes, start, blockEnd);
        } else {
            passOver(bytes, start, blockEnd);
            late(id);
        }
    }

    /** Keeps the dynamic table in step. */
    private void passOver(byte[] bytes, int start, int blockEnd) throws ConnectionFault {
        decoder.decode(bytes, start, blockEnd, (field, nameStart, nameEnd, valueStart, valueEnd) -> {});
    }

    private void request(int id, boolean end, byte[] bytes, int start, int blockEnd) throws ConnectionFault {
        budget.asked();
        if (session.refusing() || open.count() >= Session.MOST_STREAMS) {
            passOver(bytes, start, blockEnd);
            session.refuse(id, session.refusing() ? Reason.REFUSED : Reason.TOO_MANY_STREAMS);
            budget.reset();
            return;
        }
        RequestHead head = told.takeHead();
        requestFields.begin(head);
        decoder.decode(bytes, start, blockEnd, requestFields);
        BadRequest refused = requestFields.end(end);
        Stream stream = new Stream(id, peer.initialWindow(), PeerSettings.FIRST_WINDOW);
        stream.remoteEnded = end;
        stream.declared = requestFields.length();
        stream.tunnel = requestFields.tunnel();
        open.add(stream);
        if (refused != null) {
            stream.discarding = true;
            stream.ending = refused.status() == 400 ? Reason.MALFORMED : null;
        } else if (!end) {
            windows.bodyBegins();
        }
        told.begins(stream, head, refused);
        if (stream.ending != null) {
            budget.reset();
        }
    }

    private void trailers(Stream stream, boolean end, byte[] bytes, int start, int blockEnd) throws ConnectionFault {
        TrailerFields fields = new TrailerFields(maxTrailers);
        decoder.decode(bytes, start, blockEnd, fields);
        if (stream.remoteEnded) {
            streamFault(stream, Reason.STREAM_CLOSED);
        } else if (!end || stream.tunnel) {
            // RFC 9113 section 8.5: a stream that carries another protocol has no fields
            streamFault(stream, Reason.PROTOCOL);
        } else if (stream.discarding) {
            stream.remoteEnded = true;
        } else if (fields.wrong() != null) {
            stream.remoteEnded = true;
            breakBody(stream, "a trailer is malformed, or there are too many");
        } else {
            endBody(stream, fields.fields());
        }
    }

    @Override
    public void reset(int id, int code) throws ConnectionFault {
        if (idle(id)) {
            throw fault(Reason.PROTOCOL, "a reset names a stream that was never begun");
        }
        Stream stream = open.find(id);
        if (stream == null) {
            budget.control();
            return;
        }
        session.leave(stream);
        told.clientReset();
        stream.user().reset();
        budget.reset();
    }

    @Override
    public void setting(int name, long value) throws ConnectionFault {
        budget.control();
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
    public void settingsEnd() throws ConnectionFault {
        budget.control();
        session.writer().settingsAck();
    }

    @Override
    public void settingsAck() throws ConnectionFault {
        budget.control();
    }

    @Override
    public void ping(boolean ack, long payload) throws ConnectionFault {
        budget.control();
        if (!ack) {
            session.writer().ping(true, payload);
        } else if (session.draining() && payload == Session.DRAIN_PING) {
            session.refuse();
        }
    }

    @Override
    public void goAway(int last, int code) throws ConnectionFault {
        budget.control();
        session.clientLeaves();
    }

    @Override
    public void windowUpdate(int id, int increment) throws ConnectionFault {
        budget.control();
        if (id == 0) {
            ofConnection(increment);
            return;
        }
        Stream stream = open.find(id);
        if (stream == null) {
            if (idle(id)) {
                throw fault(Reason.PROTOCOL, "a window names a stream that was never begun");
            }
            return;
        }
        stream.sendWindow += increment;
        if (increment == 0 || stream.sendWindow > MAX_WINDOW) {
            streamFault(stream, increment == 0 ? Reason.PROTOCOL : Reason.FLOW_CONTROL);
        }
    }

    private void ofConnection(int increment) throws ConnectionFault {
        if (increment == 0) {
            throw fault(Reason.PROTOCOL, "a window is opened by nothing");
        }
        if (!session.opened(increment)) {
            throw fault(Reason.FLOW_CONTROL, "the connection's window is too large");
        }
    }

    @Override
    public void aside() throws ConnectionFault {
        budget.control();
    }
}
