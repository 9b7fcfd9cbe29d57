package tandem.admin;

import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventConnection.EventCallback;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import tandem.admin.json.EventJson;
import tandem.core.port.NodeControl;
import tandem.core.status.Event;

/**
 * One client of {@link EventStream}. At most one message is under way to it; of statuses that come meanwhile the newest alone
 * waits, events are fetched once there is room, so that a slow client costs no memory. Any thread.
 */
final class StreamClient {
    private final ServerSentEventConnection connection;
    private final NodeControl control;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Deque<Event> events = new ArrayDeque<>();
    private final Sent sent = new Sent();
    private final BooleanSupplier still;
    private String cursor;
    private @Nullable String status;
    private volatile long sendingSince;
    private volatile boolean sending;

    private record Message(
            String event, String data, @Nullable String id) {}

    /**
     * @param cursor the id of the event after which it begins
     * @param still whether its client may still follow
     */
    StreamClient(ServerSentEventConnection connection, NodeControl control, String cursor, BooleanSupplier still) {
        this.connection = connection;
        this.control = control;
        this.cursor = cursor;
        this.still = still;
    }

    /** Sends this status as soon as there is room. */
    void status(String json) {
        synchronized (this) {
            status = json;
        }
        pump();
    }

    /** Sends what waits, and events that this client has not got yet, if there is room. */
    void pump() {
        // Deliberate: no lock is held while sending; Undertow calls back under a lock of its own.
        while (busy.compareAndSet(false, true)) {
            Message next = next();
            if (next != null) {
                sendingSince = System.nanoTime();
                sending = true;
                connection.send(next.data(), next.event(), next.id(), sent);
                return;
            }
            busy.set(false);
            if (!waiting()) {
                return;
            }
        }
    }

    private synchronized @Nullable Message next() {
        if (events.isEmpty()) {
            events.addAll(control.events(cursor).events());
        }
        Event event = events.poll();
        if (event != null) {
            cursor = event.id();
            return new Message("history", EventJson.line(event), cursor);
        }
        String json = status;
        status = null;
        return json == null ? null : new Message("status", json, null);
    }

    private synchronized boolean waiting() {
        return status != null || !events.isEmpty();
    }

    /** Whether what was sent last has been under way for longer than this. */
    boolean stuck(long nanos) {
        return sending && System.nanoTime() - sendingSince > nanos;
    }

    /** Whether who asked for it may still follow: a session may have ended. */
    boolean allowed() {
        return still.getAsBoolean();
    }

    /** Closes its connection. */
    void close() {
        IoUtils.safeClose(connection);
    }

    private final class Sent implements EventCallback {
        @Override
        public void done(
                ServerSentEventConnection to, @Nullable String data, @Nullable String event, @Nullable String id) {
            sending = false;
            busy.set(false);
            pump();
        }

        @Override
        public void failed(
                ServerSentEventConnection to,
                @Nullable String data,
                @Nullable String event,
                @Nullable String id,
                IOException cause) {
            close();
        }
    }
}
