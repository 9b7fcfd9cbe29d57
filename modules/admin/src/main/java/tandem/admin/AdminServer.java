package tandem.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import tandem.admin.manager.BalancerManager;
import tandem.admin.metrics.NodeMetrics;
import tandem.core.config.ListenAddress;
import tandem.core.port.NodeClock;
import tandem.core.port.NodeControl;

/**
 * Serves dashboard, JSON API and metrics on threads of its own, apart from the data plane: one I/O thread and four workers.
 * Also binds the node's metrics to the registry, from {@link #start} until {@link #close}. Any thread.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int WORKERS = 4;
    static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_CONNECTIONS = 256;
    /** A body that is too large is read and dropped up to here, so that its sender sees the refusal; a larger one is cut. */
    static final long DRAINED_BYTES = 1024 * 1024;

    private static final int REQUEST_MILLIS = 10_000;
    private static final int IDLE_MILLIS = 60_000;
    private static final String EVERY_ADDRESS = "0.0.0.0";

    private final XnioWorker worker;
    private final AdminDoor admin;
    private final Undertow metrics;
    private final EventStream stream;
    private final NodeMetrics bound;

    private AdminServer(XnioWorker worker, AdminDoor admin, Undertow metrics, EventStream stream, NodeMetrics bound) {
        this.stream = stream;
        this.worker = worker;
        this.admin = admin;
        this.metrics = metrics;
        this.bound = bound;
    }

    /**
     * Binds both listeners and the socket, and serves.
     *
     * @param manager shown here too where the configuration says so
     * @return the running server, or the sentence why there is none; then nothing is left open
     */
    public static Start start(
            AdminSettings settings, NodeControl control, PrometheusMeterRegistry registry, BalancerManager manager) {
        return start(settings, control, registry, manager, IDLE_MILLIS);
    }

    /** The same with a time after which a connection that is idle is closed. */
    static Start start(
            AdminSettings settings,
            NodeControl control,
            PrometheusMeterRegistry registry,
            BalancerManager manager,
            int idleMillis) {
        XnioWorker worker;
        try {
            worker = worker("tandem-admin", MAX_CONNECTIONS);
        } catch (IOException e) {
            return new Start.Failed("could not start the admin threads: " + e.getMessage());
        }
        Access access = new Access(settings.admin(), registry, NodeClock.SYSTEM::epochMillis);
        Probes probes = new Probes(settings.node(), control, registry);
        EventStream stream = new EventStream(control, registry);
        Router pages = probes.addTo(new ManagerPage(manager).addTo(PageFiles.addTo(new Router())));
        api(pages, settings.version(), control, stream, access);
        AdminDoor admin = new AdminDoor(worker, settings.admin(), access, pages, idleMillis);
        String refusal = admin.open();
        if (!refusal.isEmpty()) {
            admin.close();
            worker.shutdownNow();
            return new Start.Failed(refusal);
        }
        Undertow metrics = listener(worker, idleMillis)
                .addHttpListener(
                        settings.metrics().port(),
                        host(settings.metrics()),
                        new AllowedNetworks(settings.metricsAllow(), probes.addTo(new Router())))
                .build();
        refusal = bind(metrics, "metrics.listen", settings.metrics());
        if (!refusal.isEmpty()) {
            admin.close();
            worker.shutdownNow();
            return new Start.Failed(refusal);
        }
        NodeMetrics bound = NodeMetrics.bind(registry, control::status);
        stream.start();
        return new Start.Started(new AdminServer(worker, admin, metrics, stream, bound));
    }

    /** Adds what {@link ApiOperation#ALL} lists under {@code /api}, but for what {@link Probes} adds. */
    static Router api(Router router, String version, NodeControl control, EventStream stream, Access access) {
        CommandHandler commands = new CommandHandler();
        new SessionApi(access).addTo(router, commands);
        new Api(control).addTo(router, commands);
        new SettingsApi(control).addTo(router, commands);
        new ApplyApi(control).addTo(router, commands);
        new EventHistory(control).addTo(router);
        new Explain(control).addTo(router);
        new ConfigPage(control).addTo(router);
        stream.addTo(router);
        return OpenApi.addTo(router, version);
    }

    /** The port that the admin listener is bound to. */
    public int adminPort() {
        return admin.port();
    }

    /** The port that the metrics listener is bound to. */
    public int metricsPort() {
        return port(metrics);
    }

    /** What somebody should look at, as sentences. */
    public List<String> warnings() {
        return admin.warnings();
    }

    /** Closes both listeners and their connections, and takes the metrics out of the registry. */
    @Override
    public void close() {
        stream.close();
        admin.close();
        metrics.stop();
        worker.shutdownNow();
        bound.close();
    }

    /** One I/O thread and four that may block. */
    static XnioWorker worker(String name, int mostConnections) throws IOException {
        return Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, name)
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, WORKERS)
                        .set(Options.WORKER_TASK_MAX_THREADS, WORKERS)
                        .set(Options.CONNECTION_HIGH_WATER, mostConnections)
                        .set(Options.CONNECTION_LOW_WATER, mostConnections)
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
    }

    /** With our limits, still without an address. */
    static Undertow.Builder listener(XnioWorker worker, int idleMillis) {
        return Undertow.builder()
                .setWorker(worker)
                .setDirectBuffers(false)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, DRAINED_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, idleMillis)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setSocketOption(Options.READ_TIMEOUT, idleMillis)
                .setSocketOption(Options.WRITE_TIMEOUT, idleMillis);
    }

    static String host(ListenAddress address) {
        return address.everyAddress() ? EVERY_ADDRESS : address.host();
    }

    /** Why the listener could not be bound, as a sentence; empty if it is. */
    static String bind(Undertow listener, String key, ListenAddress address) {
        try {
            listener.start();
            return "";
        } catch (RuntimeException e) {
            listener.stop();
            Throwable cause = e.getCause() == null ? e : e.getCause();
            LOG.debug("{} {}", key, address, e);
            return "could not listen on " + address + ": " + cause.getMessage() + "; free the port or change " + key;
        }
    }

    static int port(Undertow listener) {
        return ((InetSocketAddress) listener.getListenerInfo().getFirst().getAddress()).getPort();
    }

    /** What came of {@link AdminServer#start}. */
    public sealed interface Start {
        /** Both listeners are bound. */
        record Started(AdminServer server) implements Start {}

        /** Nothing runs; the sentence says which address was refused and what to do. */
        record Failed(String sentence) implements Start {}
    }
}
