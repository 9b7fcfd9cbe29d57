package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tandem.core.routing.ListenerRules;
import tandem.proxy.http.Fields;

/**
 * Moves one body from a source to a sink through one buffer: reads only what the sink has room for, and no more at once than its
 * fair share of the thread. One I/O thread.
 */
final class Relay {
    /** How many bytes one body moves at most before others have their turn. */
    static final int FAIR_SHARE = 256 * 1024;

    /** Why it stopped. */
    enum Stop {
        /** The source has nothing now; all that came is passed on. */
        SOURCE_EMPTY,
        /** The sink takes no more now. */
        SINK_FULL,
        /** Others are to have their turn first. */
        TURN_OVER,
        /** The body is complete and with the kernel. */
        COMPLETE,
        /** The source broke or was malformed: see {@link #failure}. */
        SOURCE_FAILED,
        /** The sink broke: see {@link #failure}. */
        SINK_FAILED
    }

    private final IoBuffers buffers;
    private final TurnBudget turn;
    private BodySource source;
    private BodySink sink;
    private @Nullable ByteBuffer moving;
    private boolean flowing;
    private boolean sourceEnded;
    private long moved;
    private long most = Long.MAX_VALUE;
    private int fairShare = FAIR_SHARE;
    /** How often it moved nothing, because others moved much. Not all begin to count at the same, else all would be served at once. */
    private int passedOver;
    private String failure = "";
    private ListenerRules rules = ListenerRules.NONE;

    @SuppressWarnings("NullAway.Init") // begin sets both ends, and nothing is moved before
    Relay(IoBuffers buffers, TurnBudget turn) {
        this.buffers = buffers;
        this.turn = turn;
    }

    /** Begins another body; the one before is over and released. */
    void begin(BodySource from, BodySink to) {
        source = from;
        sink = to;
        flowing = false;
        sourceEnded = false;
        moved = 0;
        most = Long.MAX_VALUE;
        fairShare = FAIR_SHARE;
        passedOver = turn.seat();
        failure = "";
        rules = ListenerRules.NONE;
    }

    /**
     * Begins another body.
     *
     * @param share how much may be moved at once before others have their turn; what is done with it may take time
     */
    void begin(BodySource from, BodySink to, int share) {
        begin(from, to);
        fairShare = share;
    }

    /** Lets no trailer pass that only this node may say. */
    void withRules(ListenerRules ofListener) {
        rules = ofListener;
    }

    /** Lets no more than this many bytes pass; 0 for no limit. */
    void limit(long bytes) {
        most = bytes == 0 ? Long.MAX_VALUE : bytes;
    }

    /** Whether it failed because more came than its limit. */
    boolean tooLong() {
        return moved > most;
    }

    /** Has moved nothing yet. */
    void restart() {
        moved = 0;
    }

    /** Forgets a body that is over. */
    @SuppressWarnings("NullAway") // until the next begin
    void forget() {
        release();
        source = null;
        sink = null;
    }

    /** Whether the source gave all it had, though the sink may not have it yet. */
    boolean sourceEnded() {
        return sourceEnded;
    }

    /** Payload bytes that came from the source. */
    long moved() {
        return moved;
    }

    /** What broke, in words for a log. */
    String failure() {
        return failure;
    }

    /** Moves what can be moved. */
    Stop run() {
        int share = fairShare;
        if (turn.used()) {
            share = Math.min(share, TurnBudget.SMALL);
            if (moved >= TurnBudget.SMALL) {
                passedOver = (passedOver + 1) % TurnBudget.MOST_PASSED_OVER;
                if (passedOver > 0) {
                    return Stop.TURN_OVER;
                }
            }
        }
        while (true) {
            if (!drained()) {
                return failure.isEmpty() ? Stop.SINK_FULL : Stop.SINK_FAILED;
            }
            if (sourceEnded) {
                return end();
            }
            if (share <= 0) {
                return Stop.TURN_OVER;
            }
            int read = read();
            if (read == 0) {
                return failure.isEmpty() ? flush() : Stop.SOURCE_FAILED;
            }
            share -= read;
            turn.moved(read);
        }
    }

    private boolean drained() {
        ByteBuffer buffer = moving;
        if (buffer == null) {
            return true;
        }
        try {
            sink.write(buffer);
        } catch (IOException e) {
            failed(e);
            return false;
        }
        if (buffer.hasRemaining()) {
            return false;
        }
        release();
        return true;
    }

    /** Bytes that arrived, or 1 for the end, or 0 for nothing. */
    private int read() {
        boolean large = flowing || source.expected() > IoBuffers.SIZE;
        ByteBuffer buffer = large && fairShare > IoBuffers.SIZE ? buffers.takeLarge() : buffers.take();
        moving = buffer;
        try {
            int read = source.read(buffer);
            // whoever filled a small buffer has more: large ones save system calls
            flowing = read >= IoBuffers.SIZE;
            buffer.flip();
            if (read > 0) {
                moved += read;
                if (moved > most) {
                    throw new IOException("it is longer than " + most + " bytes");
                }
                return read;
            }
            release();
            sourceEnded = read < 0;
            return sourceEnded ? 1 : 0;
        } catch (IOException e) {
            release();
            failed(e);
            return 0;
        }
    }

    private Stop flush() {
        try {
            return sink.flush() ? Stop.SOURCE_EMPTY : Stop.SINK_FULL;
        } catch (IOException e) {
            failed(e);
            return Stop.SINK_FAILED;
        }
    }

    private Stop end() {
        Fields trailers = source.trailers();
        if (trailers != null) {
            rules.dropReserved(new FieldsTable(trailers));
            sink.trailers(trailers);
        }
        try {
            return sink.end() ? Stop.COMPLETE : Stop.SINK_FULL;
        } catch (IOException e) {
            failed(e);
            return Stop.SINK_FAILED;
        }
    }

    private void failed(IOException e) {
        String message = e.getMessage();
        failure = message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }

    /** Gives the buffer back, whatever is in it. */
    void release() {
        ByteBuffer buffer = moving;
        if (buffer != null) {
            moving = null;
            buffers.give(buffer);
        }
    }
}
