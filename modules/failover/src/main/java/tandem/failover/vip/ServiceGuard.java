package tandem.failover.vip;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guard that systemd started for this connection, as a service of its own: {@code systemctl kill} of the node's service, or the
 * kernel's ending of everything in its control group, passes it by. VIP thread.
 */
final class ServiceGuard implements GuardLink {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceGuard.class);

    private final SocketChannel channel;
    private final ByteBuffer nothing = ByteBuffer.allocate(1);

    private ServiceGuard(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * @param socket where systemd listens
     * @throws IOException if nobody listens there, or not for this user
     */
    static ServiceGuard connect(Path socket) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        try {
            // Deliberate: a guard that stands still must not hold up the addresses' thread.
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new ServiceGuard(channel);
    }

    /** It says nothing, so what is read is its end at most. */
    @Override
    public boolean alive() {
        try {
            return channel.read(nothing.clear()) >= 0;
        } catch (IOException e) {
            LOG.debug("the guard service is gone: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public void write(byte[] line) throws IOException {
        if (channel.write(ByteBuffer.wrap(line)) < line.length) {
            throw new IOException("it reads no more");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("the guard service had gone before: {}", e.getMessage());
        }
    }
}
