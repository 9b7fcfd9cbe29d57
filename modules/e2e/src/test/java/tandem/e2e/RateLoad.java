package tandem.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One client that asks several addresses at a steady rate each, over a connection that it keeps, and prints for each answer the
 * moment at which it was there (microseconds of a clock that only grows), the status and the address. Uses the JDK alone.
 * Arguments: requests a second of each address, then the addresses.
 */
final class RateLoad {
    private static final int PATIENCE_MILLIS = 150;

    private final String address;
    private final byte[] request;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    private RateLoad(String address) {
        this.address = address;
        this.request = ("GET / HTTP/1.1\r\nHost: " + address + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    public static void main(String[] arguments) {
        long gap = TimeUnit.SECONDS.toNanos(1) / Integer.parseInt(arguments[0]);
        for (int i = 1; i < arguments.length; i++) {
            RateLoad load = new RateLoad(arguments[i]);
            Thread.ofPlatform().start(() -> load.run(gap));
        }
        System.out.println("started");
    }

    private void run(long gap) {
        long due = System.nanoTime();
        while (true) {
            int status = ask();
            if (status > 0) {
                System.out.println(System.nanoTime() / 1000 + " " + status + " " + address);
            }
            due = Math.max(due + gap, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS));
            LockSupport.parkNanos(due - System.nanoTime());
        }
    }

    /** The status; 0 if nothing came in time, and the next request has a new connection. */
    private int ask() {
        try {
            if (socket.isClosed() || !socket.isConnected()) {
                socket = new Socket();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.connect(new InetSocketAddress(address, 80), PATIENCE_MILLIS);
                in = socket.getInputStream();
            }
            socket.getOutputStream().write(request);
            String head = head();
            in.skipNBytes(length(head));
            return Integer.parseInt(head.substring(9, 12));
        } catch (IOException e) {
            close();
            return 0;
        }
    }

    private String head() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("the connection ended");
            }
            head.append((char) octet);
        }
        return head.toString();
    }

    private static long length(String head) {
        for (String line : head.split("\r\n")) {
            if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                return Long.parseLong(line.substring(15).strip());
            }
        }
        return 0;
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException e) {
            System.err.println(address + ": " + e);
        }
    }
}
