package tandem.proxy;

import java.util.ArrayDeque;
import java.util.Deque;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;

/**
 * Requests that have come by one connection and are not carried out yet. They begin behind everything that was read with them, so
 * that one which is taken back at once has cost no member anything (CVE-2023-44487, CVE-2025-8671), and a few at a time, so that
 * other connections have their turn in between. One I/O thread.
 */
@RunsOn(Lane.IO)
final class Http2Arrivals {
    /** So many begin in one turn. */
    static final int A_TURN = 16;

    private final ExchangeHandler handler;
    private final Http2Outbox outbox;
    private final Deque<Http2Exchange> waiting = new ArrayDeque<>(A_TURN);

    Http2Arrivals(ExchangeHandler handler, Http2Outbox outbox) {
        this.handler = handler;
        this.outbox = outbox;
    }

    void add(Http2Exchange exchange) {
        waiting.addLast(exchange);
    }

    /** Begins a turn's worth of them, in the order of their coming; none while the client does not read what it got. */
    void begin() {
        int left = outbox.clogged() ? 0 : A_TURN;
        while (left > 0) {
            Http2Exchange next = waiting.pollFirst();
            if (next == null) {
                return;
            }
            if (next.begin(handler)) {
                left--;
            }
        }
    }

    /** Begins this one before its turn, if it has not begun. */
    void begin(Http2Exchange exchange) {
        exchange.begin(handler);
    }

    /** Whether another turn would begin something. */
    boolean some() {
        Http2Exchange next = waiting.peekFirst();
        while (next != null && next.begun()) {
            waiting.removeFirst();
            next = waiting.peekFirst();
        }
        return next != null;
    }
}
