package tandem.failover.vip;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** A hardware address: 48 bits, the first octet highest. */
record MacAddress(long bits) {
    static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);
    static final MacAddress NONE = new MacAddress(0);

    /** Takes exactly six bytes. */
    static MacAddress of(byte[] bytes) {
        return read(ByteBuffer.wrap(bytes), 0);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @throws IllegalArgumentException if it is nothing of that kind
     */
    static MacAddress parse(String text) {
        byte[] bytes = HexFormat.ofDelimiter(":").parseHex(text);
        if (bytes.length != 6) {
            throw new IllegalArgumentException("'" + text + "' is no hardware address");
        }
        return of(bytes);
    }

    static MacAddress read(ByteBuffer from, int at) {
        return new MacAddress(((long) from.getShort(at) & 0xffff) << 32 | from.getInt(at + 2) & 0xffff_ffffL);
    }

    ByteBuffer put(ByteBuffer to) {
        return to.putShort((short) (bits >> 32)).putInt((int) bits);
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(put(ByteBuffer.allocate(6)).array());
    }
}
