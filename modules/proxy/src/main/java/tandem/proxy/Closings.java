package tandem.proxy;

import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.StreamConnection;

/** Hands connections on while others still want to hear of their end. */
final class Closings {
    private Closings() {}

    /**
     * Hands a connection to somebody who may set a close listener in place of the one that is there.
     *
     * @param closed runs once when the connection is closed, as the listener does that is there now
     */
    static void hand(StreamConnection connection, ChannelListener<? super StreamConnection> next, Runnable closed) {
        Once once = new Once(connection.getCloseListener(), closed);
        connection.setCloseListener(once);
        next.handleEvent(connection);
        ChannelListener<? super StreamConnection> inner = connection.getCloseListener();
        if (!connection.isOpen()) {
            once.handleEvent(connection);
        } else if (inner != once) {
            connection.setCloseListener(closing -> {
                if (inner != null) {
                    inner.handleEvent(closing);
                }
                once.handleEvent(closing);
            });
        }
    }

    private static final class Once implements ChannelListener<StreamConnection> {
        private final @Nullable ChannelListener<? super StreamConnection> before;
        private final Runnable closed;
        private boolean over;

        Once(@Nullable ChannelListener<? super StreamConnection> before, Runnable closed) {
            this.before = before;
            this.closed = closed;
        }

        @Override
        public void handleEvent(StreamConnection closing) {
            if (over) {
                return;
            }
            over = true;
            closed.run();
            if (before != null) {
                before.handleEvent(closing);
            }
        }
    }
}
