package tandem.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.sse.ServerSentEventConnection;
import io.undertow.server.handlers.sse.ServerSentEventHandler;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.json.StatusJson;
import tandem.core.port.NodeControl;

/**
 * {@code /api/v1/stream}: the status about once a second and after each event, and the event history as it grows, as server-sent
 * events (HTML Living Standard §9.2). One thread of its own makes the messages once for all clients; a client that takes nothing for
 * ten seconds is closed. Any thread.
 */
final class EventStream implements AutoCloseable {
    static final int MOST_CLIENTS = 32;

    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long COMMENT_MILLIS = 15_000;
    private static final long RETRY_MILLIS = 2_000;
    private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A large status is sent less often: at most this much a millisecond. */
    private static final int STATUS_CHARS_A_MILLI = 64;

    private final NodeControl control;
    private final MeterRegistry registry;
    private final Set<StreamClient> clients = ConcurrentHashMap.newKeySet();
    private final AtomicInteger open = new AtomicInteger();
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread =
            Thread.ofPlatform().name("tandem-admin-stream").daemon().unstarted(this::run);
    private final AtomicLong dropped = new AtomicLong();
    private final List<Meter> meters = new ArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable String newest;

    EventStream(NodeControl control, MeterRegistry registry) {
        this.control = control;
        this.registry = registry;
    }

    /** Adds the path. */
    Router addTo(Router router) {
        return router.at("GET", "/api/v1/stream", this::open);
    }

    void start() {
        meters.add(Gauge.builder("tandem.admin.streams", open, AtomicInteger::get)
                .description("Clients that follow the status and the event history.")
                .register(registry));
        meters.add(FunctionCounter.builder("tandem.admin.streams.dropped", dropped, AtomicLong::get)
                .description("Clients of the stream that were closed because they took nothing for ten seconds.")
                .register(registry));
        control.whenSomethingHappens(woken::release);
        thread.start();
    }

    private void open(HttpServerExchange exchange) throws Exception {
        if (exchange.getRequestMethod().equals(Methods.HEAD)) {
            exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/event-stream; charset=UTF-8");
            exchange.endExchange();
            return;
        }
        if (open.incrementAndGet() > MOST_CLIENTS || closed) {
            open.decrementAndGet();
            exchange.getResponseHeaders().put(Headers.RETRY_AFTER, "5");
            Responses.problem(
                    exchange,
                    StatusCodes.SERVICE_UNAVAILABLE,
                    MOST_CLIENTS + " clients follow this node already; close one, or ask /api/v1/status now and then");
            return;
        }
        AtomicBoolean counted = new AtomicBoolean(true);
        exchange.getConnection().addCloseListener(_ -> {
            if (counted.getAndSet(false)) {
                open.decrementAndGet();
            }
        });
        BooleanSupplier still = Caller.still(exchange);
        new ServerSentEventHandler((connection, last) -> connected(connection, last, still)).handleRequest(exchange);
    }

    private void connected(ServerSentEventConnection connection, @Nullable String lastEventId, BooleanSupplier still) {
        Deque<String> asked = connection.getQueryParameters().getOrDefault("after", new ArrayDeque<>());
        String after = lastEventId == null ? asked.peekFirst() : lastEventId;
        StreamClient client = new StreamClient(
                connection, control, after == null ? control.events("").next("") : after, still);
        connection.setKeepAliveTime(COMMENT_MILLIS);
        connection.sendRetry(RETRY_MILLIS);
        connection.addCloseTask(_ -> clients.remove(client));
        clients.add(client);
        if (!connection.isOpen()) {
            clients.remove(client);
        }
        String known = newest;
        if (known != null) {
            client.status(known);
        }
        woken.release();
    }

    private void run() {
        long lastStatus = System.nanoTime() - BEAT_NANOS;
        long gap = 0;
        try {
            while (!closed) {
                awaitWork();
                clients.stream().filter(client -> !client.allowed()).forEach(StreamClient::close);
                clients.forEach(StreamClient::pump);
                if (!clients.isEmpty() && System.nanoTime() - lastStatus >= gap) {
                    lastStatus = System.nanoTime();
                    gap = sendStatus();
                }
                clients.stream().filter(client -> client.stuck(STUCK_NANOS)).forEach(this::drop);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (InterruptedException e) {
            LOG.debug("the stream was interrupted: the node stops");
        }
    }

    private void awaitWork() throws InterruptedException {
        if (clients.isEmpty()) {
            newest = null;
            woken.acquire();
        } else {
            boolean _ = woken.tryAcquire(BEAT_NANOS, TimeUnit.NANOSECONDS);
        }
        woken.drainPermits();
    }

    /** Sends the status to all; returns for how long a status of this size is not to be sent again. */
    private long sendStatus() {
        String json;
        try {
            json = StatusJson.line(control.status());
        } catch (RuntimeException e) {
            LOG.error("the status could not be put together; please report this as a bug", e);
            return BEAT_NANOS;
        }
        newest = json;
        clients.forEach(client -> client.status(json));
        return TimeUnit.MILLISECONDS.toNanos(json.length() / STATUS_CHARS_A_MILLI);
    }

    private void drop(StreamClient client) {
        dropped.incrementAndGet();
        clients.remove(client);
        LOG.info("a client of the stream was closed: it took nothing for {} s", STUCK_NANOS / 1_000_000_000);
        client.close();
    }

    /** Closes every client's connection and ends the thread. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        clients.forEach(StreamClient::close);
        meters.forEach(registry::remove);
    }
}
