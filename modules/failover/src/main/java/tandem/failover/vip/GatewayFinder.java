package tandem.failover.vip;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the router that an interface's default route leads to. IPv4; for IPv6 name {@code cluster.gateway}. */
public final class GatewayFinder {
    private static final int RTF_UP = 1;
    private static final int RTF_GATEWAY = 2;
    private static final int COLUMNS = 8;

    private GatewayFinder() {}

    /**
     * The gateway of the default route with the lowest metric, from {@code /proc/net/route}; empty if the interface has no
     * such route. Any thread; reads a file.
     *
     * @throws IOException if the file cannot be read, as on a system that is not Linux
     */
    public static Optional<InetAddress> defaultGateway(String device) throws IOException {
        return defaultGateway(device, Files.readAllLines(Path.of("/proc/net/route")));
    }

    static Optional<InetAddress> defaultGateway(String device, List<String> lines) throws IOException {
        Optional<InetAddress> best = Optional.empty();
        long bestMetric = Long.MAX_VALUE;
        for (String line : lines) {
            String[] column = line.strip().split("\\s+");
            if (column.length < COLUMNS
                    || !column[0].equals(device)
                    || !column[1].equals("00000000")
                    || !column[7].equals("00000000")) {
                continue;
            }
            int flags = Integer.parseInt(column[3], 16);
            long metric = Long.parseLong(column[6]);
            if ((flags & RTF_UP) != 0 && (flags & RTF_GATEWAY) != 0 && metric < bestMetric) {
                bestMetric = metric;
                best = Optional.of(address(column[2]));
            }
        }
        return best;
    }

    /** The file shows the address as a number in the machine's byte order. */
    private static InetAddress address(String hex) throws IOException {
        byte[] bytes = ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(Integer.parseUnsignedInt(hex, 16))
                .array();
        return InetAddress.getByAddress(bytes);
    }
}
