package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Fields;

/** Where the payload of a body comes from, its framing taken off. One I/O thread. */
interface BodySource {
    /**
     * Reads payload without blocking.
     *
     * @return how many bytes; 0 if none are there now; -1 when the body is complete
     * @throws tandem.proxy.http.BadMessage if the body is malformed or was cut short
     * @throws IOException if the connection broke
     */
    int read(ByteBuffer into) throws IOException;

    /** How many bytes are still to come, as far as that is known; 0 if it is not. */
    long expected();

    /** The fields that stood behind a body that is complete; null for none. Those that are dropped are not passed on. */
    @Nullable
    Fields trailers();

    /** Asks to be told when there is something to read. */
    void resume();

    /** Asks to be left alone: whoever takes the payload is busy. */
    void suspend();
}
