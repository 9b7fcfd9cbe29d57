package tandem.proxy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.ListenerConfig;
import tandem.core.count.Counters;
import tandem.core.port.ClientFlows;
import tandem.core.port.NodeClock;
import tandem.core.port.OperatorPages;
import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;
import tandem.core.port.RunsOn.Lane;
import tandem.core.port.Traces;
import tandem.core.port.VipListeners;
import tandem.core.routing.LiveTable;
import tandem.proxy.log.AccessLog;
import tandem.proxy.loop.PromptSelectors;
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
    private final ClientAdmission admission;
    private final AcceptGate gate;
    private final ForwardGate forwards;
    private final FtpGate ftp;
    private final OpenFiles files = OpenFiles.ofThisProcess();
    private final int ioThreads;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Set<String> goneListeners = Set.of();
    private volatile ClientRules clients;

    /** What new connections of clients are held to. */
    private record ClientRules(ClientTimeouts timeouts, ClientLimits limits) {
        /** The bytes of one I/O thread. */
        long buffered(int ioThreads) {
            return limits.buffered().bytes() / ioThreads;
        }
    }

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

    /** The same with TLS, without access log and without pages of this node; they are answered with 404. */
    public ProxyServer(
            ProxySettings settings,
            LiveTable table,
            Counters counters,
            NodeClock clock,
            ProxyEvents events,
            MeterRegistry meters,
            Certificates certificates) {
        this(settings, table, counters, clock, events, meters, new Parts(certificates));
    }

    /**
     * What a data plane is given besides; whoever gives it keeps it.
     *
     * @param certificates what listeners show and members are trusted by; read before {@link #start}
     * @param pages makes the pages of this node on the listeners
     * @param accessLog open already; null: nobody logs
     * @param traces null: nobody traces
     */
    public record Parts(
            Certificates certificates,
            OperatorPages pages,
            @Nullable AccessLog accessLog,
            @Nullable Traces traces) {
        Parts(Certificates certificates) {
            this(certificates, (page, ask) -> PageVisit.said(404, "This node has no such page."), null, null);
        }
    }

    /** The same with all that a node has. */
    public ProxyServer(
            ProxySettings settings,
            LiveTable table,
            Counters counters,
            NodeClock clock,
            ProxyEvents events,
            MeterRegistry meters,
            Parts parts) {
        Certificates certificates = parts.certificates();
        this.table = table;
        this.worker = worker(settings);
        this.handshakes = new HandshakePool(settings.nodeName(), settings.ioThreads());
        TlsMetrics tlsMetrics = new TlsMetrics(meters);
        tlsMetrics.watch(meters, handshakes);
        TlsParts tls = new TlsParts(certificates, handshakes, tlsMetrics);
        Http2MemberMetrics memberMetrics = new Http2MemberMetrics(meters);
        this.ioThreads = settings.ioThreads();
        this.clients = new ClientRules(settings.clientTimeouts(), settings.clientLimits());
        ProxyMetrics metrics = new ProxyMetrics(meters);
        Timer lag = metrics.loopLag();
        this.loops = new IoLoops(ioThreads, thread -> {
            IoLoop loop = new IoLoop(thread, clock, counters, flows, clients.buffered(ioThreads), tls);
            loop.lag(lag);
            loop.members().within(files);
            loop.members().measured(memberMetrics);
            if (parts.accessLog() != null) {
                loop.lines(parts.accessLog().lines());
            }
            return loop;
        });
        flows.watch(loops);
        metrics.watch(loops);
        metrics.expect(table.current().balancers().keySet());
        metrics.expect(Set.of(ProxyMetrics.NO_BALANCER));
        Plane plane =
                new Plane(settings, table, events, metrics, parts.pages(), certificates.challenges(), parts.traces());
        this.forwards = plane.forwards();
        this.ftp = plane.ftp();
        ftp.expect(table.current().config());
        if (table.current().forwardProxies() != null) {
            forwards.expect();
        }
        FrontBuffers buffers = new FrontBuffers(loops);
        ExchangeHandler handler = (loop, exchange, refused) -> {
            Forwarding forwarding = Forwarding.of(plane, loop, exchange);
            if (refused == null) {
                forwarding.start();
            } else {
                forwarding.refuse(refused);
            }
        };
        this.admission = new ClientAdmission(settings.clientLimits(), clock, files);
        metrics.watch(admission);
        this.gate = new AcceptGate(settings.nodeName(), ioThreads(worker), this::accepting);
        metrics.watch(gate);
        Http2Metrics http2 = new Http2Metrics(meters);
        SenderMetrics senders = new SenderMetrics(meters);
        this.listeners = new Listeners(worker, (name, listener) -> {
            boolean secure = certificates.listener(name) != null;
            ChannelListener<StreamConnection> front = listener.http2()
                    ? choice(name, buffers, http2, handler)
                    : acceptor(name, settings.front(), buffers, handler);
            ChannelListener<StreamConnection> next = secure ? new TlsAcceptor(name, tls, loops, front) : front;
            ChannelListener<StreamConnection> admitted = listener.proxyProtocol()
                    .<ChannelListener<StreamConnection>>map(
                            from -> new SenderGate(name, from, loops, admission, senders, next))
                    .orElseGet(() -> admission.before(next));
            return gate.before(admitted);
        });
        gate.start();
    }

    private void accepting(boolean now) {
        listeners.accepting(now);
    }

    private static List<XnioIoThread> ioThreads(XnioWorker worker) {
        return IntStream.range(0, worker.getIoThreadCount())
                .mapToObj(worker::getIoThread)
                .toList();
    }

    private ChannelListener<StreamConnection> acceptor(
            String listener, ProxySettings.Front front, FrontBuffers buffers, ExchangeHandler handler) {
        ClientRules rules = clients;
        return switch (front) {
            case OWN -> http1(listener, buffers, handler);
            case UNDERTOW -> new UndertowFront(listener, rules.timeouts(), loops, handler).acceptor(buffers);
        };
    }

    private Http1OpenListener http1(String listener, FrontBuffers buffers, ExchangeHandler handler) {
        ClientRules rules = clients;
        return new Http1OpenListener(listener, rules.timeouts(), rules.limits(), loops, buffers, handler);
    }

    private ProtocolChoice choice(
            String listener, FrontBuffers buffers, Http2Metrics metrics, ExchangeHandler handler) {
        ClientRules rules = clients;
        return new ProtocolChoice(
                http1(listener, buffers, handler),
                new Http2Front(listener, rules.timeouts(), rules.limits(), loops, metrics, handler));
    }

    private static XnioWorker worker(ProxySettings settings) {
        PromptSelectors.install();
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

    OpenFiles files() {
        return files;
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
     * Brings listeners and limits to another configuration while clients are served: what is new is opened, then what is gone is
     * closed; nothing changes if something can't be opened. Who is connected stays and keeps the limits that it came under; who
     * came by a listener that is gone is closed between requests. Certificates of new listeners are to be read before. Any thread,
     * one at a time.
     */
    public synchronized Outcome change(
            Map<String, ListenerConfig> configured, ClientTimeouts timeouts, ClientLimits limits) {
        ClientRules before = clients;
        clients = new ClientRules(timeouts, limits);
        Set<String> gone = new HashSet<>(listeners.names());
        if (listeners.change(configured) instanceof Outcome.Refused refused) {
            clients = before;
            return refused;
        }
        gone.addAll(goneListeners);
        gone.removeAll(configured.keySet());
        if (!gone.equals(goneListeners)) {
            goneListeners = Set.copyOf(gone);
            loops.onEach(loop -> loop.part(goneListeners));
        }
        if (!before.limits().equals(limits)) {
            admission.limit(limits);
            long most = clients.buffered(ioThreads);
            loops.onEach(loop -> loop.buffers().limit(most));
        }
        return new Outcome.Done("");
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

    @Override
    public SortedSet<Integer> ports() {
        return listeners.ports();
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
        gate.close();
        listeners.close();
        loops.onEach(IoLoop::close);
        handshakes.close();
        forwards.close();
        ftp.close();
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
