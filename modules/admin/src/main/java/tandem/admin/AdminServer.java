package tandem.admin;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import tandem.admin.manager.BalancerManager;
import tandem.admin.metrics.NodeMetrics;
import tandem.core.config.ListenAddress;
import tandem.core.port.NodeControl;

/**
 * Serves dashboard, JSON API and metrics on threads of its own, apart from the data plane: one I/O thread and four workers.
 * Also binds the node's metrics to the registry, from {@link #start} until {@link #close}. Any thread.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int WORKERS = 4;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_CONNECTIONS = 256;
    /** A body that is too large is read and dropped up to here, so that its sender sees the refusal; a larger one is cut. */
    private static final long DRAINED_BYTES = 1024 * 1024;

    private static final int REQUEST_MILLIS = 10_000;
    private static final int IDLE_MILLIS = 60_000;
    private static final String EVERY_ADDRESS = "0.0.0.0";

    private final XnioWorker worker;
    private final Undertow admin;
    private final Undertow metrics;
    private final NodeMetrics bound;

    private AdminServer(XnioWorker worker, Undertow admin, Undertow metrics, NodeMetrics bound) {
        this.worker = worker;
        this.admin = admin;
        this.metrics = metrics;
        this.bound = bound;
    }

    /**
     * Binds both listeners and serves.
     *
     * @param manager shown here too where the configuration says so
     * @return the running server, or the sentence why there is none; then nothing is left open
     */
    public static Start start(
            AdminSettings settings, NodeControl control, PrometheusMeterRegistry registry, BalancerManager manager) {
        XnioWorker worker;
        try {
            worker = worker();
        } catch (IOException e) {
            return new Start.Failed("could not start the admin threads: " + e.getMessage());
        }
        Probes probes = new Probes(settings.node(), control, registry);
        Router pages = probes.addTo(new ManagerPage(manager)
                .addTo(new Explain(control).addTo(new Api(control).addTo(PageFiles.addTo(new Router())))));
        Undertow admin = listener(worker, settings.admin(), new BrowserGuard(settings.admin(), pages));
        String refusal = bind(admin, "admin.listen", settings.admin());
        if (!refusal.isEmpty()) {
            worker.shutdownNow();
            return new Start.Failed(refusal);
        }
        Undertow metrics = listener(
                worker, settings.metrics(), new AllowedNetworks(settings.metricsAllow(), probes.addTo(new Router())));
        refusal = bind(metrics, "metrics.listen", settings.metrics());
        if (!refusal.isEmpty()) {
            admin.stop();
            worker.shutdownNow();
            return new Start.Failed(refusal);
        }
        NodeMetrics bound = NodeMetrics.bind(registry, control::status);
        return new Start.Started(new AdminServer(worker, admin, metrics, bound));
    }

    /** The port that the admin listener is bound to. */
    public int adminPort() {
        return port(admin);
    }

    /** The port that the metrics listener is bound to. */
    public int metricsPort() {
        return port(metrics);
    }

    /** Closes both listeners and their connections, and takes the metrics out of the registry. */
    @Override
    public void close() {
        admin.stop();
        metrics.stop();
        worker.shutdownNow();
        bound.close();
    }

    private static XnioWorker worker() throws IOException {
        return Xnio.getInstance()
                .createWorker(OptionMap.builder()
                        .set(Options.WORKER_NAME, "tandem-admin")
                        .set(Options.WORKER_IO_THREADS, 1)
                        .set(Options.WORKER_TASK_CORE_THREADS, WORKERS)
                        .set(Options.WORKER_TASK_MAX_THREADS, WORKERS)
                        .set(Options.CONNECTION_HIGH_WATER, MAX_CONNECTIONS)
                        .set(Options.CONNECTION_LOW_WATER, MAX_CONNECTIONS)
                        .set(Options.TCP_NODELAY, true)
                        .set(Options.THREAD_DAEMON, true)
                        .getMap());
    }

    private static Undertow listener(XnioWorker worker, ListenAddress address, HttpHandler root) {
        return Undertow.builder()
                .setWorker(worker)
                .setDirectBuffers(false)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, DRAINED_BYTES)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, REQUEST_MILLIS)
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
                .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setSocketOption(Options.READ_TIMEOUT, IDLE_MILLIS)
                .setSocketOption(Options.WRITE_TIMEOUT, IDLE_MILLIS)
                .addHttpListener(address.port(), address.everyAddress() ? EVERY_ADDRESS : address.host(), root)
                .build();
    }

    /** Why the listener could not be bound, as a sentence; empty if it is. */
    private static String bind(Undertow listener, String key, ListenAddress address) {
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

    private static int port(Undertow listener) {
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
