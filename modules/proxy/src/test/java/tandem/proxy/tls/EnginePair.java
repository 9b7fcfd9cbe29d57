package tandem.proxy.tls;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A client of Java's and a server's engine that speak to each other in memory. One thread. */
final class EnginePair {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    final SSLEngine client;
    final SSLEngine server;
    final boolean direct;
    long serverNanos;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer clear = ByteBuffer.allocateDirect(NetBuffers.SIZE);

    EnginePair(SSLEngine client, SSLEngine server, boolean direct) {
        this.client = client;
        this.server = server;
        this.direct = direct;
        this.toServer = buffer();
        this.toClient = buffer();
    }

    /** What this thread has used of a processor; other work on the machine does not count. */
    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private ByteBuffer buffer() {
        return direct ? ByteBuffer.allocateDirect(4 * NetBuffers.SIZE) : ByteBuffer.allocate(4 * NetBuffers.SIZE);
    }

    /** Agrees on keys; whatever the server has to say at the end is with the client then. */
    void handshake() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int i = 0; i < 100 && !agreed(); i++) {
            side(client, toServer, toClient, false);
            side(server, toClient, toServer, true);
        }
        if (!agreed()) {
            throw new SSLException(
                    "no end of the handshake: " + client.getHandshakeStatus() + " " + server.getHandshakeStatus());
        }
        while (toClient.position() > 0) {
            read(client, toClient);
        }
    }

    private boolean agreed() {
        return client.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && server.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && toServer.position() == 0;
    }

    private void side(SSLEngine engine, ByteBuffer out, ByteBuffer in, boolean timed) throws SSLException {
        long begin = cpu();
        boolean goesOn = true;
        while (goesOn) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    Runnable task = engine.getDelegatedTask();
                    while (task != null) {
                        task.run();
                        task = engine.getDelegatedTask();
                    }
                }
                case NEED_WRAP -> engine.wrap(ByteBuffer.allocate(0), out);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> goesOn = in.position() > 0 && unwrap(engine, in) != null;
                case FINISHED, NOT_HANDSHAKING -> goesOn = false;
            }
        }
        if (timed) {
            serverNanos += cpu() - begin;
        }
    }

    private SSLEngineResult unwrap(SSLEngine engine, ByteBuffer in) throws SSLException {
        in.flip();
        clear.clear();
        SSLEngineResult result = engine.unwrap(in, clear);
        in.compact();
        return result.getStatus() == SSLEngineResult.Status.BUFFER_UNDERFLOW ? null : result;
    }

    private byte[] read(SSLEngine engine, ByteBuffer in) throws SSLException {
        SSLEngineResult result = unwrap(engine, in);
        if (result == null) {
            throw new SSLException("a record is cut short");
        }
        byte[] bytes = new byte[clear.flip().remaining()];
        clear.get(bytes);
        return bytes;
    }

    /** What the server's wrap of these pieces gives the client, record by record. */
    byte[] toClient(ByteBuffer... pieces) throws SSLException {
        long all = Arrays.stream(pieces).mapToLong(ByteBuffer::remaining).sum();
        java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
        while (all > 0) {
            long begin = cpu();
            SSLEngineResult result = server.wrap(pieces, 0, pieces.length, toClient);
            serverNanos += cpu() - begin;
            all -= result.bytesConsumed();
            while (toClient.position() > 0) {
                got.writeBytes(read(client, toClient));
            }
        }
        return got.toByteArray();
    }

    /** The same the other way. */
    byte[] toServer(byte[] bytes) throws SSLException {
        ByteBuffer piece = ByteBuffer.wrap(bytes);
        java.io.ByteArrayOutputStream got = new java.io.ByteArrayOutputStream();
        while (piece.hasRemaining()) {
            client.wrap(piece, toServer);
            long begin = cpu();
            SSLEngineResult result = unwrap(server, toServer);
            serverNanos += cpu() - begin;
            if (result == null) {
                throw new SSLException("a record is cut short");
            }
            byte[] part = new byte[clear.flip().remaining()];
            clear.get(part);
            got.writeBytes(part);
        }
        return got.toByteArray();
    }

    ByteBuffer wireToServer() {
        return toServer;
    }

    ByteBuffer wireToClient() {
        return toClient;
    }
}
