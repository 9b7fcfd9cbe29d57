package tandem.proxy.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.StreamConnection;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.conduits.AbstractStreamSourceConduit;
import org.xnio.conduits.StreamSourceConduit;

/**
 * Reads clear bytes. A record is decrypted straight into the reader's buffer where it fits. The end of the connection counts as
 * the end of the bytes only if the other side said so (close_notify): else somebody may have cut them short. One I/O thread.
 */
final class TlsSource extends AbstractStreamSourceConduit<StreamSourceConduit> {
    private final StreamConnection connection;
    private final SSLEngine engine;
    private final NetBuffers buffers;
    private final TlsSink sink;
    private final long beganMillis = System.currentTimeMillis();
    private @Nullable ByteBuffer net;
    private @Nullable ByteBuffer clear;
    private boolean needsMore;
    private boolean ended;
    private @Nullable IOException broken;
    private boolean released;
    private boolean announced;

    TlsSource(StreamConnection connection, SSLEngine engine, NetBuffers buffers, TlsSink sink) {
        super(connection.getSourceChannel().getConduit());
        this.connection = connection;
        this.engine = engine;
        this.buffers = buffers;
        this.sink = sink;
    }

    /** What was agreed on, for rules. */
    ClientTls client() {
        return new ClientTls(engine, beganMillis);
    }

    StreamSourceConduit beneath() {
        return next;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (clear != null) {
                int copied = copy(clear, into);
                announce();
                return copied;
            }
            if (broken != null) {
                throw new IOException(broken.getMessage(), broken);
            }
            if (ended) {
                return -1;
            }
            if (net == null || needsMore) {
                int read = fill();
                if (read <= 0) {
                    return read;
                }
            }
            int produced = decrypt(into);
            if (produced > 0) {
                announce();
                return produced;
            }
            if (produced < 0) {
                return 0;
            }
        }
        return 0;
    }

    private int copy(ByteBuffer from, ByteBuffer into) {
        int count = Math.min(from.remaining(), into.remaining());
        into.put(into.position(), from, from.position(), count);
        into.position(into.position() + count);
        from.position(from.position() + count);
        if (!from.hasRemaining()) {
            clear = null;
            buffers.give(from);
        }
        return count;
    }

    /** Reads encrypted bytes: how many, 0 for none now; the end without a farewell is an exception. */
    int fill() throws IOException {
        ByteBuffer buffer = net;
        if (buffer == null) {
            buffer = buffers.take();
        } else {
            buffer.compact();
        }
        net = buffer;
        int read = 0;
        try {
            read = next.read(buffer);
        } finally {
            buffer.flip();
            dropIfEmpty();
        }
        if (read < 0) {
            endWithoutFarewell();
            return -1;
        }
        needsMore = read == 0 && net != null;
        return read;
    }

    private void endWithoutFarewell() throws IOException {
        ended = true;
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            broken = e;
            throw e;
        }
    }

    /** One record: how many clear bytes it gave, 0 to go on, -1 if a write must come first. */
    private int decrypt(ByteBuffer into) throws IOException {
        SSLEngineResult result = unwrap(into);
        return switch (result.getStatus()) {
            case OK -> {
                boolean goesOn = afterwards(result);
                yield result.bytesProduced() > 0 ? result.bytesProduced() : goesOn ? 0 : -1;
            }
            case BUFFER_UNDERFLOW -> {
                needsMore = true;
                yield 0;
            }
            case BUFFER_OVERFLOW -> {
                decryptAside();
                yield 0;
            }
            case CLOSED -> {
                ended = true;
                yield 0;
            }
        };
    }

    private void decryptAside() throws IOException {
        SSLEngineResult result = unwrapAside();
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            throw new SSLException("a TLS record is too large");
        }
        afterwards(result);
    }

    /** Takes a record apart into a buffer that is kept until it is read. */
    SSLEngineResult unwrapAside() throws IOException {
        ByteBuffer buffer = buffers.take();
        try {
            return unwrap(buffer);
        } finally {
            if (buffer.flip().hasRemaining()) {
                clear = buffer;
            } else {
                buffers.give(buffer);
            }
        }
    }

    /** Takes one record apart; what the engine has to say of a bad one is sent before its exception is passed on. */
    SSLEngineResult unwrap(ByteBuffer into) throws IOException {
        ByteBuffer from = net;
        if (from == null) {
            throw new IllegalStateException("there is no record");
        }
        try {
            SSLEngineResult result = engine.unwrap(from, into);
            dropIfEmpty();
            return result;
        } catch (SSLException e) {
            ended = true;
            broken = e;
            sink.sendAlert();
            throw e;
        }
    }

    /** Whether reading may go on: a message of TLS itself, such as a change of keys, may have to be answered first. */
    private boolean afterwards(SSLEngineResult result) throws IOException {
        HandshakeStatus status = result.getHandshakeStatus();
        while (status == HandshakeStatus.NEED_TASK) {
            runTasks();
            status = engine.getHandshakeStatus();
        }
        if (status == HandshakeStatus.NEED_WRAP) {
            return sink.answer();
        }
        boolean progress = result.bytesConsumed() > 0 || result.bytesProduced() > 0;
        needsMore |= !progress;
        return true;
    }

    /** Deliberate: after the first handshake these are rare and short (a member that asks for new keys), so they run here. */
    private void runTasks() {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
            task.run();
            task = engine.getDelegatedTask();
        }
    }

    /** Whether something that came can be read without waiting for the network. */
    boolean pending() {
        return clear != null || ended || net != null && !needsMore && !sink.answerWaits();
    }

    boolean holdsRecord() {
        return net != null && !needsMore;
    }

    void wantMore() {
        needsMore = true;
    }

    @Nullable
    ByteBuffer net() {
        return net;
    }

    private void dropIfEmpty() {
        ByteBuffer buffer = net;
        if (buffer != null && !buffer.hasRemaining()) {
            net = null;
            needsMore = false;
            buffers.give(buffer);
        }
    }

    /** What is left would raise no event of the kernel's, so it is announced in its place. */
    void more() {
        if (isReadResumed()) {
            announce();
        }
    }

    private void announce() {
        if (announced || released || !pending() || !isReadResumed()) {
            return;
        }
        announced = true;
        try {
            connection.getIoThread().execute(this::tell);
        } catch (RejectedExecutionException e) {
            // the I/O threads end, and with them this connection
        }
    }

    private void tell() {
        announced = false;
        if (!released && pending() && isReadResumed()) {
            ChannelListeners.invokeChannelListener(
                    connection.getSourceChannel(), connection.getSourceChannel().getReadListener());
        }
    }

    @Override
    public void resumeReads() {
        super.resumeReads();
        announce();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) throws IOException {
        long all = 0;
        for (int i = offset; i < offset + length; i++) {
            while (into[i].hasRemaining()) {
                int read = read(into[i]);
                if (read <= 0) {
                    return all > 0 ? all : read;
                }
                all += read;
            }
        }
        return all;
    }

    @Override
    public long transferTo(long position, long count, FileChannel target) throws IOException {
        throw new UnsupportedOperationException("nothing is moved into files");
    }

    @Override
    public long transferTo(long count, ByteBuffer through, StreamSinkChannel target) throws IOException {
        return org.xnio.conduits.Conduits.transfer(this, count, through, target);
    }

    void release() {
        released = true;
        if (net != null) {
            buffers.give(net);
            net = null;
        }
        if (clear != null) {
            buffers.give(clear);
            clear = null;
        }
    }
}
