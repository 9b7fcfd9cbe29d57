package tandem.proxy.http2;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tandem.proxy.http.Fields;

/** One stream of a connection, from its request's head until both sides have ended it: RFC 9113 section 5.1. One thread. */
public final class Stream {
    /** Who carries out what the stream asks, or asked it; hears what the other side does. */
    public interface User {
        /** A piece of the body; it takes all of it, and tells {@link Transfer#consumed} when it is out of its hands. */
        void data(ByteBuffer piece);

        /** The message is complete. */
        void ended(@Nullable Fields trailers);

        /** The message is not what it promised to be; nothing more comes of it. */
        void broken(String sentence);

        /** The client, whose request is complete, sends nothing more by the whole connection. */
        void finished();

        /** The stream is over: nothing more can be received or sent. */
        void reset();
    }

    private final int id;
    private @Nullable User user;
    long sendWindow;
    int receiveWindow;
    int receiveTarget;
    int unacknowledged;
    long declared;
    long received;
    boolean tunnel;
    boolean remoteEnded;
    boolean localEnded;
    boolean answered;
    boolean bodiless;
    boolean refused;
    boolean resetByMember;
    boolean discarding;
    boolean gone;

    @Nullable
    Reason ending;

    Stream(int id, long sendWindow, int receiveWindow) {
        this.id = id;
        this.sendWindow = sendWindow;
        this.receiveWindow = receiveWindow;
        this.receiveTarget = receiveWindow;
    }

    /** Odd, and larger than those of all streams before. */
    public int id() {
        return id;
    }

    /** Says who carries it out; before anything else is done with it. */
    public void user(User carrier) {
        user = carrier;
    }

    User user() {
        User known = user;
        if (known == null) {
            throw new IllegalStateException("nobody carries the stream out");
        }
        return known;
    }

    /** Whether the other side has sent its whole message. */
    public boolean remoteEnded() {
        return remoteEnded;
    }

    /** Whether the stream is over, and the member says that it did nothing of what was asked. */
    public boolean refused() {
        return refused;
    }

    /** Whether the member itself ended this stream, and not its whole connection. */
    public boolean resetByMember() {
        return resetByMember;
    }

    /** Whether nothing can be received or sent any more. */
    public boolean gone() {
        return gone;
    }
}
