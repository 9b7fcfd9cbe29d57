package tandem.failover.vip;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A watch in a process of its own, so that it can live in a network namespace, with a voter's ear: prints what it sees, and the
 * datagrams that come to port 7800 with their time. Arguments: interface, addresses.
 */
final class WatchDriver {
    static final int PORT = 7800;
    private static final Duration ASK_EVERY = Duration.ofMillis(500);

    private WatchDriver() {}

    public static void main(String[] arguments) throws IOException {
        List<VipAddress> addresses =
                Stream.of(arguments).skip(1).map(VipAddress::of).toList();
        try (DatagramSocket socket = new DatagramSocket(PORT)) {
            new VipWatch(Map.of(arguments[0], addresses), ASK_EVERY).start(new Printer(), () -> false);
            print("ready");
            DatagramPacket packet = new DatagramPacket(new byte[500], 500);
            while (true) {
                socket.receive(packet);
                String text = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
                print("datagram " + System.nanoTime() + " "
                        + packet.getAddress().getHostAddress() + " " + text.strip());
            }
        }
    }

    private static synchronized void print(String line) {
        System.out.println(line);
    }

    private static final class Printer implements VipWatch.Listener {
        @Override
        public void changed(String what) {
            print("changed " + what);
        }

        @Override
        public void claimed(String address, String mac) {
            print("claimed " + address + " " + mac);
        }

        @Override
        public void answers(String address, Set<String> macs) {
            print("answers " + address + " " + (macs.isEmpty() ? "nobody" : String.join(" ", macs)));
        }
    }
}
