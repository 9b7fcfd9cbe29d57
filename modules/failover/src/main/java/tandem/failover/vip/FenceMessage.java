package tandem.failover.vip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/**
 * Messages to nf_tables about the fence, as bytes: lengths and types in the machine's byte order, values in the network's
 * (linux/netfilter/nfnetlink.h, nf_tables.h). Pure.
 *
 * <p>A set of the fence holds the three Ethernet types that an address answers by; it is full or empty, never in between.
 */
final class FenceMessage {
    static final short NEW_CHAIN = subsystem(3);

    private static final short BATCH_BEGIN = 0x10;
    private static final short BATCH_END = 0x11;
    private static final short DELETE_TABLE = subsystem(2);
    private static final short GET_CHAIN = subsystem(4);
    private static final short NEW_ELEMENT = subsystem(12);
    private static final short DELETE_ELEMENT = subsystem(14);

    private static final int NF_TABLES = 10;
    private static final byte FAMILY_NETDEV = 5;
    private static final int REQUEST = 1;
    private static final int ACKNOWLEDGE = 4;
    private static final int CREATE = 0x400;
    private static final int NESTED = 0x8000;

    private static final int TABLE_NAME = 1;
    private static final int CHAIN_TABLE = 1;
    private static final int CHAIN_NAME = 3;
    private static final int CHAIN_USE = 6;
    private static final int LIST_TABLE = 1;
    private static final int LIST_SET = 2;
    private static final int LIST_ELEMENTS = 3;
    private static final int LIST_ELEMENT = 1;
    private static final int ELEMENT_KEY = 1;
    private static final int ELEMENT_TIMEOUT = 4;
    private static final int DATA_VALUE = 1;

    private static final short[] ETHER_TYPES = {0x0800, 0x0806, (short) 0x86dd};
    private static final int SPACE = 2048;

    /** One step of a transaction. */
    sealed interface Change {
        /** Removes what the set holds; the transaction fails if that has expired. */
        record Delete(String set) implements Change {}

        /** @param timeoutMillis 0 for none; what is in the set already keeps the timeout it has */
        record Add(String set, long timeoutMillis) implements Change {}

        /** Removes the table and all that is in it. */
        record DeleteTable() implements Change {}
    }

    private FenceMessage() {}

    /**
     * All changes or none. The kernel answers each with its own sequence number, counted from {@code first + 1}; a failure of the
     * whole with {@code first}.
     */
    static byte[] transaction(int first, String table, List<Change> changes) {
        ByteBuffer out = ByteBuffer.allocate(SPACE).order(ByteOrder.nativeOrder());
        int sequence = first;
        batch(out, BATCH_BEGIN, sequence++);
        for (Change change : changes) {
            switch (change) {
                case Change.Delete delete -> element(out, DELETE_ELEMENT, sequence++, table, delete.set(), 0);
                case Change.Add add -> element(out, NEW_ELEMENT, sequence++, table, add.set(), add.timeoutMillis());
                case Change.DeleteTable _ -> {
                    int start = start(out, DELETE_TABLE, REQUEST | ACKNOWLEDGE, sequence++, FAMILY_NETDEV, 0);
                    text(out, TABLE_NAME, table);
                    finish(out, start);
                }
            }
        }
        batch(out, BATCH_END, sequence);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Asks for a chain; the kernel answers with {@link #NEW_CHAIN} or an error. */
    static byte[] getChain(int sequence, String table, String chain) {
        ByteBuffer out = ByteBuffer.allocate(SPACE).order(ByteOrder.nativeOrder());
        int start = start(out, GET_CHAIN, REQUEST, sequence, FAMILY_NETDEV, 0);
        text(out, CHAIN_TABLE, table);
        text(out, CHAIN_NAME, chain);
        finish(out, start);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** How many rules a chain has, and jumps to it, by the body of an answer; empty if the answer does not tell. */
    static OptionalInt chainUse(ByteBuffer body) {
        int at = 4;
        while (at + 4 <= body.limit()) {
            int length = Short.toUnsignedInt(body.getShort(at));
            if (length < 4 || at + length > body.limit()) {
                break;
            }
            if ((body.getShort(at + 2) & ~NESTED) == CHAIN_USE && length == 8) {
                return OptionalInt.of(networkInt(body, at + 4));
            }
            at += aligned(length);
        }
        return OptionalInt.empty();
    }

    private static void element(
            ByteBuffer out, short type, int sequence, String table, String set, long timeoutMillis) {
        int flags = REQUEST | ACKNOWLEDGE | (type == NEW_ELEMENT ? CREATE : 0);
        int start = start(out, type, flags, sequence, FAMILY_NETDEV, 0);
        text(out, LIST_TABLE, table);
        text(out, LIST_SET, set);
        int elements = open(out, LIST_ELEMENTS);
        for (short etherType : ETHER_TYPES) {
            int element = open(out, LIST_ELEMENT);
            int key = open(out, ELEMENT_KEY);
            int value = attribute(out, DATA_VALUE);
            out.put((byte) (etherType >> 8)).put((byte) etherType);
            finishAttribute(out, value);
            finishAttribute(out, key);
            if (timeoutMillis > 0) {
                int timeout = attribute(out, ELEMENT_TIMEOUT);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    out.put((byte) (timeoutMillis >> shift));
                }
                finishAttribute(out, timeout);
            }
            finishAttribute(out, element);
        }
        finishAttribute(out, elements);
        finish(out, start);
    }

    private static void batch(ByteBuffer out, short type, int sequence) {
        finish(out, start(out, type, REQUEST, sequence, (byte) 0, NF_TABLES));
    }

    /** {@code nlmsghdr} and {@code nfgenmsg}; returns where the message starts. */
    private static int start(ByteBuffer out, short type, int flags, int sequence, byte family, int resource) {
        int start = out.position();
        out.putInt(0).putShort(type).putShort((short) flags).putInt(sequence).putInt(0);
        out.put(family).put((byte) 0).put((byte) (resource >> 8)).put((byte) resource);
        return start;
    }

    private static void finish(ByteBuffer out, int start) {
        out.putInt(start, out.position() - start);
    }

    private static void text(ByteBuffer out, int type, String value) {
        int start = attribute(out, type);
        out.put(value.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        finishAttribute(out, start);
    }

    private static int open(ByteBuffer out, int type) {
        return attribute(out, type | NESTED);
    }

    private static int attribute(ByteBuffer out, int type) {
        int start = out.position();
        out.putShort((short) 0).putShort((short) type);
        return start;
    }

    private static void finishAttribute(ByteBuffer out, int start) {
        int length = out.position() - start;
        out.putShort(start, (short) length);
        while (out.position() - start < aligned(length)) {
            out.put((byte) 0);
        }
    }

    private static int networkInt(ByteBuffer body, int at) {
        int value = body.getInt(at);
        return body.order() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value);
    }

    private static short subsystem(int message) {
        return (short) (NF_TABLES << 8 | message);
    }

    private static int aligned(int length) {
        return (length + 3) & ~3;
    }
}
