package tandem.proxy.http2;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Packs field blocks for tests, in every form that RFC 7541 section 6 has; also wrong ones. */
public final class HpackWriter {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public byte[] bytes() {
        return out.toByteArray();
    }

    /** Bytes as they are. */
    public HpackWriter raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    public HpackWriter indexed(int index) {
        return integer(0x80, 7, index);
    }

    public HpackWriter size(int bytes) {
        return integer(0x20, 5, bytes);
    }

    /** Not indexed. */
    public HpackWriter field(String name, String value) {
        return integer(0, 4, 0).string(name).string(value);
    }

    public HpackWriter indexing(String name, String value) {
        return integer(0x40, 6, 0).string(name).string(value);
    }

    public HpackWriter never(String name, String value) {
        return integer(0x10, 4, 0).string(name).string(value);
    }

    /** With both texts in the Huffman code. */
    public HpackWriter packed(String name, String value) {
        return integer(0, 4, 0).packedString(name).packedString(value);
    }

    public HpackWriter string(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        integer(0, 7, bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    HpackWriter packedString(String text) {
        byte[] packed = huffman(text.getBytes(StandardCharsets.ISO_8859_1));
        integer(0x80, 7, packed.length);
        out.writeBytes(packed);
        return this;
    }

    static byte[] huffman(byte[] text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        long bits = 0;
        int count = 0;
        for (byte b : text) {
            int symbol = b & 0xff;
            bits = bits << Huffman.length(symbol) | Huffman.code(symbol);
            count += Huffman.length(symbol);
            while (count >= 8) {
                count -= 8;
                packed.write((int) (bits >>> count));
            }
        }
        if (count > 0) {
            packed.write((int) (bits << 8 - count | (1 << 8 - count) - 1));
        }
        return packed.toByteArray();
    }

    public HpackWriter integer(int pattern, int prefixBits, int value) {
        int mask = (1 << prefixBits) - 1;
        if (value < mask) {
            out.write(pattern | value);
            return this;
        }
        out.write(pattern | mask);
        int left = value - mask;
        while (left >= 0x80) {
            out.write(left & 0x7f | 0x80);
            left >>>= 7;
        }
        out.write(left);
        return this;
    }
}
