package tandem.failover.votes;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.SecretKey;
import tandem.core.config.VipConfig;

/**
 * Datagrams from one voter to another as bytes: format version, kind, cluster, sender, receiver, sender's life, receiver's
 * life, sequence, what the kind says, signature. Messages of the main group are written as before there were others. Any thread.
 */
final class DatagramCodec {
    static final int MAX_BYTES = 1024;
    private static final byte VERSION = 1;
    private static final byte GREET = 0;
    /** Of a group other than the main one: its name and the message's kind go before the message. */
    private static final byte GROUPED = 4;

    private static final int NAMES_AT = 2;
    private static final int NUMBERS_BYTES = 3 * Long.BYTES;

    private final byte[] names;
    private final int clusterBytes;

    DatagramCodec(String cluster, String from, String to) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        LeaseCodec.text(out, cluster);
        this.clusterBytes = out.position();
        LeaseCodec.text(out, from);
        LeaseCodec.text(out, to);
        this.names = Arrays.copyOf(out.array(), out.position());
    }

    /** The signed datagram. */
    ByteBuffer encode(Datagram datagram, Seal seal, SecretKey key) {
        ByteBuffer out = ByteBuffer.allocate(MAX_BYTES);
        out.put(VERSION).put(kind(datagram.content())).put(names);
        out.putLong(datagram.senderLife()).putLong(datagram.receiverLife()).putLong(datagram.sequence());
        switch (datagram.content()) {
            case Content.Greet greet -> out.putLong(greet.challenge()).putLong(greet.echo());
            case Content.Lease lease -> write(out, lease);
        }
        seal.sign(key, out.array(), out.position());
        out.position(out.position() + Seal.BYTES);
        return out.flip();
    }

    private static byte kind(Content content) {
        return switch (content) {
            case Content.Greet _ -> GREET;
            case Content.Lease lease -> main(lease) ? LeaseCodec.kind(lease.message()) : GROUPED;
        };
    }

    private static boolean main(Content.Lease lease) {
        return lease.group().equals(VipConfig.MAIN_GROUP);
    }

    private static void write(ByteBuffer out, Content.Lease lease) {
        if (!main(lease)) {
            LeaseCodec.text(out, lease.group());
            out.put(LeaseCodec.kind(lease.message()));
        }
        LeaseCodec.write(out, lease.message());
    }

    /** Why the bytes need not even have their signature checked; empty if they do. */
    Optional<Drop> refuse(byte[] bytes, int length) {
        if (length > 0 && bytes[0] != VERSION) {
            return Optional.of(Drop.VERSION);
        }
        if (length < NAMES_AT + clusterBytes || length > MAX_BYTES) {
            return Optional.of(Drop.MALFORMED);
        }
        if (!same(bytes, 0, clusterBytes)) {
            return Optional.of(Drop.CLUSTER);
        }
        if (length < NAMES_AT + names.length + NUMBERS_BYTES + Seal.BYTES) {
            return Optional.of(Drop.MALFORMED);
        }
        return same(bytes, clusterBytes, names.length) ? Optional.empty() : Optional.of(Drop.NAMES);
    }

    private boolean same(byte[] bytes, int from, int to) {
        return Arrays.equals(bytes, NAMES_AT + from, NAMES_AT + to, names, from, to);
    }

    /** Reads bytes that were not refused and whose signature is right; empty if they say nothing that is known. */
    Optional<Datagram> decode(byte[] bytes, int length) {
        int numbersAt = NAMES_AT + names.length;
        ByteBuffer in = ByteBuffer.wrap(bytes, numbersAt, length - Seal.BYTES - numbersAt);
        try {
            return Optional.of(new Datagram(in.getLong(), in.getLong(), in.getLong(), content(bytes[1], in)));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Content content(byte kind, ByteBuffer in) {
        return switch (kind) {
            case GREET -> new Content.Greet(in.getLong(), in.getLong());
            case GROUPED -> new Content.Lease(LeaseCodec.text(in), LeaseCodec.read(in.get(), in));
            default -> new Content.Lease(VipConfig.MAIN_GROUP, LeaseCodec.read(kind, in));
        };
    }
}
