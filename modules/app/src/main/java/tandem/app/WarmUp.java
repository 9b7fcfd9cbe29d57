package tandem.app;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.ListenAddress;
import tandem.core.config.ListenerConfig;
import tandem.core.config.TandemConfig;
import tandem.core.count.Counters;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.routing.LiveTable;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.Settings;
import tandem.core.status.ReadinessCheck;
import tandem.proxy.ProxyEvents;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;

/**
 * Sends requests through a data plane of its own, so that a node which has never served meets its first clients with compiled
 * code. Nothing of it is counted, logged or routed with the node's own traffic: table, counters, meters, listener and member
 * exist for the warm-up alone, on the loopback address.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int NEW_CONNECTIONS = 1_500;
    private static final int KEPT_REQUESTS = 1_500;
    private static final int SOCKET_MILLIS = 2_000;
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    private final Thread thread;
    private volatile boolean closed;
    private volatile ReadinessCheck state = new ReadinessCheck("warm", false, "not warmed up yet");

    /**
     * @param config whose routes and balancers give the requests their shape
     */
    WarmUp(TandemConfig config) {
        this.thread = Thread.ofPlatform().name("tandem-warm-up").daemon().unstarted(() -> run(config));
    }

    void start() {
        thread.start();
    }

    /** Whether the data plane's code has been run often enough to be compiled. */
    ReadinessCheck check() {
        return state;
    }

    private void told(boolean warm, String sentence) {
        state = new ReadinessCheck("warm", warm, sentence);
        LOG.info("{}", sentence);
    }

    private void run(TandemConfig config) {
        long begin = System.nanoTime();
        try (ServerSocket member = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
                ProxyServer proxy = proxy(config, member)) {
            Thread.ofPlatform().name("tandem-warm-up-member").daemon().start(() -> answer(member));
            Map<String, ListenerConfig> listener =
                    Map.of("warm-up", new ListenerConfig(new ListenAddress("127.0.0.1", 0)));
            if (proxy.start(listener, Optional.empty()) instanceof Outcome.Refused(String sentence)) {
                told(false, "not warmed up: " + sentence);
                return;
            }
            int answered = ask(proxy.port("warm-up"), begin);
            long millis = (System.nanoTime() - begin) / 1_000_000;
            told(
                    answered == NEW_CONNECTIONS + KEPT_REQUESTS,
                    "warmed up by " + answered + " requests in " + millis + " ms");
        } catch (IOException e) {
            told(false, "not warmed up: " + e + "; the first requests after a takeover will be slower");
        }
    }

    private static ProxyServer proxy(TandemConfig config, ServerSocket member) {
        TandemConfig own = WarmUpConfig.of(config, member.getLocalPort());
        RoutingTable table = RoutingTable.of(own, Settings.NONE, WarmUpConfig.addresses(own), null);
        ProxySettings settings = new ProxySettings("warm-up", "warm-up", 1, own.clientTimeouts(), "");
        return new ProxyServer(
                settings,
                new LiveTable(table),
                new Counters(),
                NodeClock.SYSTEM,
                ProxyEvents.NONE,
                new SimpleMeterRegistry());
    }

    private int ask(int port, long begin) throws IOException {
        byte[] request = ("GET / HTTP/1.1\r\nHost: warm-up\r\nUser-Agent: warm-up\r\nAccept: */*\r\n"
                        + "Cookie: BALANCEID=x.warm-up\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        int answered = 0;
        for (; answered < NEW_CONNECTIONS && goesOn(begin); answered++) {
            try (Socket client = connect(port)) {
                exchange(client, request);
            }
        }
        try (Socket client = connect(port)) {
            for (int i = 0; i < KEPT_REQUESTS && goesOn(begin); i++, answered++) {
                exchange(client, request);
            }
        }
        return answered;
    }

    private boolean goesOn(long begin) {
        return !closed && System.nanoTime() - begin < LIMIT.toNanos();
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(SOCKET_MILLIS);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), SOCKET_MILLIS);
        return socket;
    }

    private static void exchange(Socket client, byte[] request) throws IOException {
        client.getOutputStream().write(request);
        InputStream in = client.getInputStream();
        awaitHeadEnd(in);
        in.readNBytes(2);
    }

    /** The member: answers every request on every connection until its socket is closed. */
    private void answer(ServerSocket member) {
        while (!closed) {
            try {
                Socket connection = member.accept();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (awaitHeadEnd(in)) {
                connection.getOutputStream().write(ANSWER);
            }
        } catch (IOException e) {
            LOG.debug("a warm-up connection ended: {}", e.toString());
        }
    }

    /** Reads up to the empty line; false at the end of the stream. */
    private static boolean awaitHeadEnd(InputStream in) throws IOException {
        int matched = 0;
        while (matched < 4) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            boolean expected = next == (matched % 2 == 0 ? '\r' : '\n');
            matched = expected ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
