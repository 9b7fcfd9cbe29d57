package tandem.proxy.origin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * What a header of the PROXY protocol says of a connection. Immutable, any thread.
 *
 * @param client whom the connection is for; null: whoever connected speaks for itself, as in checks of its own
 */
public record Origin(@Nullable InetSocketAddress client) {
    /** The sender itself. */
    static final Origin SENDER = new Origin(null);

    static Origin of(InetAddress address, int port) {
        return new Origin(new InetSocketAddress(address, port));
    }

    /** Lets everybody who is given the connection know; below TLS, if there is any. */
    public void mark(StreamConnection connection) {
        connection
                .getSourceChannel()
                .setConduit(new Marked(this, connection.getSourceChannel().getConduit()));
    }

    /** What is known of a connection that reads by this conduit; null if it came without a header. */
    public static @Nullable Origin of(StreamSourceConduit conduit) {
        return conduit instanceof Marked marked ? marked.origin : null;
    }

    /** Reads as the one below does. */
    private static final class Marked extends AbstractStreamSourceConduit<StreamSourceConduit> {
        private final Origin origin;

        Marked(Origin origin, StreamSourceConduit below) {
            super(below);
            this.origin = origin;
        }
    }
}
