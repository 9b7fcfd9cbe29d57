package tandem.proxy.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/**
 * Agreeing on keys over one connection. Reads and writes on the I/O thread; what takes long is computed elsewhere, and the
 * connection rests meanwhile. One I/O thread.
 */
public final class Handshake {
    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);
    private static final int RECORD_OF_HANDSHAKE = 22;
    private static final byte[] PLAIN_HTTP =
            ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n"
                            + "Content-Length: 52\r\n\r\nThis port speaks TLS; use https:// in front of it.\r\n")
                    .getBytes(StandardCharsets.US_ASCII);

    /** How a handshake ended, as metrics name it. */
    public enum Ending {
        AGREED,
        /** The other side went away. */
        GONE,
        /** The two cannot agree, or one does not trust the other. */
        FAILED,
        /** It took too long. */
        LATE,
        /** Too many others are under way. */
        OVERLOAD,
        /** The client spoke HTTP in clear text. */
        PLAIN
    }

    /** Hears how it ended, once. */
    public interface Told {
        /** The connection's channels carry clear bytes from now on; neither reads nor writes are resumed. */
        void agreed(TlsLayer layer);

        /** The connection is closed. */
        void failed(Ending ending, String reason);
    }

    private final TlsLayer layer;
    private final StreamConnection connection;
    private final SSLEngine engine;
    private final Executor tasks;
    private final Told told;
    private boolean first;
    private boolean computing;
    private boolean over;

    Handshake(TlsLayer layer, StreamConnection connection, Executor tasks, Told told) {
        this.layer = layer;
        this.connection = connection;
        this.engine = layer.engine();
        this.tasks = tasks;
        this.told = told;
        this.first = !engine.getUseClientMode();
    }

    /** Begins; it may have ended when this returns. */
    public void start() {
        connection.getSourceChannel().setReadListener(channel -> step());
        connection.getSinkChannel().setWriteListener(channel -> step());
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            fail(Ending.FAILED, reason(e));
            return;
        }
        step();
    }

    /** Gives up: the connection is closed and nobody is told. */
    public void cancel() {
        if (!over) {
            end();
            layer.release();
            IoUtils.safeClose(connection);
        }
    }

    /** Its time is up. */
    public void late() {
        if (!over) {
            fail(Ending.LATE, "it did not agree on TLS in time");
        }
    }

    private void step() {
        if (over || computing) {
            return;
        }
        try {
            advance();
        } catch (SSLException e) {
            layer.sink().sendAlert();
            fail(engine.isInboundDone() && gone(e) ? Ending.GONE : Ending.FAILED, reason(e));
        } catch (IOException e) {
            fail(Ending.GONE, reason(e));
        } catch (RuntimeException e) {
            LOG.warn("a TLS handshake failed in an unforeseen way; its connection is closed", e);
            fail(Ending.FAILED, reason(e));
        }
    }

    private static boolean gone(SSLException e) {
        return String.valueOf(e.getMessage()).contains("close_notify");
    }

    private void advance() throws IOException {
        while (!over) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    compute();
                    return;
                }
                case NEED_WRAP -> {
                    if (!layer.sink().wrapHandshake()) {
                        connection.getSinkChannel().resumeWrites();
                        return;
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!read()) {
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    if (layer.sink().drain()) {
                        agreed();
                    } else {
                        connection.getSinkChannel().resumeWrites();
                    }
                    return;
                }
            }
        }
    }

    /** False if it has to wait for bytes, or is over. */
    private boolean read() throws IOException {
        connection.getSinkChannel().suspendWrites();
        TlsSource source = layer.source();
        if (!source.holdsRecord()) {
            int read = source.fill();
            if (read < 0) {
                throw new IOException("it closed the connection during the TLS handshake");
            }
            if (read == 0) {
                connection.getSourceChannel().resumeReads();
                return false;
            }
            if (first && speaksPlainly(source.net())) {
                refusePlainly();
                return false;
            }
            first = false;
        }
        SSLEngineResult result = source.unwrapAside();
        if (result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW) {
            source.wantMore();
        } else if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
            throw new IOException("it ended the TLS handshake");
        }
        return true;
    }

    private static boolean speaksPlainly(@Nullable ByteBuffer bytes) {
        int begin = bytes == null ? RECORD_OF_HANDSHAKE : bytes.get(bytes.position());
        return begin >= 'A' && begin <= 'Z';
    }

    private void refusePlainly() throws IOException {
        connection.getSinkChannel().write(ByteBuffer.wrap(PLAIN_HTTP));
        connection.getSinkChannel().shutdownWrites();
        connection.getSinkChannel().flush();
        fail(Ending.PLAIN, "it spoke HTTP in clear text");
    }

    private void compute() {
        computing = true;
        connection.getSourceChannel().suspendReads();
        connection.getSinkChannel().suspendWrites();
        XnioIoThread thread = connection.getIoThread();
        try {
            tasks.execute(() -> {
                runTasks();
                backTo(thread);
            });
        } catch (RejectedExecutionException e) {
            fail(Ending.OVERLOAD, "too many TLS handshakes are under way");
        }
    }

    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    private void backTo(XnioIoThread thread) {
        try {
            thread.execute(() -> {
                computing = false;
                step();
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("a TLS handshake ends with its I/O thread");
        }
    }

    private void agreed() {
        end();
        layer.install();
        told.agreed(layer);
    }

    private void fail(Ending ending, String reason) {
        end();
        layer.release();
        IoUtils.safeClose(connection);
        told.failed(ending, reason);
    }

    private void end() {
        over = true;
        connection.getSourceChannel().suspendReads();
        connection.getSinkChannel().suspendWrites();
        connection.getSourceChannel().setReadListener(null);
        connection.getSinkChannel().setWriteListener(null);
    }

    private static String reason(Exception e) {
        String message = e.getMessage();
        return message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
    }
}
