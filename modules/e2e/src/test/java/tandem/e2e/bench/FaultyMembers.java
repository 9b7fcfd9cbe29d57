package tandem.e2e.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Five members in one process: two that are well, one that is slow, one that flaps, one whose machine is gone. Each has 16 workers
 * and a queue, and takes half to one and a half times its mean for a request. Argument: the port; the members are at 127.21.0.1 to
 * 127.21.0.5. One thread.
 */
final class FaultyMembers {
    static final String READY = "ready faulty members";
    static final int WORKERS = 16;
    static final long WELL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    /** So much later than asked for this thread comes to an answer, on the average. */
    private static final long GRAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
    /** Well, 503, well, away: so long each. */
    static final long PHASE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final byte[] OK = answer("200 OK", "a small answer");
    private static final byte[] NOT_NOW = answer("503 Service Unavailable", "not now");

    private final Selector selector = Selector.open();
    private final PriorityQueue<Work> running = new PriorityQueue<>((a, b) -> Long.compare(a.endNanos, b.endNanos));
    private final SplittableRandom random = new SplittableRandom(7);
    private final long begin = System.nanoTime();
    private final List<Member> members = new ArrayList<>();
    private final List<SocketChannel> stuck = new ArrayList<>();

    /** What is the matter with a member. */
    enum Kind {
        WELL,
        SLOW,
        FLAPPING
    }

    private record Work(Member member, Connection connection, long endNanos) {}

    private FaultyMembers(int port) throws IOException {
        members.add(new Member(address(1, port), Kind.WELL));
        members.add(new Member(address(2, port), Kind.WELL));
        members.add(new Member(address(3, port), Kind.SLOW));
        members.add(new Member(address(4, port), Kind.FLAPPING));
        gone(address(5, port));
    }

    private static InetSocketAddress address(int number, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName("127.21.0." + number), port);
    }

    private static byte[] answer(String status, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] arguments) throws IOException {
        FaultyMembers faulty = new FaultyMembers(Integer.parseInt(arguments[0]));
        System.out.println(READY);
        faulty.run();
    }

    /** Nobody takes a connection there, and once the kernel's queue is full it answers nobody. */
    private void gone(InetSocketAddress address) throws IOException {
        ServerSocketChannel deaf = ServerSocketChannel.open();
        deaf.bind(address, 1);
        for (int i = 0; i < 6; i++) {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.connect(address);
            stuck.add(channel);
        }
    }

    private void run() throws IOException {
        while (true) {
            long now = System.nanoTime();
            for (Member member : members) {
                member.flap(now);
            }
            Work next = running.peek();
            while (next != null && next.endNanos - now <= 0) {
                running.remove();
                next.member.done(next.connection, now);
                next = running.peek();
            }
            long wait = next == null ? 5 : (next.endNanos - now) / 1_000_000;
            selector.select(FaultyMembers::ready, Math.clamp(wait, 1, 5));
        }
    }

    private static void ready(SelectionKey key) {
        try {
            if (key.attachment() instanceof Member member) {
                member.accept();
            } else if (key.attachment() instanceof Connection connection) {
                connection.read();
            }
        } catch (IOException e) {
            key.cancel();
        }
    }

    private final class Member {
        private final InetSocketAddress address;
        private final Kind kind;
        private final ArrayDeque<Connection> waiting = new ArrayDeque<>();
        private final List<Connection> connections = new ArrayList<>();
        private @Nullable ServerSocketChannel listener;
        private int busy;

        Member(InetSocketAddress address, Kind kind) throws IOException {
            this.address = address;
            this.kind = kind;
            listen();
        }

        private void listen() throws IOException {
            ServerSocketChannel opened = ServerSocketChannel.open();
            opened.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            opened.bind(address, 1024);
            opened.configureBlocking(false);
            opened.register(selector, SelectionKey.OP_ACCEPT, this);
            listener = opened;
        }

        /** 0 to 3, see {@link #PHASE_NANOS}. */
        private int phase(long now) {
            return kind == Kind.FLAPPING ? (int) ((now - begin) / PHASE_NANOS % 4) : 0;
        }

        void flap(long now) throws IOException {
            boolean away = phase(now) == 3;
            ServerSocketChannel open = listener;
            if (away && open != null) {
                open.close();
                listener = null;
                for (Connection connection : connections) {
                    connection.reset();
                }
                connections.clear();
                waiting.clear();
            } else if (!away && open == null) {
                listen();
            }
        }

        void accept() throws IOException {
            ServerSocketChannel open = listener;
            SocketChannel channel = open == null ? null : open.accept();
            if (channel != null) {
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Connection connection = new Connection(this, channel);
                channel.register(selector, SelectionKey.OP_READ, connection);
                connections.add(connection);
            }
        }

        void asked(Connection connection) throws IOException {
            if (phase(System.nanoTime()) == 1) {
                connection.answer(NOT_NOW);
            } else if (busy < WORKERS) {
                begin(connection);
            } else {
                waiting.add(connection);
            }
        }

        private void begin(Connection connection) {
            busy++;
            long mean = kind == Kind.SLOW ? SLOW_NANOS : WELL_NANOS;
            long takes = (long) (mean * (0.5 + random.nextDouble()));
            running.add(new Work(this, connection, System.nanoTime() + takes - GRAIN_NANOS));
        }

        void done(Connection connection, long now) throws IOException {
            busy--;
            connection.answer(phase(now) == 1 ? NOT_NOW : OK);
            Connection next = waiting.poll();
            if (next != null) {
                begin(next);
            }
        }
    }

    private static final class Connection {
        private final Member member;
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocate(8192);

        Connection(Member member, SocketChannel channel) {
            this.member = member;
            this.channel = channel;
        }

        private int received() {
            try {
                return channel.read(in);
            } catch (IOException e) {
                return -1; // reset, which is an end as well
            }
        }

        void read() throws IOException {
            if (received() < 0) {
                channel.close();
                member.connections.remove(this);
                member.waiting.remove(this);
                return;
            }
            int end = in.position();
            boolean whole = end >= 4 && in.get(end - 1) == '\n' && in.get(end - 2) == '\r' && in.get(end - 3) == '\n';
            if (whole) {
                in.clear();
                member.asked(this);
            }
        }

        /** Nothing happens where the balancer has gone meanwhile. */
        void answer(byte[] bytes) throws IOException {
            try {
                if (channel.isOpen()) {
                    channel.write(ByteBuffer.wrap(bytes));
                }
            } catch (IOException e) {
                channel.close();
                member.connections.remove(this);
            }
        }

        void reset() throws IOException {
            if (channel.isOpen()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            }
        }
    }
}
