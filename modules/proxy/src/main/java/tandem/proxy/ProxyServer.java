package tandem.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.ChannelListener;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import tandem.core.balance.Member;
import tandem.core.config.ListenerConfig;
import tandem.core.count.Counters;
import tandem.core.port.ClientFlows;
import tandem.core.port.NodeClock;
import tandem.core.port.OperatorPages;
import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.port.VipListeners;
import tandem.core.routing.LiveTable;
import tandem.proxy.tls.Certificates;
import tandem.proxy.tls.HandshakePool;

/**
 * The data plane: accepts clients, forwards their requests to members. Owns its I/O threads. Its methods may block briefly; any
 * thread but an I/O thread.
 */
public final class ProxyServer implements VipListeners, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
    private static final Duration CLOSING = Duration.ofSeconds(2);

    private final XnioWorker worker;
    private final LiveTable table;
    private final HandshakePool handshakes;
    private final IoLoops loops;
    private final FlowGroups flows = new FlowGroups();
    private final Listeners listeners;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Starts the I/O threads; nothing is accepted before {@link #start}.
     *
     * @param table read once a request
     * @param counters each I/O thread writes a shard of its own
     * @param events told about members
     * @param meters where the metrics {@code tandem_proxy_…} are registered
     * @throws IllegalStateException if the machine gives no threads or selectors
     */
    public ProxyServer(
            ProxySettings settings,
            LiveTable table,
            Counters counters,
            NodeClock clock,
            ProxyEvents events,
            MeterRegistry meters) {
        this(settings, table, counters, clock, events, meters, new Certificates());
    }

    /** The same with TLS and without pages of this node; they are answered with 404. */
    public ProxyServer(
            ProxySettings settings,
            LiveTable table,
            Counters counters,
            NodeClock clock,
            ProxyEvents events,
            MeterRegistry meters,
            Certificates certificates) {
        this(
                settings,
                table,
                counters,
                clock,
                events,
                meters,
                certificates,
                (page, ask) -> PageVisit.said(404, "This node has no such page."));
    }

    /**
     * The same with all that a node has.
     *
     * @param certificates what listeners show and members are trusted by; read before {@link #start} and kept by whoever gives it
     * @param pages makes the pages of this node on the listeners
     */
    public ProxyServer(
            ProxySettings settings,
            LiveTable table,
            Counters counters,
            NodeClock clock,
            ProxyEvents events,
            MeterRegistry meters,
            Certificates certificates,
            OperatorPages pages) {
        this.table = table;
        this.worker = worker(settings);
        this.handshakes = new HandshakePool(settings.nodeName(), settings.ioThreads());
        TlsMetrics tlsMetrics = new TlsMetrics(meters);
        tlsMetrics.watch(meters, handshakes);
        TlsParts tls = new TlsParts(certificates, handshakes, tlsMetrics);
        long mostBuffered = settings.clientLimits().buffered().bytes() / settings.ioThreads();
        this.loops = new IoLoops(
                settings.ioThreads(), thread -> new IoLoop(thread, clock, counters, flows, mostBuffered, tls));
        flows.watch(loops);
        ProxyMetrics metrics = new ProxyMetrics(meters);
        metrics.watch(loops);
        metrics.expect(table.current().balancers().keySet());
        metrics.expect(Set.of(ProxyMetrics.NO_BALANCER));
        Plane plane = new Plane(settings, table, events, metrics, pages);
        FrontBuffers buffers = new FrontBuffers(loops);
        ExchangeHandler handler = (loop, exchange, refused) -> {
            Forwarding forwarding = Forwarding.of(plane, loop, exchange);
            if (refused == null) {
                forwarding.start();
            } else {
                forwarding.refuse(refused);
            }
        };
        ClientAdmission admission = new ClientAdmission(settings.clientLimits(), clock, openFiles());
        metrics.watch(admission);
        this.listeners = new Listeners(worker, name -> {
            boolean secure = certificates.listener(name) != null;
            ChannelListener<StreamConnection> front = acceptor(name, secure, settings, buffers, handler);
            return admission.before(secure ? new TlsAcceptor(name, tls, loops, front) : front);
        });
    }

    private ChannelListener<StreamConnection> acceptor(
            String listener, boolean secure, ProxySettings settings, FrontBuffers buffers, ExchangeHandler handler) {
        return switch (settings.front()) {
            case OWN ->
                new Http1OpenListener(
                        listener, secure, settings.clientTimeouts(), settings.clientLimits(), loops, buffers, handler);
            case UNDERTOW ->
                new UndertowFront(listener, secure, settings.clientTimeouts(), loops, handler).acceptor(buffers);
        };
    }

    private static long openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE / 4;
    }

    private static XnioWorker worker(ProxySettings settings) {
        try {
            return Xnio.getInstance(ProxyServer.class.getClassLoader())
                    .createWorker(OptionMap.builder()
                            .set(Options.WORKER_NAME, "tandem-" + settings.nodeName())
                            .set(Options.WORKER_IO_THREADS, settings.ioThreads())
                            .set(Options.WORKER_TASK_CORE_THREADS, 1)
                            .set(Options.WORKER_TASK_MAX_THREADS, 1)
                            .set(Options.THREAD_DAEMON, true)
                            .getMap());
        } catch (IOException e) {
            throw new IllegalStateException("the I/O threads could not be started: " + e.getMessage(), e);
        }
    }

    /**
     * Binds every listener; done only if all could be bound, else all errors are named and nothing stays open.
     *
     * @param insteadOfWildcard where {@code *} listeners listen, if not on every address of the machine
     */
    public Outcome start(Map<String, ListenerConfig> configured, Optional<InetAddress> insteadOfWildcard) {
        return listeners.start(configured, insteadOfWildcard);
    }

    /**
     * The port that a listener got.
     *
     * @throws IllegalArgumentException if no such listener is open
     */
    public int port(String listener) {
        return listeners.port(listener);
    }

    /**
     * Opens a connection to each of these members on every I/O thread that has none idle, so that the first clients of a node which
     * did not serve so far need not wait for one. Does not wait; does nothing once this is closed.
     *
     * @param members those without an address are passed over
     */
    public void prepareConnections(Collection<Member> members) {
        try {
            for (int i = 0; i < worker.getIoThreadCount(); i++) {
                XnioIoThread thread = worker.getIoThread(i);
                thread.execute(() -> {
                    MemberConnections connections = loops.of(thread).members();
                    for (Member member : members) {
                        prepare(connections, member);
                    }
                });
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("no connections for later: the I/O threads end");
        }
    }

    /** The connections to these addresses, as one; to be asked for before {@link #start}. */
    public ClientFlows flows(Collection<InetAddress> vips) {
        return flows.add(vips);
    }

    private void prepare(MemberConnections connections, Member member) {
        Optional<String> name = ServerName.expected(member, table.current());
        if (member.address().isPresent() && name.isPresent()) {
            connections.of(member).prepare(member, member.address().get(), name.get());
        }
    }

    @Override
    @RunsOn(Lane.VIP)
    public Outcome open(InetAddress vip) {
        return listeners.open(vip);
    }

    @Override
    @RunsOn(Lane.VIP)
    public void close(InetAddress vip) {
        listeners.close(vip);
    }

    /**
     * Takes no new connections, closes those that carry nothing, lets running requests finish, then closes everything. Blocks.
     *
     * @param patience how long requests may still run
     */
    public void drain(Duration patience) {
        listeners.close();
        loops.onEach(IoLoop::drain);
        long end = System.nanoTime() + patience.toNanos();
        while (loops.sum(IoLoop::running) > 0 && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        long left = loops.sum(IoLoop::running);
        if (left > 0) {
            LOG.warn("{} requests were still running after {} s and are cut off", left, patience.toSeconds());
        }
        close();
    }

    /** Closes listeners and connections at once; a second call does nothing. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        listeners.close();
        loops.onEach(IoLoop::close);
        handshakes.close();
        worker.shutdown();
        try {
            if (!worker.awaitTermination(CLOSING.toMillis(), TimeUnit.MILLISECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
