package tandem.failover.votes;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import tandem.failover.lease.LeaseMessage;
import tandem.failover.lease.LeaseMessage.Answer;
import tandem.failover.lease.LeaseMessage.LeaseRelease;
import tandem.failover.lease.LeaseMessage.Vote;

/**
 * Lease messages as bytes: the fields in order, numbers big endian, texts as UTF-8 behind one byte with their length. A reader
 * ignores what follows the fields it knows, so that a later version may append.
 */
final class LeaseCodec {
    static final byte VOTE = 1;
    static final byte ANSWER = 2;
    static final byte RELEASE = 3;
    private static final int TEXT_BYTES = 250;

    private LeaseCodec() {}

    static byte kind(LeaseMessage message) {
        return switch (message) {
            case Vote _ -> VOTE;
            case Answer _ -> ANSWER;
            case LeaseRelease _ -> RELEASE;
        };
    }

    static void write(ByteBuffer out, LeaseMessage message) {
        switch (message) {
            case Vote vote -> {
                out.putLong(vote.incarnation()).putLong(vote.term()).putLong(vote.sequence());
                out.put(bit(vote.renewal())).putLong(vote.promiseMillis());
                text(out, vote.releaseHash());
                text(out, vote.electorate());
            }
            case Answer answer -> {
                out.putLong(answer.incarnation()).putLong(answer.term()).putLong(answer.sequence());
                out.put(bit(answer.granted()));
                text(out, answer.holder());
                out.putLong(answer.highestTerm()).putLong(answer.remainingMillis());
                text(out, answer.why());
            }
            case LeaseRelease release -> {
                out.putLong(release.term());
                text(out, release.nonce());
            }
        }
    }

    /**
     * Reads a message of a kind.
     *
     * @throws IllegalArgumentException if there is no such kind
     * @throws java.nio.BufferUnderflowException if the bytes are cut short
     */
    static LeaseMessage read(byte kind, ByteBuffer in) {
        return switch (kind) {
            case VOTE ->
                new Vote(in.getLong(), in.getLong(), in.getLong(), in.get() != 0, in.getLong(), text(in), text(in));
            case ANSWER ->
                new Answer(
                        in.getLong(),
                        in.getLong(),
                        in.getLong(),
                        in.get() != 0,
                        text(in),
                        in.getLong(),
                        in.getLong(),
                        text(in));
            case RELEASE -> new LeaseRelease(in.getLong(), text(in));
            default -> throw new IllegalArgumentException("lease message of unknown kind " + kind);
        };
    }

    private static byte bit(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    /** Writes a text, of which what is longer than {@value #TEXT_BYTES} bytes is left off. */
    static void text(ByteBuffer out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        if (length > TEXT_BYTES) {
            length = TEXT_BYTES;
            while ((bytes[length] & 0xC0) == 0x80) {
                length--;
            }
        }
        out.put((byte) length).put(bytes, 0, length);
    }

    static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xFF];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
