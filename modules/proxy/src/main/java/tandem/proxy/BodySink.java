package tandem.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import tandem.proxy.http.Fields;

/** Where the payload of a body goes; puts the framing on. One I/O thread. */
interface BodySink {
    /** Takes what it can without blocking; what it leaves waits for {@link #resume}. */
    void write(ByteBuffer payload) throws IOException;

    /** Pushes out what it holds; true when it holds nothing any more. */
    boolean flush() throws IOException;

    /** Fields to go behind the body, where its framing has a place for them; before {@link #end}. */
    void trailers(Fields fields);

    /** Ends the body properly; to be repeated until it returns true: all is with the kernel. */
    boolean end() throws IOException;

    /** Ends the sending half of the connection; only on a connection that carries blind bytes. */
    void shutdown() throws IOException;

    /** Asks to be told when it can take more. */
    void resume();

    /** Asks not to be told. */
    void suspend();
}
