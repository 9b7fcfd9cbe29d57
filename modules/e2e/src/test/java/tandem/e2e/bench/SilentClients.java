package tandem.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Clients whose kept connections carry nothing any more, after one request each; from several addresses, as many clients are. */
final class SilentClients implements AutoCloseable {
    private static final int A_SOURCE = 4000;

    private final List<SocketChannel> channels = new ArrayList<>();

    private SilentClients() {}

    static SilentClients open(int port, int count) {
        SilentClients clients = new SilentClients();
        ByteBuffer request = StandardCharsets.US_ASCII.encode("GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n");
        ByteBuffer answer = ByteBuffer.allocateDirect(4096);
        try {
            for (int i = 0; i < count; i++) {
                SocketChannel channel = SocketChannel.open();
                clients.channels.add(channel);
                channel.bind(new InetSocketAddress(InetAddress.getByName("127.77.1." + (1 + i / A_SOURCE)), 0));
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.write(request.rewind());
                if (channel.read(answer.clear()) < 0) {
                    throw new IOException("client " + i + " was not let in");
                }
            }
            return clients;
        } catch (IOException e) {
            clients.close();
            throw new UncheckedIOException(e);
        }
    }

    int count() {
        return channels.size();
    }

    @Override
    public void close() {
        for (SocketChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
