package tandem.core.tls;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tandem.core.share.KindedBytes;

/**
 * The secrets that the keys of session tickets are made of, on all nodes of a cluster: each node makes one of its own every hour, seals with
 * it, and opens what any of them sealed until it is three hours old. They live in memory alone. Immutable; any thread.
 *
 * @param all the youngest first
 */
public record TicketSeeds(List<Seed> all) {
    /** How messages with them begin; what is said of ordered certificates begins with 30 to 33. */
    public static final byte KIND = 34;

    public static final TicketSeeds NONE = new TicketSeeds(List.of());

    /** After that a node makes another. */
    public static final Duration TURN = Duration.ofHours(1);

    /** After that nobody uses it. */
    public static final Duration LIFE = Duration.ofHours(3);

    public static final int BYTES = 32;

    private static final int MOST = 64;
    private static final int MILLIS = 1_000;

    /**
     * One secret.
     *
     * @param bytes {@link #BYTES} of them, which nobody changes
     * @param bornMillis when it was made, by this node's clock
     */
    public record Seed(byte[] bytes, long bornMillis) {
        boolean isSame(Seed other) {
            return java.security.MessageDigest.isEqual(bytes, other.bytes);
        }

        @Override
        public String toString() {
            return "a secret of " + bornMillis;
        }
    }

    public TicketSeeds {
        all = List.copyOf(all);
    }

    /** With what another node knows, and without what is too old at this moment. */
    public TicketSeeds merge(Collection<Seed> others, long nowMillis) {
        List<Seed> merged = new ArrayList<>(all);
        for (Seed other : others) {
            if (merged.stream().noneMatch(other::isSame)) {
                merged.add(other);
            }
        }
        merged.removeIf(seed -> nowMillis - seed.bornMillis() > LIFE.toMillis());
        merged.sort(Comparator.comparingLong(Seed::bornMillis).reversed());
        return new TicketSeeds(merged.subList(0, Math.min(merged.size(), MOST)));
    }

    /** Whether both hold the same secrets. */
    public boolean isSame(TicketSeeds other) {
        return all.size() == other.all.size()
                && all.stream().allMatch(seed -> other.all.stream().anyMatch(seed::isSame));
    }

    /** All of them with their ages, for the other nodes; it is to travel encrypted alone. */
    public byte[] message(long nowMillis) {
        return KindedBytes.write(KIND, out -> {
            out.writeByte(all.size());
            for (Seed seed : all) {
                out.writeInt((int) Math.max(0, (nowMillis - seed.bornMillis()) / MILLIS));
                out.write(seed.bytes());
            }
        });
    }

    /** What a message holds; empty if it is none of these, or damaged. */
    public static Optional<List<Seed>> read(byte[] message, long nowMillis) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
            if (in.readByte() != KIND) {
                return Optional.empty();
            }
            int count = in.readUnsignedByte();
            List<Seed> seeds = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                long born = nowMillis - in.readInt() * (long) MILLIS;
                byte[] bytes = new byte[BYTES];
                in.readFully(bytes);
                seeds.add(new Seed(bytes, born));
            }
            return Optional.of(seeds);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
