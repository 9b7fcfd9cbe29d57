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
 * Asks at a constant rate, whatever the answers take: a request that finds no free connection waits, and its time runs from the
 * moment it was due. One thread that never sleeps, so that no timer's grain is in the figures.
 */
final class SteadyClient {
    private static final byte[] REQUEST =
            "GET /small HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);
    private static final long LONGEST_MICROS = 30_000_000;

    /** After so many times the time it should take, a candidate is overrun. */
    private static final int PATIENCE = 3;

    private final Selector selector;
    private final List<Connection> connections = new ArrayList<>();
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final Histogram micros = new Histogram(LONGEST_MICROS, 3);
    private long open;
    private boolean overrun;

    private SteadyClient(int port, int count) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            connections.add(new Connection(port));
        }
        free.addAll(connections);
    }

    /**
     * Asks for {@code /small} and returns the latencies in microseconds, of every request that was due; of what an overrun
     * candidate never answered, how long it had waited in the end.
     *
     * @param perSecond requests a second
     * @param settleSeconds how long it asks before it begins to record
     */
    static Histogram run(int port, int connections, double perSecond, int settleSeconds, int seconds) {
        try {
            SteadyClient client = new SteadyClient(port, connections);
            try {
                client.ask(perSecond, (long) (perSecond * settleSeconds));
                if (!client.overrun) {
                    client.micros.reset();
                    client.ask(perSecond, (long) (perSecond * seconds));
                }
                return client.micros;
            } finally {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(double perSecond, long total) throws IOException {
        double gap = 1e9 / perSecond;
        long begin = System.nanoTime();
        long sent = 0;
        long end = begin + (long) (total * gap * PATIENCE);
        while (sent < total || open > 0) {
            long now = System.nanoTime();
            if (now - end > 0) {
                giveUp(begin, gap, sent, total, now);
                return;
            }
            while (sent < total && !free.isEmpty() && now - begin - (long) (sent * gap) >= 0) {
                free.removeLast().ask(begin + (long) (sent * gap));
                sent++;
                open++;
            }
            if (selector.selectNow(this::ready) == 0) {
                Thread.yield();
            }
        }
    }

    /** What is not answered or not even sent by now has waited at least so long; the connections are of no more use. */
    private void giveUp(long begin, double gap, long sent, long total, long now) {
        for (Connection connection : connections) {
            if (!free.contains(connection)) {
                record(now - connection.due);
            }
        }
        for (long i = sent; i < total; i++) {
            record(now - begin - (long) (i * gap));
        }
        overrun = true;
    }

    private void record(long nanos) {
        micros.recordValue(Math.min(nanos / 1000, LONGEST_MICROS));
    }

    private void ready(SelectionKey key) {
        try {
            Connection connection = (Connection) key.attachment();
            if (connection.answered()) {
                record(System.nanoTime() - connection.due);
                free.addLast(connection);
                open--;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void close() throws IOException {
        for (Connection connection : connections) {
            connection.channel.close();
        }
        selector.close();
    }

    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer out = ByteBuffer.allocateDirect(REQUEST.length).put(REQUEST);
        private final ByteBuffer in = ByteBuffer.allocateDirect(4096);
        private long due;

        Connection(int port) throws IOException {
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        void ask(long dueNanos) throws IOException {
            due = dueNanos;
            in.clear();
            channel.write(out.flip());
        }

        boolean answered() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("the balancer closed a connection after " + in.position() + " bytes");
            }
            if (in.position() < 12) {
                return false;
            }
            if (in.get(9) != '2') {
                throw new IOException("the balancer answered with status " + (char) in.get(9) + "xx");
            }
            int head = headLength();
            return head > 0 && in.position() >= head + contentLength(head);
        }

        private int headLength() {
            for (int i = 3; i < in.position(); i++) {
                if (in.get(i) == '\n' && in.get(i - 2) == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        private int contentLength(int head) throws IOException {
            for (int i = 0; i < head - LENGTH.length; i++) {
                if (in.get(i) == '\n' && named(i + 1)) {
                    int length = 0;
                    for (int at = i + 1 + LENGTH.length; in.get(at) != '\r'; at++) {
                        length = length * 10 + in.get(at) - '0';
                    }
                    return length;
                }
            }
            throw new IOException("an answer has no Content-Length");
        }

        private boolean named(int at) {
            for (int i = 0; i < LENGTH.length; i++) {
                int c = in.get(at + i);
                if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != LENGTH[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
