package tandem.proxy.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.StreamSinkConduit;

/**
 * Writes clear bytes as records. At most one buffer of them waits for the kernel: bytes that were taken are on their way only
 * once {@link #flush} says so. One I/O thread.
 */
final class TlsSink extends AbstractStreamSinkConduit<StreamSinkConduit> {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final NetBuffers buffers;
    private @Nullable ByteBuffer net;
    private @Nullable Runnable drained;
    private boolean answerWaits;
    private boolean closing;
    private boolean released;

    TlsSink(StreamSinkConduit next, SSLEngine engine, NetBuffers buffers) {
        super(next);
        this.engine = engine;
        this.buffers = buffers;
    }

    void whenDrained(Runnable told) {
        drained = told;
    }

    @Override
    public int write(ByteBuffer payload) throws IOException {
        int taken = 0;
        while (drain() && payload.hasRemaining()) {
            taken += wrap(payload);
        }
        return taken;
    }

    /** As many records as leave with one write to the kernel. */
    private int wrap(ByteBuffer payload) throws IOException {
        ByteBuffer buffer = buffers.take(payload.remaining());
        int taken = 0;
        SSLEngineResult result;
        do {
            result = engine.wrap(payload, buffer);
            taken += result.bytesConsumed();
        } while (fits(buffer, result) && payload.hasRemaining());
        keep(buffer, result);
        return taken;
    }

    @Override
    public long write(ByteBuffer[] payloads, int offset, int length) throws IOException {
        long taken = 0;
        while (drain() && remaining(payloads, offset, length) > 0) {
            ByteBuffer buffer = buffers.take(remaining(payloads, offset, length));
            SSLEngineResult result;
            do {
                result = engine.wrap(payloads, offset, length, buffer);
                taken += result.bytesConsumed();
            } while (fits(buffer, result) && remaining(payloads, offset, length) > 0);
            keep(buffer, result);
        }
        return taken;
    }

    /** Whether another record may follow the one just made. */
    private static boolean fits(ByteBuffer buffer, SSLEngineResult result) {
        return result.getStatus() == Status.OK && result.bytesProduced() > 0 && buffer.remaining() >= NetBuffers.SIZE;
    }

    private static long remaining(ByteBuffer[] payloads, int offset, int length) {
        long bytes = 0;
        for (int i = offset; i < offset + length; i++) {
            bytes += payloads[i].remaining();
        }
        return bytes;
    }

    private void keep(ByteBuffer buffer, SSLEngineResult result) throws IOException {
        buffer.flip();
        if (buffer.hasRemaining() && !released) {
            net = buffer;
        } else {
            buffers.give(buffer);
        }
        if (result.getStatus() == Status.CLOSED) {
            throw new ClosedChannelException();
        }
        if (result.getStatus() != Status.OK) {
            throw new SSLException("a TLS record could not be made: " + result.getStatus());
        }
    }

    /** Whether all that was wrapped is with the kernel. */
    boolean drain() throws IOException {
        ByteBuffer buffer = net;
        if (buffer != null) {
            int written;
            do {
                written = next.write(buffer);
            } while (buffer.hasRemaining() && written > 0);
            if (buffer.hasRemaining()) {
                return false;
            }
            net = null;
            buffers.give(buffer);
            if (answerWaits && answer() && drained != null) {
                drained.run();
            }
        }
        return net == null;
    }

    @Override
    public boolean flush() throws IOException {
        if (!drain()) {
            return false;
        }
        if (closing) {
            closing = false;
            next.terminateWrites();
        }
        return next.flush();
    }

    /** Makes the next record of a handshake; false if an earlier one waits for the kernel. */
    boolean wrapHandshake() throws IOException {
        if (!drain()) {
            return false;
        }
        ByteBuffer buffer = buffers.take();
        keep(buffer, engine.wrap(NOTHING, buffer));
        return drain();
    }

    /** Answers what TLS itself asked in mid-stream; false if that must wait until {@link #drain} has done its work. */
    boolean answer() throws IOException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            if (net != null) {
                answerWaits = true;
                return false;
            }
            ByteBuffer buffer = buffers.take();
            keep(buffer, engine.wrap(NOTHING, buffer));
            writeOnce();
        }
        answerWaits = false;
        return true;
    }

    private void writeOnce() throws IOException {
        ByteBuffer buffer = net;
        if (buffer != null) {
            next.write(buffer);
            if (!buffer.hasRemaining()) {
                net = null;
                buffers.give(buffer);
            }
        }
    }

    boolean answerWaits() {
        return answerWaits;
    }

    /** Sends what the engine has to say of a failure, if that can be done at once. */
    void sendAlert() {
        try {
            for (int i = 0; i < 2 && net == null && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
                ByteBuffer buffer = buffers.take();
                engine.wrap(NOTHING, buffer);
                net = buffer.flip();
                writeOnce();
            }
        } catch (IOException e) {
            // Deliberate: the failure that led here is what is reported
        }
    }

    /** Tells the other side that no more comes, if there is room for it. */
    void sayGoodbye() throws IOException {
        engine.closeOutbound();
        while (net == null && !engine.isOutboundDone()) {
            ByteBuffer buffer = buffers.take();
            SSLEngineResult result = engine.wrap(NOTHING, buffer);
            net = buffer.flip();
            if (!buffer.hasRemaining() || result.bytesProduced() == 0) {
                net = null;
                buffers.give(buffer);
                return;
            }
            writeOnce();
        }
    }

    @Override
    public void terminateWrites() throws IOException {
        if (drain()) {
            sayGoodbye();
        } else {
            engine.closeOutbound();
        }
        if (net == null) {
            next.terminateWrites();
        } else {
            closing = true;
        }
    }

    @Override
    public int writeFinal(ByteBuffer payload) throws IOException {
        int taken = write(payload);
        if (!payload.hasRemaining()) {
            terminateWrites();
        }
        return taken;
    }

    @Override
    public long writeFinal(ByteBuffer[] payloads, int offset, int length) throws IOException {
        long taken = write(payloads, offset, length);
        if (remaining(payloads, offset, length) == 0) {
            terminateWrites();
        }
        return taken;
    }

    @Override
    public long transferFrom(FileChannel from, long position, long count) throws IOException {
        throw new UnsupportedOperationException("nothing is sent out of files");
    }

    @Override
    public long transferFrom(StreamSourceChannel from, long count, ByteBuffer through) throws IOException {
        return org.xnio.conduits.Conduits.transfer(from, count, through, this);
    }

    void release() {
        released = true;
        if (net != null) {
            buffers.give(net);
            net = null;
        }
    }
}
