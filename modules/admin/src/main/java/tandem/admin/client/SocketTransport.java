package tandem.admin.client;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** HTTP by the node's Unix socket, a connection each request; Java's client knows TCP alone. */
final class SocketTransport implements Transport {
    private static final int BUFFER_BYTES = 16 * 1024;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final String LENGTH = "content-length:";

    private final Path path;

    SocketTransport(Path path) {
        this.path = path;
    }

    @Override
    public Answer send(Ask ask) throws IOException {
        long end = System.nanoTime() + ask.patience().toNanos();
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            connect(channel);
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            ByteBuffer request = ByteBuffer.wrap(text(ask).getBytes(StandardCharsets.UTF_8));
            while (request.hasRemaining()) {
                await(selector, end);
                channel.write(request);
            }
            key.interestOps(SelectionKey.OP_READ);
            return answer(all(channel, selector, end));
        }
    }

    private void connect(SocketChannel channel) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            if (Files.exists(path) && !Files.isWritable(path)) {
                throw new IOException(
                        "this user may not use it; join the group that owns it (usermod -aG tandem USER), or use sudo",
                        e);
            }
            ConnectException gone = new ConnectException(e.getMessage());
            gone.initCause(e);
            throw gone;
        }
    }

    private static String text(Ask ask) {
        StringBuilder head = new StringBuilder();
        head.append(ask.method()).append(' ').append(ask.path()).append(" HTTP/1.1\r\n");
        head.append("Host: localhost\r\nConnection: close\r\n");
        ask.fields()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append("\r\n"));
        if (!ask.body().isEmpty()) {
            head.append("Content-Length: ")
                    .append(ask.body().getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n");
        }
        return head.append("\r\n").append(ask.body()).toString();
    }

    private static byte[] all(SocketChannel channel, Selector selector, long end) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
        while (true) {
            await(selector, end);
            int read = channel.read(buffer);
            if (read < 0) {
                return all.toByteArray();
            }
            all.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
    }

    private static void await(Selector selector, long end) throws IOException {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        if (left <= 0 || selector.select(left) == 0) {
            throw new HttpTimeoutException("no answer in time");
        }
        selector.selectedKeys().clear();
    }

    private static Answer answer(byte[] all) throws IOException {
        int end = end(all);
        String head = new String(all, 0, end, StandardCharsets.ISO_8859_1);
        String[] lines = head.split("\r\n");
        String body =
                new String(all, end + HEAD_END.length, all.length - end - HEAD_END.length, StandardCharsets.UTF_8);
        boolean whole = Arrays.stream(lines)
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith(LENGTH))
                .anyMatch(line -> line.substring(LENGTH.length())
                        .strip()
                        .equals(String.valueOf(all.length - end - HEAD_END.length)));
        if (!whole || !lines[0].matches("HTTP/1\\.1 \\d{3}( .*)?")) {
            throw new EOFException("the answer is cut off, or no HTTP");
        }
        return new Answer(Integer.parseInt(lines[0].split(" ")[1]), body);
    }

    private static int end(byte[] all) throws EOFException {
        for (int i = 0; i + HEAD_END.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + HEAD_END.length, HEAD_END, 0, HEAD_END.length)) {
                return i;
            }
        }
        throw new EOFException("the answer is cut off");
    }

    @Override
    public void close() {
        // Every request closes its own connection.
    }
}
