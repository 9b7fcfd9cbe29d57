package tandem.core.acme;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.acme.AcmeMessage.Having;
import tandem.core.acme.AcmeMessage.Heard;
import tandem.core.acme.AcmeMessage.Keep;
import tandem.core.acme.AcmeMessage.Show;
import tandem.core.config.ChallengeType;
import tandem.core.share.KindedBytes;
import tandem.core.share.ShareCodec.MalformedShare;

/**
 * The byte form of what nodes say of ordered certificates. A first byte tells the kind; fields follow in a fixed order, and a newer
 * version may only append. Any thread.
 */
public final class AcmeCodec {
    private static final byte SHOW = 30;
    private static final byte HEARD = 31;
    private static final byte HAVING = 32;
    private static final byte KEEP = 33;
    private static final int MOST = 1000;

    private AcmeCodec() {}

    /** Whether bytes are such a message, as their kind says. */
    public static boolean speaks(byte[] bytes) {
        return bytes.length > 0 && bytes[0] >= SHOW && bytes[0] <= KEEP;
    }

    /** The bytes of a message. */
    public static byte[] encode(AcmeMessage message) {
        return switch (message) {
            case Show show ->
                KindedBytes.write(SHOW, out -> {
                    out.writeUTF(show.from());
                    out.writeLong(show.id());
                    out.writeInt(show.challenges().size());
                    for (Challenge challenge : show.challenges()) {
                        out.writeUTF(challenge.type().word());
                        out.writeUTF(challenge.host());
                        out.writeUTF(challenge.token());
                        out.writeUTF(challenge.authorization());
                    }
                });
            case Heard heard ->
                KindedBytes.write(HEARD, out -> {
                    out.writeUTF(heard.from());
                    out.writeUTF(heard.to());
                    out.writeLong(heard.id());
                });
            case Having having ->
                KindedBytes.write(HAVING, out -> {
                    out.writeUTF(having.from());
                    out.writeInt(having.made().size());
                    for (Map.Entry<String, Long> one : having.made().entrySet()) {
                        out.writeUTF(one.getKey());
                        out.writeLong(one.getValue());
                    }
                });
            case Keep keep ->
                KindedBytes.write(KEEP, out -> {
                    out.writeUTF(keep.from());
                    out.writeUTF(keep.kept().name());
                    out.writeLong(keep.kept().madeEpochMillis());
                    text(keep.kept().text(), out);
                });
        };
    }

    /** The message; empty if the bytes are none that this version knows. */
    public static Optional<AcmeMessage> decode(byte[] bytes) {
        if (!speaks(bytes)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    switch (bytes[0]) {
                        case SHOW ->
                            KindedBytes.read(SHOW, bytes, in -> new Show(in.readUTF(), in.readLong(), challenges(in)));
                        case HEARD ->
                            KindedBytes.read(HEARD, bytes, in -> new Heard(in.readUTF(), in.readUTF(), in.readLong()));
                        case HAVING -> KindedBytes.read(HAVING, bytes, in -> new Having(in.readUTF(), made(in)));
                        default ->
                            KindedBytes.read(
                                    KEEP,
                                    bytes,
                                    in -> new Keep(in.readUTF(), new Kept(in.readUTF(), in.readLong(), text(in))));
                    });
        } catch (MalformedShare e) {
            return Optional.empty();
        }
    }

    private static List<Challenge> challenges(DataInputStream in) throws IOException {
        List<Challenge> challenges = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            ChallengeType type = type(in.readUTF());
            challenges.add(new Challenge(type, in.readUTF(), in.readUTF(), in.readUTF()));
        }
        return challenges;
    }

    private static ChallengeType type(String word) {
        for (ChallengeType type : ChallengeType.values()) {
            if (type.word().equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException("a challenge of type " + word);
    }

    private static Map<String, Long> made(DataInputStream in) throws IOException {
        Map<String, Long> made = new HashMap<>();
        for (int left = count(in); left > 0; left--) {
            made.put(in.readUTF(), in.readLong());
        }
        return made;
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST) {
            throw new IOException(count + " where at most " + MOST + " are expected");
        }
        return count;
    }

    /** Of any length, unlike {@link DataOutputStream#writeUTF}. */
    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(Math.clamp(length, 0, in.available()));
        if (bytes.length != length) {
            throw new IOException("a text of " + length + " bytes has only " + bytes.length);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
