package tandem.proxy.http2;

/**
 * What the other side may still send: RFC 9113 section 5.2. Windows open as fast as the bytes are taken off our hands, so that what
 * is held for slow members is bounded: by a stream's window and, for all streams, by the connection's. Both grow while a
 * body is taken quickly and memory allows it. One connection, one thread.
 */
final class ReceiveWindows {
    /** The most that a stream's window grows to. */
    static final int MOST_OF_STREAM = 1 << 20;

    /** The connection's window once there is a body: several members may be slow before others have to wait for them. */
    static final int CONNECTION_WITH_BODIES = 4 * 65_536;

    /** The most that the connection's window grows to. */
    static final int MOST_OF_CONNECTION = 2 * MOST_OF_STREAM;

    private static final int UNBOUNDED = 1 << 30;

    private final FrameWriter writer;
    private int window = PeerSettings.FIRST_WINDOW;
    private int target = PeerSettings.FIRST_WINDOW;
    private int unacknowledged;

    ReceiveWindows(FrameWriter writer) {
        this.writer = writer;
    }

    /** A frame of DATA came. */
    void received(int bytes) throws ConnectionFault {
        window -= bytes;
        if (window < 0) {
            throw new ConnectionFault(Reason.FLOW_CONTROL, "more was sent than the connection's window allows");
        }
    }

    /** A request with a body begins. */
    void bodyBegins() {
        raise(CONNECTION_WITH_BODIES);
    }

    /**
     * Lets streams alone bound what is held: where a connection carries streams of clients that know nothing of each other, none that
     * takes little may keep the others waiting.
     */
    void unbounded() {
        target = UNBOUNDED;
        acknowledge(UNBOUNDED - window);
    }

    private void raise(int wanted) {
        int more = Math.min(wanted, MOST_OF_CONNECTION) - target;
        if (more > 0) {
            target += more;
            acknowledge(unacknowledged + more);
        }
    }

    private void acknowledge(int bytes) {
        unacknowledged = 0;
        window += bytes;
        writer.windowUpdate(0, bytes);
    }

    /** Bytes were taken, or thrown away, that belong to no stream any more. */
    void consumed(int bytes) {
        unacknowledged += bytes;
        if (unacknowledged >= target / 2) {
            acknowledge(unacknowledged);
        }
    }

    /**
     * Bytes of a stream were taken.
     *
     * @param mayGrow whether there is memory for larger windows
     */
    void consumed(Stream stream, int bytes, boolean mayGrow) {
        consumed(bytes);
        if (stream.gone || stream.remoteEnded) {
            return;
        }
        stream.unacknowledged += bytes;
        if (stream.unacknowledged < stream.receiveTarget / 2) {
            return;
        }
        int more = mayGrow ? Math.min(stream.receiveTarget, MOST_OF_STREAM - stream.receiveTarget) : 0;
        stream.receiveTarget += more;
        int increment = stream.unacknowledged + more;
        stream.unacknowledged = 0;
        stream.receiveWindow += increment;
        writer.windowUpdate(stream.id(), increment);
        if (more > 0) {
            raise(2 * stream.receiveTarget);
        }
    }
}
