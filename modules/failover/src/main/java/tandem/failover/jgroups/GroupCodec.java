package tandem.failover.jgroups;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import tandem.core.config.VipConfig;
import tandem.failover.election.Message;

/**
 * Election messages of several groups of addresses as bytes. Those of the main group are written as before there were others;
 * before another's go a version byte that nodes of that time refuse, and the group's name behind one byte with its length.
 */
final class GroupCodec {
    private static final byte VERSION = 2;
    private static final byte SHARED = 3;
    private static final int NAME_BYTES = 255;

    private GroupCodec() {}

    /** @param group of virtual addresses that the message is about */
    record Addressed(String group, Message message) {}

    static byte[] encode(Addressed addressed) {
        byte[] message = MessageCodec.encode(addressed.message());
        if (addressed.group().equals(VipConfig.MAIN_GROUP)) {
            return message;
        }
        byte[] group = addressed.group().getBytes(StandardCharsets.UTF_8);
        if (group.length > NAME_BYTES) {
            throw new IllegalArgumentException("a group's name of " + group.length + " bytes is too long");
        }
        return ByteBuffer.allocate(2 + group.length + message.length)
                .put(VERSION)
                .put((byte) group.length)
                .put(group)
                .put(message)
                .array();
    }

    /** Bytes of sharing, behind a version byte of their own that nodes without a bridge refuse. */
    static byte[] encodeShared(byte[] bytes) {
        return ByteBuffer.allocate(1 + bytes.length).put(SHARED).put(bytes).array();
    }

    /** The bytes of sharing in a message; empty if it is one of the election. */
    static Optional<byte[]> decodeShared(byte[] message) {
        return message.length > 0 && message[0] == SHARED
                ? Optional.of(Arrays.copyOfRange(message, 1, message.length))
                : Optional.empty();
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if the bytes are no message of a known version
     */
    static Addressed decode(byte[] bytes) {
        if (bytes.length == 0 || bytes[0] != VERSION) {
            return new Addressed(VipConfig.MAIN_GROUP, MessageCodec.decode(bytes));
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
            byte[] group = new byte[in.get() & 0xFF];
            in.get(group);
            byte[] message = new byte[in.remaining()];
            in.get(message);
            return new Addressed(new String(group, StandardCharsets.UTF_8), MessageCodec.decode(message));
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("election message of " + bytes.length + " bytes is cut short", e);
        }
    }
}
