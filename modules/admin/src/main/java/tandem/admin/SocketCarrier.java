package tandem.admin;

import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.Channels;
import tandem.admin.access.Identity;

/**
 * Carries connections of a Unix socket, which XNIO does not know, to Undertow: each by a pipe in memory and two threads, at most
 * {@value #MAX_CONNECTIONS} at a time. Any thread.
 */
final class SocketCarrier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SocketCarrier.class);
    private static final int MAX_CONNECTIONS = 32;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final XnioWorker worker;
    private final Function<HttpHandler, HttpOpenListener> listener;
    private final HttpHandler root;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService carriers = Executors.newCachedThreadPool(task -> Thread.ofPlatform()
            .name("tandem-admin-socket-" + threads.incrementAndGet())
            .daemon()
            .unstarted(task));

    /**
     * @param listener makes Undertow's listener of one connection
     * @param root what answers
     */
    SocketCarrier(XnioWorker worker, Function<HttpHandler, HttpOpenListener> listener, HttpHandler root) {
        this.worker = worker;
        this.listener = listener;
        this.root = root;
    }

    /** Serves a connection, or closes it where too many go on. */
    void carry(SocketChannel channel, Identity who) throws IOException {
        if (!places.tryAcquire()) {
            channel.close();
            return;
        }
        var pipe = worker.createFullDuplexPipeConnection();
        StreamConnection inner = pipe.getLeftSide();
        StreamConnection outer = pipe.getRightSide();
        open.add(channel);
        HttpOpenListener opened = listener.apply(exchange -> {
            exchange.setSourceAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Caller.is(exchange, who, () -> true);
            root.handleRequest(exchange);
        });
        inner.getIoThread().execute(() -> opened.handleEvent(inner));
        carriers.execute(() -> toNode(channel, outer));
        carriers.execute(() -> toClient(channel, outer));
    }

    private static void toNode(SocketChannel channel, StreamConnection outer) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    Channels.writeBlocking(outer.getSinkChannel(), buffer);
                }
                Channels.flushBlocking(outer.getSinkChannel());
                buffer.clear();
            }
            outer.getSinkChannel().shutdownWrites();
            Channels.flushBlocking(outer.getSinkChannel());
        } catch (IOException e) {
            LOG.debug("a client of the socket is gone", e);
            IoUtils.safeClose(outer);
        }
    }

    private void toClient(SocketChannel channel, StreamConnection outer) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try {
            while (Channels.readBlocking(outer.getSourceChannel(), buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.debug("a client of the socket is gone", e);
        } finally {
            IoUtils.safeClose(channel, outer);
            open.remove(channel);
            places.release();
        }
    }

    @Override
    public void close() {
        open.forEach(IoUtils::safeClose);
        carriers.shutdownNow();
    }
}
