package tandem.proxy;

import java.util.ArrayDeque;
import java.util.Deque;

/** The streams of one connection that wait to send: each has its turn, in the order of their coming. One I/O thread. */
final class Http2Turns {
    /** What one stream may send at once while others wait. */
    private static final int SHARE = 32 * 1024;

    /** Less room than this is not worth a turn. */
    private static final int LEAST_ROOM = 4 * 1024;

    private final Http2Outbox outbox;
    private final Deque<Http2Sink> waiting = new ArrayDeque<>();

    Http2Turns(Http2Outbox outbox) {
        this.outbox = outbox;
    }

    void add(Http2Sink sink) {
        waiting.addLast(sink);
    }

    /** How many bytes a stream may send now, heads of frames among them. */
    int share() {
        return waiting.isEmpty() ? outbox.space() : Math.min(outbox.space(), SHARE);
    }

    /** Each of those that wait gets one turn at most, so that none keeps the others from theirs. */
    void take() {
        for (int left = waiting.size(); left > 0 && outbox.space() > LEAST_ROOM; left--) {
            Http2Sink next = waiting.pollFirst();
            if (next == null) {
                return;
            }
            next.dequeued();
            if (next.ready()) {
                next.turn();
            } else {
                next.stay();
            }
        }
    }

    /** Whether something would come of another round. */
    boolean someReady() {
        for (Http2Sink sink : waiting) {
            if (sink.ready()) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        waiting.clear();
    }
}
