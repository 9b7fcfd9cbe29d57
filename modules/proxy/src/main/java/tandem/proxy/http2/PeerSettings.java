package tandem.proxy.http2;

/** What the other side's settings say, as far as it matters here: RFC 9113 section 6.5.2. One connection, one thread. */
final class PeerSettings {
    static final int HEADER_TABLE_SIZE = 1;
    static final int ENABLE_PUSH = 2;
    static final int MAX_CONCURRENT_STREAMS = 3;
    static final int INITIAL_WINDOW_SIZE = 4;
    static final int MAX_FRAME_SIZE = 5;
    static final int MAX_HEADER_LIST_SIZE = 6;
    static final int ENABLE_CONNECT_PROTOCOL = 8;
    static final int NO_RFC7540_PRIORITIES = 9;

    /** The window of streams and of the connection without a setting. */
    static final int FIRST_WINDOW = 65_535;

    private static final int LARGEST_FRAME = (1 << 24) - 1;

    private int initialWindow = FIRST_WINDOW;
    private long mostStreams = Integer.MAX_VALUE;

    /** How many streams it takes at once. */
    long mostStreams() {
        return mostStreams;
    }

    /** What it takes of a stream before it says more. */
    int initialWindow() {
        return initialWindow;
    }

    /**
     * Takes one over; unknown ones say nothing.
     *
     * @throws ConnectionFault if its value is out of its range
     */
    void set(int name, long value) throws ConnectionFault {
        switch (name) {
            case ENABLE_PUSH, ENABLE_CONNECT_PROTOCOL, NO_RFC7540_PRIORITIES -> within(value, 0, 1, Reason.PROTOCOL);
            case MAX_FRAME_SIZE -> within(value, FrameReader.MAX_FRAME, LARGEST_FRAME, Reason.PROTOCOL);
            case MAX_CONCURRENT_STREAMS -> mostStreams = value;
            case INITIAL_WINDOW_SIZE -> {
                within(value, 0, Integer.MAX_VALUE, Reason.FLOW_CONTROL);
                initialWindow = (int) value;
            }
            default -> {
                // frames never exceed what is allowed to all, the encoder has no table, and nothing is pushed
            }
        }
    }

    private static void within(long value, long least, long most, Reason reason) throws ConnectionFault {
        if (value < least || value > most) {
            throw new ConnectionFault(reason, "a setting is out of its range");
        }
    }
}
