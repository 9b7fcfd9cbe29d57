package tandem.proxy.origin;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Headers of the PROXY protocol, byte by byte. */
public final class ProxyHeaders {
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    private ProxyHeaders() {}

    /** Version 1. */
    public static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Version 2: IPv4, from 203.0.113.7 port 4711 to 198.51.100.1 port 443. */
    public static byte[] ipv4(byte[]... values) {
        return binary(0x21, 0x11, HexFormat.of().parseHex("cb007107" + "c6336401" + "1267" + "01bb"), values);
    }

    /** Version 2: IPv6, from 2001:db8::7 port 4711 to 2001:db8::1 port 443. */
    public static byte[] ipv6(byte[]... values) {
        String addresses = "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "1267" + "01bb";
        return binary(0x21, 0x21, HexFormat.of().parseHex(addresses), values);
    }

    /** Version 2, any. */
    public static byte[] binary(int command, int family, byte[] addresses, byte[]... values) {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(addresses);
        for (byte[] value : values) {
            rest.writeBytes(value);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(SIGNATURE);
        all.write(command);
        all.write(family);
        all.write(rest.size() >> 8);
        all.write(rest.size());
        all.writeBytes(rest.toByteArray());
        return all.toByteArray();
    }

    /** A further value. */
    public static byte[] value(int type, byte... bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(type);
        all.write(bytes.length >> 8);
        all.write(bytes.length);
        all.writeBytes(bytes);
        return all.toByteArray();
    }

    /** The same header with the right sum in its last value, which is the sum's. */
    public static byte[] summed(byte[] header) {
        CRC32C sum = new CRC32C();
        sum.update(header);
        for (int i = 0; i < 4; i++) {
            header[header.length - 4 + i] = (byte) (sum.getValue() >> 8 * (3 - i));
        }
        return header;
    }
}
