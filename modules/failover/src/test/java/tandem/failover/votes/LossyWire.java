package tandem.failover.votes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import tandem.core.text.IpAddress;

/**
 * Stands between two voters that know each other only by this wire's addresses. Records every datagram; loses, repeats and
 * holds back as it is told.
 */
final class LossyWire implements AutoCloseable {
    private static final int HELD = 3;

    private final int port;
    private final List<Direction> directions = new ArrayList<>();
    private volatile int lossPercent;
    private volatile int repeatPercent;
    private volatile int holdPercent;

    LossyWire(int port, long seed) {
        this.port = port;
        directions.add(new Direction("lb1", "lb2", seed));
        directions.add(new Direction("lb2", "lb1", seed + 1));
        directions.forEach(Direction::start);
    }

    /** The voters as one of them is told. */
    static Map<String, List<InetAddress>> voters(String self) {
        return Map.of(
                "lb1", List.of(self.equals("lb1") ? own("lb1") : face("lb1")),
                "lb2", List.of(self.equals("lb2") ? own("lb2") : face("lb2")));
    }

    private static InetAddress own(String voter) {
        return IpAddress.parse(voter.equals("lb1") ? "127.2.0.1" : "127.2.0.2");
    }

    /** Where the other reaches this voter, and whence it hears it. */
    private static InetAddress face(String voter) {
        return IpAddress.parse(voter.equals("lb1") ? "127.2.1.1" : "127.2.1.2");
    }

    void disturb(int lossPercent, int repeatPercent, int holdPercent) {
        this.lossPercent = lossPercent;
        this.repeatPercent = repeatPercent;
        this.holdPercent = holdPercent;
    }

    /** What has been sent to a voter so far. */
    List<byte[]> recorded(String to) {
        return List.copyOf(to(to).recorded);
    }

    /** Sends to a voter as if the other did. */
    void inject(String to, byte[] bytes) {
        to(to).deliver(bytes);
    }

    private Direction to(String voter) {
        return directions.stream()
                .filter(one -> one.to.equals(voter))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        directions.forEach(one -> one.ear.close());
        directions.forEach(one -> one.mouth.close());
    }

    private final class Direction {
        private final String to;
        private final DatagramSocket ear;
        private final DatagramSocket mouth;
        private final Random random;
        private final List<byte[]> recorded = new CopyOnWriteArrayList<>();
        private final Deque<byte[]> held = new ArrayDeque<>();

        Direction(String from, String to, long seed) {
            this.to = to;
            this.random = new Random(seed);
            try {
                this.ear = new DatagramSocket(new InetSocketAddress(face(to), port));
                this.mouth = new DatagramSocket(new InetSocketAddress(face(from), 0));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void start() {
            Thread.ofPlatform().daemon().start(this::run);
        }

        private void run() {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            while (!ear.isClosed()) {
                try {
                    packet.setLength(2048);
                    ear.receive(packet);
                } catch (IOException e) {
                    return;
                }
                pass(Arrays.copyOf(packet.getData(), packet.getLength()));
            }
        }

        private void pass(byte[] bytes) {
            recorded.add(bytes);
            if (random.nextInt(100) < lossPercent) {
                return;
            }
            if (random.nextInt(100) < holdPercent) {
                held.addLast(bytes);
            } else {
                deliver(bytes);
            }
            if (random.nextInt(100) < repeatPercent) {
                deliver(bytes);
            }
            if (held.size() > HELD || holdPercent == 0) {
                while (!held.isEmpty()) {
                    deliver(held.pollLast());
                }
            }
        }

        private void deliver(byte[] bytes) {
            try {
                mouth.send(new DatagramPacket(bytes, bytes.length, own(to), port));
            } catch (IOException e) {
                if (!mouth.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
