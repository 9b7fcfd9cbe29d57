package tandem.e2e;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.modcluster.ModClusterService;
import org.jboss.modcluster.config.ProxyConfiguration;
import org.jboss.modcluster.config.impl.ModClusterConfig;
import org.jboss.modcluster.container.Connector;
import org.jboss.modcluster.container.Context;
import org.jboss.modcluster.container.Engine;
import org.jboss.modcluster.container.Host;
import org.jboss.modcluster.container.Server;
import org.jboss.modcluster.container.listeners.HttpSessionListener;
import org.jboss.modcluster.container.listeners.ServletRequestListener;

/**
 * A Tomcat that registers itself: mod_cluster's own service says and hears everything, and looks every second for its proxy. What it asks
 * of its container is answered here, since Maven Central has no container of it for this Tomcat.
 */
final class RegisteringTomcat implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RegisteringTomcat.class.getName());
    private static final String LOOPBACK = "127.0.0.1";
    private static final String APPLICATION = "/app";
    private static final String HOST = "localhost";
    private static final int CAPACITY = 50;
    private static final int STOP_SECONDS = 3;

    private final TomcatMember tomcat;
    private final ModClusterService service;
    private final ScheduledExecutorService beat = Executors.newSingleThreadScheduledExecutor();
    private final Container container;
    private boolean closed;

    private record Proxy(InetSocketAddress remote) implements ProxyConfiguration {
        @Override
        public InetSocketAddress getRemoteAddress() {
            return remote;
        }

        @Override
        public InetSocketAddress getLocalAddress() {
            return null;
        }
    }

    /** @param proxy as {@code ADDRESS:PORT} */
    RegisteringTomcat(String route, Path directory, String proxy) {
        tomcat = new TomcatMember(route, directory);
        ModClusterConfig config = new ModClusterConfig();
        config.setAdvertise(false);
        config.setStickySessionForce(false);
        config.setStopContextTimeout(STOP_SECONDS);
        int colon = proxy.indexOf(':');
        config.setProxyConfigurations(List.of(new Proxy(new InetSocketAddress(
                InetAddress.ofLiteral(proxy.substring(0, colon)), Integer.parseInt(proxy.substring(colon + 1))))));
        service = new ModClusterService(config, engine -> CAPACITY);
        container = new Container(route, tomcat.port());
        service.init(container);
        service.start(container);
        beat.scheduleWithFixedDelay(this::beat, 0, 1, TimeUnit.SECONDS);
    }

    /** As Tomcat's own background thread: what fails once is tried again a second later. */
    private void beat() {
        try {
            service.status(container.engine);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "mod_cluster's periodic work failed", e);
        }
    }

    /** Shuts it down as its container would: mod_cluster says so first. A second time does nothing. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        beat.shutdown();
        service.stop(container);
        service.shutdown();
        tomcat.close();
    }

    /** One engine with one host and one application. */
    private static final class Container implements Server {
        private final OnlyEngine engine;

        private Container(String route, int port) {
            engine = new OnlyEngine(this, route, port);
        }

        @Override
        public Iterable<Engine> getEngines() {
            return List.of(engine);
        }
    }

    private static final class OnlyEngine implements Engine {
        private final Server server;
        private final Connector connector;
        private final Host host = new OnlyHost(this);
        private String route;

        private OnlyEngine(Server server, String route, int port) {
            this.server = server;
            this.route = route;
            this.connector = new HttpConnector(port);
        }

        @Override
        public String getName() {
            return "Catalina";
        }

        @Override
        public Server getServer() {
            return server;
        }

        @Override
        public Iterable<Host> getHosts() {
            return List.of(host);
        }

        @Override
        public Connector getProxyConnector() {
            return connector;
        }

        @Override
        public Iterable<Connector> getConnectors() {
            return List.of(connector);
        }

        @Override
        public String getJvmRoute() {
            return route;
        }

        @Override
        public void setJvmRoute(String other) {
            route = other;
        }

        @Override
        public Host findHost(String name) {
            return host;
        }

        @Override
        public String getSessionCookieName() {
            return "JSESSIONID";
        }

        @Override
        public String getSessionParameterName() {
            return "jsessionid";
        }

        @Override
        public String getDefaultHost() {
            return HOST;
        }
    }

    private static final class OnlyHost implements Host {
        private final Engine engine;
        private final Context context = new Application(this);

        private OnlyHost(Engine engine) {
            this.engine = engine;
        }

        @Override
        public String getName() {
            return HOST;
        }

        @Override
        public Engine getEngine() {
            return engine;
        }

        @Override
        public Iterable<Context> getContexts() {
            return List.of(context);
        }

        @Override
        public Set<String> getAliases() {
            return Set.of(HOST);
        }

        @Override
        public Context findContext(String path) {
            return context;
        }
    }

    /** It has no sessions that are waited for, and does not tell of its requests: the proxy's count decides. */
    private record Application(Host host) implements Context {
        @Override
        public Host getHost() {
            return host;
        }

        @Override
        public String getPath() {
            return APPLICATION;
        }

        @Override
        public boolean isStarted() {
            return true;
        }

        @Override
        public void addRequestListener(ServletRequestListener listener) {}

        @Override
        public void removeRequestListener(ServletRequestListener listener) {}

        @Override
        public void addSessionListener(HttpSessionListener listener) {}

        @Override
        public void removeSessionListener(HttpSessionListener listener) {}

        @Override
        public int getActiveSessionCount() {
            return 0;
        }

        @Override
        public boolean isDistributable() {
            return true;
        }

        @Override
        public String toString() {
            return APPLICATION;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private record HttpConnector(int port) implements Connector {
        @Override
        public boolean isReverse() {
            return false;
        }

        @Override
        public Type getType() {
            return Type.HTTP;
        }

        @Override
        public InetAddress getAddress() {
            return InetAddress.ofLiteral(LOOPBACK);
        }

        @Override
        public void setAddress(InetAddress address) {}

        @Override
        public int getPort() {
            return port;
        }

        @Override
        public boolean isAvailable() {
            return true;
        }

        @Override
        public int getMaxThreads() {
            return CAPACITY;
        }

        @Override
        public int getBusyThreads() {
            return 0;
        }

        @Override
        public long getBytesSent() {
            return 0;
        }

        @Override
        public long getBytesReceived() {
            return 0;
        }

        @Override
        public long getRequestCount() {
            return 0;
        }
    }
}
