package tandem.proxy.origin;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tandem.core.config.ProxyHeaderVersion;

/** Writes headers of the PROXY protocol. Any thread. */
public final class ProxyHeaderWriter {
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};
    private static final byte PROXY = 0x21;
    private static final byte LOCAL = 0x20;
    private static final byte TCP4 = 0x11;
    private static final byte TCP6 = 0x21;
    private static final byte UNSPECIFIED = 0;
    private static final int FIXED = 16;

    private ProxyHeaderWriter() {}

    /**
     * A header on behalf of a client.
     *
     * @param reached where the client connected to
     * @return empty for {@link ProxyHeaderVersion#OFF}
     */
    public static byte[] header(ProxyHeaderVersion version, InetSocketAddress client, InetSocketAddress reached) {
        return switch (version) {
            case OFF -> new byte[0];
            case V1 -> line(client, reached);
            case V2 -> binary(client, reached);
        };
    }

    /** A header of a node that speaks for itself, as in its checks. */
    public static byte[] own(ProxyHeaderVersion version) {
        return switch (version) {
            case OFF -> new byte[0];
            case V1 -> ascii("PROXY UNKNOWN\r\n");
            case V2 ->
                ByteBuffer.allocate(FIXED)
                        .put(SIGNATURE)
                        .put(LOCAL)
                        .put(UNSPECIFIED)
                        .array();
        };
    }

    private static byte[] line(InetSocketAddress client, InetSocketAddress reached) {
        boolean six = six(client, reached);
        return ascii("PROXY " + (six ? "TCP6 " : "TCP4 ") + text(client.getAddress(), six) + ' '
                + text(reached.getAddress(), six) + ' ' + client.getPort() + ' ' + reached.getPort() + "\r\n");
    }

    private static String text(InetAddress address, boolean six) {
        boolean mapped = six && !(address instanceof Inet6Address);
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return (mapped ? "::ffff:" : "") + (zone < 0 ? text : text.substring(0, zone));
    }

    private static byte[] binary(InetSocketAddress client, InetSocketAddress reached) {
        boolean six = six(client, reached);
        int length = six ? 36 : 12;
        ByteBuffer header = ByteBuffer.allocate(FIXED + length)
                .put(SIGNATURE)
                .put(PROXY)
                .put(six ? TCP6 : TCP4)
                .putShort((short) length);
        put(header, client.getAddress(), six);
        put(header, reached.getAddress(), six);
        return header.putShort((short) client.getPort())
                .putShort((short) reached.getPort())
                .array();
    }

    private static void put(ByteBuffer header, InetAddress address, boolean six) {
        if (six && !(address instanceof Inet6Address)) {
            header.put(new byte[10]).put((byte) 0xff).put((byte) 0xff);
        }
        header.put(address.getAddress());
    }

    /** Both addresses are of one kind there; one of IPv4 beside one of IPv6 is written as that. */
    private static boolean six(InetSocketAddress client, InetSocketAddress reached) {
        return client.getAddress() instanceof Inet6Address || reached.getAddress() instanceof Inet6Address;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
