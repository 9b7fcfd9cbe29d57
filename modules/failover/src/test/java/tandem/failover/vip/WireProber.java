package tandem.failover.vip;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import tandem.core.text.IpAddress;

/**
 * Asks a segment every few milliseconds who has an address. Arguments: interface, address, for how many milliseconds. Prints for
 * each question its time by {@link System#nanoTime}, which all processes of a machine share, and whether it was answered.
 */
final class WireProber {
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(8);

    private WireProber() {}

    public static void main(String[] arguments) throws IOException {
        LinkDevice device = LinkDevice.find(arguments[0]).orElseThrow();
        MacAddress mac = device.mac().orElseThrow();
        InetAddress address = IpAddress.parse(arguments[1]);
        boolean four = address instanceof Inet4Address;
        byte[] question = four ? ArpFrame.probe(mac, address) : NeighbourFrame.probe(mac, address);
        StringBuilder told = new StringBuilder();
        try (RawSocket socket =
                RawSocket.packet(device.index(), four ? ArpFrame.ETHER_TYPE : NeighbourFrame.ETHER_TYPE)) {
            socket.send(question);
            socket.receive(System.nanoTime() + PATIENCE_NANOS);
            System.out.println("ready");
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(arguments[2]));
            while (System.nanoTime() < end) {
                long asked = System.nanoTime();
                socket.send(question);
                told.append(asked).append(answered(socket, address, asked) ? " 1\n" : " 0\n");
            }
        }
        System.out.print(told);
    }

    private static boolean answered(RawSocket socket, InetAddress address, long asked) throws IOException {
        boolean answered = false;
        // Waits in any case: so the questions keep their distance
        while (System.nanoTime() - asked < PATIENCE_NANOS) {
            byte[] frame = socket.receive(asked + PATIENCE_NANOS);
            answered |= frame.length > 0
                    && (ArpFrame.claimant(frame, address).isPresent()
                            || NeighbourFrame.claimant(frame, address).isPresent());
        }
        return answered;
    }
}
