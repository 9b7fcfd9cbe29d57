package tandem.proxy.http2;

import java.util.Arrays;

/**
 * Unpacks field blocks: RFC 7541. Memory and work are bounded by the length of the packed block and the size of the dynamic
 * table, whatever the block refers to. One connection, one thread.
 */
public final class HpackDecoder {
    /** The size of the dynamic table that is announced: the one that holds without a setting. */
    public static final int TABLE_SIZE = 4096;

    private static final int MOST_UPDATES = 2;
    private static final int MOST_INTEGER = 1 << 24;
    private static final int KEPT_TEXT = 4096;

    /** Takes the fields of a block, one by one, in order. */
    @FunctionalInterface
    public interface Told {
        /** A field; the bytes are valid until this returns. Nothing is known of them but that they were sent. */
        void field(byte[] bytes, int nameStart, int nameEnd, int valueStart, int valueEnd);
    }

    private final DynamicTable table = new DynamicTable(TABLE_SIZE);
    private byte[] text = {};
    private byte[] block = {};
    private int at;
    private int end;

    /** The entries of the dynamic table, for tests. */
    DynamicTable table() {
        return table;
    }

    /**
     * Unpacks one whole block.
     *
     * @throws ConnectionFault if it is no HPACK; nothing that follows on the connection could be unpacked
     */
    public void decode(byte[] packed, int start, int blockEnd, Told told) throws ConnectionFault {
        block = packed;
        at = start;
        end = blockEnd;
        updates();
        while (at < end) {
            int first = block[at] & 0xff;
            if (first >= 0x80) {
                indexed(integer(7), told);
            } else if (first >= 0x40) {
                literal(integer(6), true, told);
            } else if (first >= 0x20) {
                throw fault("a change of the table's size stands behind a field");
            } else {
                literal(integer(4), false, told);
            }
        }
        if (text.length > KEPT_TEXT) {
            text = new byte[0];
        }
    }

    private static ConnectionFault fault(String sentence) {
        return new ConnectionFault(Reason.COMPRESSION, sentence);
    }

    private void updates() throws ConnectionFault {
        int updates = 0;
        while (at < end && (block[at] & 0xe0) == 0x20) {
            int size = integer(5);
            if (size > TABLE_SIZE || ++updates > MOST_UPDATES) {
                throw fault("the table is made larger than was announced, or changed too often");
            }
            table.most(size);
        }
    }

    private void indexed(int index, Told told) throws ConnectionFault {
        if (index > 0 && index <= StaticTable.COUNT) {
            told.field(
                    StaticTable.bytes(),
                    StaticTable.nameStart(index),
                    StaticTable.nameEnd(index),
                    StaticTable.nameEnd(index),
                    StaticTable.valueEnd(index));
            return;
        }
        int entry = entry(index);
        told.field(
                table.bytes(),
                table.nameStart(entry),
                table.nameEnd(entry),
                table.nameEnd(entry),
                table.valueEnd(entry));
    }

    private int entry(int index) throws ConnectionFault {
        int entry = index - StaticTable.COUNT - 1;
        if (entry < 0 || entry >= table.count()) {
            throw fault("a field refers to an entry that is not in the table");
        }
        return entry;
    }

    private void literal(int nameIndex, boolean remembered, Told told) throws ConnectionFault {
        // the name is copied in front of the value: its entry may have to go to make room for the new one
        int name;
        if (nameIndex == 0) {
            name = string(0);
        } else if (nameIndex <= StaticTable.COUNT) {
            name = StaticTable.nameEnd(nameIndex) - StaticTable.nameStart(nameIndex);
            name(StaticTable.bytes(), StaticTable.nameStart(nameIndex), name);
        } else {
            int entry = entry(nameIndex);
            name = table.nameEnd(entry) - table.nameStart(entry);
            name(table.bytes(), table.nameStart(entry), name);
        }
        int valueEnd = string(name);
        if (remembered) {
            table.add(text, 0, name, name, valueEnd);
        }
        told.field(text, 0, name, name, valueEnd);
    }

    private void name(byte[] from, int start, int length) {
        room(length);
        System.arraycopy(from, start, text, 0, length);
    }

    /** Reads a string into {@link #text} from a position on; returns where it ends there. */
    private int string(int to) throws ConnectionFault {
        if (at == end) {
            throw fault("a field block ends too early");
        }
        boolean packed = (block[at] & 0x80) != 0;
        int length = integer(7);
        if (length > end - at) {
            throw fault("a string is longer than its field block");
        }
        int from = at;
        at += length;
        if (!packed) {
            room(to + length);
            System.arraycopy(block, from, text, to, length);
            return to + length;
        }
        room(to + Huffman.mostUnpacked(length));
        int textEnd = Huffman.unpack(block, from, at, text, to);
        if (textEnd < 0) {
            throw fault("a string is not in HPACK's Huffman code");
        }
        return textEnd;
    }

    private void room(int length) {
        if (length > text.length) {
            text = Arrays.copyOf(text, Math.max(length, Math.max(256, text.length * 2)));
        }
    }

    /** An integer whose first bits are in the byte at hand: RFC 7541 section 5.1. */
    private int integer(int prefixBits) throws ConnectionFault {
        int mask = (1 << prefixBits) - 1;
        int value = block[at++] & mask;
        if (value < mask) {
            return value;
        }
        int shift = 0;
        while (at < end) {
            int next = block[at++] & 0xff;
            value += (next & 0x7f) << shift;
            if (value > MOST_INTEGER || shift > 21) {
                throw fault("a number is too large");
            }
            if (next < 0x80) {
                return value;
            }
            shift += 7;
        }
        throw fault("a field block ends within a number");
    }
}
