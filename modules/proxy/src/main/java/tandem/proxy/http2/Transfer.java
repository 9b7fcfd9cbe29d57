package tandem.proxy.http2;

import java.nio.ByteBuffer;
import tandem.proxy.http.HeadBytes;

/** What bodies and heads of streams go and come by, on whichever side of a connection. One connection, one thread. */
public interface Transfer {
    /**
     * Sends a field block: a head, or what stands behind a body.
     *
     * @param end whether nothing follows
     */
    void fields(Stream stream, HeadBytes block, boolean end);

    /** How many bytes of a body can be sent now in one frame. */
    int sendable(Stream stream);

    /** Sends so many bytes of a body, at most {@link #sendable}. */
    void data(Stream stream, ByteBuffer payload, int length, boolean end);

    /** Bytes that {@link Stream.User#data} got are used, or thrown away. */
    void consumed(Stream stream, int bytes);
}
