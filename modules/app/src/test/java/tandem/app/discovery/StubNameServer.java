package tandem.app.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A name server on a port of this machine that knows what a test tells it: records by {@code NAME TYPE}. */
final class StubNameServer implements AutoCloseable {
    private static final Map<Integer, String> TYPES = Map.of(1, "A", 28, "AAAA", 33, "SRV");

    private final DatagramSocket socket;
    private final Map<String, List<String>> records = new ConcurrentHashMap<>();
    private volatile boolean silent;

    StubNameServer() {
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().name("stub-name-server").daemon().start(this::run);
    }

    String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    void set(String nameAndType, String... values) {
        records.put(nameAndType, List.of(values));
    }

    /** Names that are not there are NXDOMAIN; silent, it answers nothing at all. */
    void silent(boolean now) {
        silent = now;
    }

    private void run() {
        byte[] bytes = new byte[512];
        try {
            while (!socket.isClosed()) {
                DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
                socket.receive(packet);
                if (!silent) {
                    byte[] answer = answer(packet.getData(), packet.getLength());
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] answer(byte[] query, int length) throws IOException {
        StringBuilder name = new StringBuilder();
        int at = 12;
        while (query[at] != 0) {
            name.append(name.isEmpty() ? "" : ".")
                    .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
            at += query[at] + 1;
        }
        int type = query[at + 1] << 8 | query[at + 2];
        List<String> values = records.getOrDefault(name + " " + TYPES.getOrDefault(type, "?"), List.of());
        boolean known = records.keySet().stream().anyMatch(key -> key.startsWith(name + " "));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(query, 0, 2);
        out.writeShort(known ? 0x8180 : 0x8183);
        out.writeShort(1);
        out.writeShort(values.size());
        out.writeInt(0);
        out.write(query, 12, at + 5 - 12);
        for (String value : values) {
            byte[] data = data(type, value);
            out.writeShort(0xc00c);
            out.writeShort(type);
            out.writeShort(1);
            out.writeInt(1);
            out.writeShort(data.length);
            out.write(data);
        }
        return length > at + 4 ? bytes.toByteArray() : new byte[12];
    }

    private static byte[] data(int type, String value) throws IOException {
        if (type != 33) {
            return InetAddress.getByName(value).getAddress();
        }
        String[] words = value.split(" ");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (int i = 0; i < 3; i++) {
            out.writeShort(Integer.parseInt(words[i]));
        }
        for (String label : words[3].split("\\.")) {
            out.writeByte(label.length());
            out.writeBytes(label);
        }
        out.writeByte(0);
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        socket.close();
    }
}
