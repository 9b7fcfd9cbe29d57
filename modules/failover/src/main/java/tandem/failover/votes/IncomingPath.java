package tandem.failover.votes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.text.Paced;
import tandem.failover.vip.ThreadPriority;

/**
 * Listens on one of this voter's addresses, on a thread of its own. An address that cannot be had, or is lost, is tried again
 * every second.
 */
final class IncomingPath implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IncomingPath.class);
    private static final long RETRY_MILLIS = 1000;
    private static final long CLOSE_MILLIS = 500;

    private final InetSocketAddress address;
    private final int path;
    private final VoteInbox inbox;
    private final Seal seal;
    private final NodeClock clock;
    private final Paced warnings = new Paced();
    private final Thread thread;
    private volatile @Nullable DatagramChannel channel;
    private volatile boolean closed;

    /**
     * @param path which of this voter's addresses it is, counted from 0
     * @param seal for this path's thread alone
     */
    IncomingPath(InetSocketAddress address, int path, VoteInbox inbox, Seal seal, NodeClock clock) {
        this.address = address;
        this.path = path;
        this.inbox = inbox;
        this.seal = seal;
        this.clock = clock;
        this.thread = Thread.ofPlatform()
                .name("tandem-votes-at-" + address.getAddress().getHostAddress())
                .daemon()
                .unstarted(this::run);
    }

    /** @throws IOException if the address cannot be had now */
    void bind() throws IOException {
        channel = OutgoingPath.open(address);
    }

    void start() {
        thread.start();
    }

    /** Waits at most {@value #CLOSE_MILLIS} ms until the address is free for others. */
    @Override
    public void close() {
        closed = true;
        unbind();
        thread.interrupt();
        try {
            if (Thread.currentThread() != thread) {
                thread.join(CLOSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void unbind() {
        DatagramChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("closing {}: {}", address, e.toString());
            }
        }
    }

    private void run() {
        ThreadPriority.raise();
        while (!closed) {
            try {
                if (channel == null) {
                    bind();
                    LOG.info("votes are heard at {} from now on", address);
                }
                listen();
            } catch (IOException e) {
                unbind();
                if (!closed) {
                    warn(e);
                    pause();
                }
            }
        }
        unbind();
    }

    private void listen() throws IOException {
        DatagramChannel open = channel;
        // One byte more than may come, so that what is too long is seen.
        byte[] bytes = new byte[DatagramCodec.MAX_BYTES + 1];
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
        while (open != null) {
            buffer.clear();
            if (open.receive(buffer) instanceof InetSocketAddress source) {
                buffer.flip();
                int length = buffer.remaining();
                buffer.get(bytes, 0, length);
                take(bytes, length, source.getAddress());
            }
        }
        throw new ClosedChannelException();
    }

    private void take(byte[] bytes, int length, InetAddress source) {
        try {
            inbox.take(bytes, length, source, path, seal);
        } catch (RuntimeException e) {
            LOG.error("a vote datagram from {} could not be handled; it is left off", source.getHostAddress(), e);
        }
    }

    private void warn(IOException e) {
        if (warnings.pass(String.valueOf(e.getMessage()), clock.nanos())) {
            LOG.warn(
                    "no votes are heard at {}: {}; trying again every second. Is it an address of this machine?",
                    address,
                    e.getMessage());
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            LOG.debug("listening at {} ends", address);
        }
    }
}
