package tandem.e2e.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Asks at a constant rate, whatever becomes of the requests before, and takes failures as they come: another status than 200, a
 * connection that breaks, no answer within ten seconds. A request's time runs from the moment it was due. One thread, which sleeps
 * a millisecond at a time: so much is in every figure of every candidate.
 */
final class OpenLoop {
    private static final byte[] REQUEST =
            "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final long LONGEST_MICROS = 60_000_000;
    private static final int STATUS_AT = 9;

    private final InetSocketAddress target;
    private final Selector selector;
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final List<Connection> busy = new ArrayList<>();
    private Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private long failed;

    private OpenLoop(int port) throws IOException {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        selector = Selector.open();
    }

    /**
     * What came of the requests.
     *
     * @param micros of those that were answered with 200
     * @param failed the others
     */
    record Result(Histogram micros, long failed) {}

    /** @param settleSeconds how long it asks before it begins to count */
    static Result run(int port, int perSecond, int settleSeconds, int seconds) {
        try {
            OpenLoop loop = new OpenLoop(port);
            try {
                loop.ask(perSecond, (long) perSecond * settleSeconds);
                loop.micros = new Histogram(LONGEST_MICROS, 3);
                loop.failed = 0;
                loop.ask(perSecond, (long) perSecond * seconds);
                loop.finish();
                return new Result(loop.micros, loop.failed);
            } finally {
                loop.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(int perSecond, long total) throws IOException {
        double gap = 1e9 / perSecond;
        long begin = System.nanoTime();
        long sent = 0;
        while (sent < total) {
            long now = System.nanoTime();
            while (sent < total && now - begin - (long) (sent * gap) >= 0) {
                send(begin + (long) (sent * gap));
                sent++;
            }
            selector.select(this::ready, 1);
            expire();
        }
    }

    private void finish() throws IOException {
        while (!busy.isEmpty()) {
            selector.select(this::ready, 10);
            expire();
        }
    }

    private void send(long due) throws IOException {
        Connection connection = free.pollLast();
        if (connection == null) {
            connection = new Connection();
        }
        busy.add(connection);
        connection.ask(due);
    }

    /** The oldest come first. */
    private void expire() throws IOException {
        long now = System.nanoTime();
        while (!busy.isEmpty() && now - busy.getFirst().due > PATIENCE_NANOS) {
            busy.getFirst().fail();
        }
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            connection.ready();
        } catch (IOException e) {
            connection.fail();
        }
    }

    private void close() throws IOException {
        for (Connection connection : free) {
            connection.channel.close();
        }
        selector.close();
    }

    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(8192);
        private boolean asked;
        private long due;

        Connection() throws IOException {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(target);
            channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, this);
        }

        void ask(long dueNanos) {
            due = dueNanos;
            asked = false;
            in.clear();
            try {
                if (channel.isConnected()) {
                    write();
                }
            } catch (IOException e) {
                fail();
            }
        }

        private void write() throws IOException {
            asked = true;
            channel.write(ByteBuffer.wrap(REQUEST));
        }

        void ready() throws IOException {
            if (!asked && channel.isConnectionPending()) {
                channel.finishConnect();
                channel.keyFor(selector).interestOps(SelectionKey.OP_READ);
                write();
                return;
            }
            if (channel.read(in) < 0) {
                boolean waited = busy.contains(this);
                channel.close();
                free.remove(this);
                if (waited) {
                    fail();
                }
            } else if (whole()) {
                end(in.get(STATUS_AT) == '2');
            }
        }

        /** Every answer has its length. */
        private boolean whole() {
            String text = new String(in.array(), 0, in.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head < 0) {
                return false;
            }
            String lower = text.substring(0, head).toLowerCase(java.util.Locale.ROOT);
            int at = lower.indexOf("\r\ncontent-length: ");
            if (at < 0) {
                return false;
            }
            int end = lower.indexOf('\r', at + 2);
            String length = lower.substring(at + 18, end < 0 ? head : end);
            return text.length() >= head + 4 + Integer.parseInt(length.strip());
        }

        private void end(boolean well) throws IOException {
            busy.remove(this);
            if (well) {
                micros.recordValue(Math.min((System.nanoTime() - due) / 1000, LONGEST_MICROS));
            } else {
                failed++;
            }
            free.addLast(this);
        }

        void fail() {
            busy.remove(this);
            failed++;
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
