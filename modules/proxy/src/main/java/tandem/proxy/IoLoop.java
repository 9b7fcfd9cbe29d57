package tandem.proxy;

import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.XnioIoThread;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.proxy.http.HeadBytes;
import tandem.proxy.http.RequestHead;
import tandem.proxy.http.Targets;
import tandem.proxy.log.AccessLog;
import tandem.proxy.tls.NetBuffers;

/**
 * All that belongs to one I/O thread and is shared with no other: buffers, deadlines, member connections, the clients it serves.
 * That thread only, but for the figures.
 */
final class IoLoop {
    /** A client's connection. That thread only. */
    interface Client {
        /** Whether a request is carried out. */
        boolean busy();

        ClientConnection client();

        /** Hears that it should come by another connection soon; nothing happens where the protocol has no words for that. */
        default void tell() {}

        /** Is to end: at once if it carries nothing, else behind that. */
        default void part() {
            if (!busy()) {
                close();
            }
        }

        void close();
    }

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static final int SPARES = 256;
    private static final Logger LOG = LoggerFactory.getLogger(IoLoop.class);

    private final XnioIoThread thread;
    private final NodeClock clock;
    private final IoBuffers buffers;
    private final Deflaters deflaters = new Deflaters();
    private final NetBuffers netBuffers = new NetBuffers(false);
    private final NetBuffers directNetBuffers = new NetBuffers(true);
    private final @Nullable TlsParts tls;
    private final TurnBudget turn = new TurnBudget();
    private final Deadlines deadlines = new Deadlines();
    private final HeadBytes scratch = new HeadBytes();
    private final Targets targets = new Targets();
    private final Paths paths = new Paths();
    private final Deque<RequestHead> heads = new ArrayDeque<>();
    private final Deque<Forwarding> forwardings = new ArrayDeque<>();
    private final Set<Client> clients = new HashSet<>();
    private final AtomicInteger openClients = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final VipClients vipClients;
    private final MemberConnections members;
    private AccessLog.@Nullable Lines lines;
    private byte[] dateLine = new byte[0];
    private long dateSecond = Long.MIN_VALUE;
    private @Nullable Timer lag;
    private long tickDueNanos;
    private volatile boolean draining;
    private Set<String> goneListeners = Set.of();

    IoLoop(XnioIoThread thread, NodeClock clock, Counters counters, FlowGroups flows) {
        this(thread, clock, counters, flows, Long.MAX_VALUE, null);
    }

    /**
     * Begins to tick.
     *
     * @param mostBuffered the bytes that buffers may hold before new requests are refused
     * @param tls null where nobody speaks TLS
     */
    IoLoop(
            XnioIoThread thread,
            NodeClock clock,
            Counters counters,
            FlowGroups flows,
            long mostBuffered,
            @Nullable TlsParts tls) {
        this.vipClients = new VipClients(flows);
        this.buffers = new IoBuffers(mostBuffered);
        this.thread = thread;
        this.tls = tls;
        this.clock = clock;
        this.members = new MemberConnections(this, counters.shard());
        tickLater();
    }

    private void tickLater() {
        tickDueNanos = clock.nanos() + TimeUnit.MILLISECONDS.toNanos(Deadlines.TICK_MILLIS);
        try {
            thread.executeAfter(this::tick, Deadlines.TICK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} ends", thread.getName());
        }
    }

    @RunsOn(Lane.IO)
    private void tick() {
        if (lag != null) {
            lag.record(Math.max(0, clock.nanos() - tickDueNanos), TimeUnit.NANOSECONDS);
        }
        tickLater();
        long now = clock.nanos();
        deadlines.sweep(now);
        members.reap(now);
    }

    /** Says where it notes how late each tick is. */
    void lag(Timer to) {
        lag = to;
    }

    /** Wall clock in microseconds, for people. */
    long epochMicros() {
        return clock.epochMillis() * 1000;
    }

    XnioIoThread thread() {
        return thread;
    }

    IoBuffers buffers() {
        return buffers;
    }

    /** What bodies may move now. */
    TurnBudget turn() {
        return turn;
    }

    /** Compressors of responses. */
    Deflaters deflaters() {
        return deflaters;
    }

    /** Buffers for records of TLS. */
    NetBuffers netBuffers() {
        return netBuffers;
    }

    /** The same for an engine that wants them outside of Java's heap. */
    NetBuffers directNetBuffers() {
        return directNetBuffers;
    }

    @Nullable
    TlsParts tls() {
        return tls;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    MemberConnections members() {
        return members;
    }

    long nanos() {
        return clock.nanos();
    }

    /** Where lines of access logs go; null where nobody logs. */
    AccessLog.@Nullable Lines lines() {
        return lines;
    }

    /** Says where lines go, before anybody is served. */
    void lines(AccessLog.Lines to) {
        lines = to;
    }

    /** Where heads are put together; whoever clears it has it until the next one does. */
    HeadBytes scratch() {
        return scratch;
    }

    /** The targets that clients of this thread ask for often. */
    Targets targets() {
        return targets;
    }

    Paths paths() {
        return paths;
    }

    RequestHead takeHead() {
        RequestHead spare = heads.pollFirst();
        return spare == null ? new RequestHead() : spare;
    }

    void giveHead(RequestHead head) {
        if (heads.size() < SPARES) {
            heads.addFirst(head);
        }
    }

    /** A forwarding that is over and may be used again; null without one. */
    @Nullable
    Forwarding takeForwarding() {
        return forwardings.pollFirst();
    }

    void giveForwarding(Forwarding spare) {
        if (forwardings.size() < SPARES) {
            forwardings.addFirst(spare);
        }
    }

    /** The Date field of now, as a whole line. */
    byte[] dateLine() {
        long second = Math.floorDiv(clock.epochMillis(), 1000L);
        if (second != dateSecond) {
            dateSecond = second;
            dateLine = ("Date: " + DATE.format(Instant.ofEpochSecond(second)) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        return dateLine;
    }

    // ---- clients ----

    /** A client connected; it is counted until {@link #left}. */
    void joined(Client client) {
        clients.add(client);
        openClients.setRelease(clients.size());
        vipClients.joined(client);
    }

    /** A client's connection is closed. */
    void left(Client client) {
        clients.remove(client);
        openClients.setRelease(clients.size());
        vipClients.left(client);
    }

    /** A request begins. */
    void began() {
        running.setRelease(running.getPlain() + 1);
    }

    /** A request is over. */
    void ended() {
        running.setRelease(running.getPlain() - 1);
    }

    /** How many clients are connected; any thread. */
    int openClients() {
        return openClients.get();
    }

    /** How many requests run; any thread. */
    int running() {
        return running.get();
    }

    /** Whether the response under way is to be the last on its connection. */
    boolean draining(ClientConnection client) {
        return draining
                || (!goneListeners.isEmpty() && goneListeners.contains(client.listener()))
                || vipClients.parting(client);
    }

    /** Clients that came by these listeners end with their next response; those between requests are closed. */
    void part(Set<String> listeners) {
        goneListeners = listeners;
        for (Client client : Set.copyOf(clients)) {
            if (listeners.contains(client.client().listener())) {
                client.part();
            }
        }
    }

    /** Those that came by a virtual address. */
    VipClients vipClients() {
        return vipClients;
    }

    /** From now on every response is the last on its connection; connections between requests are closed. */
    void drain() {
        draining = true;
        Set.copyOf(clients).forEach(Client::part);
    }

    /** Closes every connection. */
    void close() {
        draining = true;
        Set.copyOf(clients).forEach(Client::close);
        members.closeIdle();
    }
}
