package tandem.proxy.ftp;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Bytes on their way from a visit's thread to an I/O thread. Holds a few pieces at most; who writes waits until the reader took
 * one, who reads never waits.
 */
public final class FtpPipe {
    static final int PIECE = 16 * 1024;
    private static final int PIECES = 4;

    private final Semaphore room = new Semaphore(PIECES);
    private final Queue<ByteBuffer> pieces = new ConcurrentLinkedQueue<>();
    private final Queue<byte[]> spare = new ConcurrentLinkedQueue<>();
    private final Runnable arrived;
    private volatile boolean ended;
    private volatile @Nullable String flaw;

    /** @param arrived is told by the writer's thread that there is something to read */
    public FtpPipe(Runnable arrived) {
        this.arrived = arrived;
    }

    // ---- the visit's thread ----

    /** An array of {@link #PIECE} bytes to be filled and given to {@link #write}. */
    byte[] piece() {
        byte[] used = spare.poll();
        return used == null ? new byte[PIECE] : used;
    }

    /**
     * Hands a piece on.
     *
     * @throws InterruptedIOException if nobody wants it any more
     */
    void write(byte[] piece, int length) throws InterruptedIOException {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the client went away");
        }
        pieces.add(ByteBuffer.wrap(piece, 0, length));
        arrived.run();
    }

    /** All is written. */
    void end() {
        ended = true;
        arrived.run();
    }

    /** Nothing more comes, though more should. */
    void fail(String reason) {
        flaw = reason;
        end();
    }

    // ---- the I/O thread ----

    /**
     * Takes what is there.
     *
     * @return how many bytes; 0 for none now, -1 at the end
     * @throws IOException if the rest will not come
     */
    public int read(ByteBuffer into) throws IOException {
        boolean last = ended;
        int taken = 0;
        ByteBuffer piece = pieces.peek();
        while (piece != null && into.hasRemaining()) {
            int length = Math.min(piece.remaining(), into.remaining());
            into.put(piece.slice().limit(length));
            piece.position(piece.position() + length);
            taken += length;
            if (!piece.hasRemaining()) {
                pieces.poll();
                spare.add(piece.array());
                room.release();
            }
            piece = pieces.peek();
        }
        if (taken > 0 || piece != null || !last) {
            return taken;
        }
        String reason = flaw;
        if (reason != null) {
            throw new IOException(reason);
        }
        return -1;
    }

    /** Whether {@link #read} has something to say. */
    public boolean readable() {
        return ended || !pieces.isEmpty();
    }
}
