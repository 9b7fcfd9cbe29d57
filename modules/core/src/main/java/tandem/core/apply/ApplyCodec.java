package tandem.core.apply;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import tandem.core.apply.ApplyAsk.Terms;
import tandem.core.share.KindedBytes;
import tandem.core.share.ShareCodec.MalformedShare;

/**
 * The byte form of what nodes say about an applied configuration, and of what they store of it. A first byte tells the kind; fields
 * follow in a fixed order, and a newer version may only append. Any thread.
 */
public final class ApplyCodec {
    /** The first byte of every message; no message of sharing begins with it. */
    public static final byte ASK = 20;

    /** The same of answers. */
    public static final byte ANSWER = 21;

    private static final byte APPLIED = 22;

    private ApplyCodec() {}

    /** The bytes of a question. */
    public static byte[] encode(ApplyAsk ask) {
        return KindedBytes.write(ASK, out -> {
            out.writeUTF(ask.id());
            out.writeUTF(ask.from());
            out.writeUTF(ask.to());
            out.writeUTF(ask.step().name());
            Terms terms = ask.terms();
            out.writeLong(terms.revision());
            out.writeUTF(terms.author());
            out.writeUTF(terms.comment());
            out.writeLong(terms.trial().toMillis());
            out.writeBoolean(terms.byHand());
            proposal(terms.proposal(), out);
        });
    }

    /** The question; empty if the bytes are none that this version knows. */
    public static Optional<ApplyAsk> ask(byte[] bytes) {
        try {
            return Optional.of(KindedBytes.read(
                    ASK,
                    bytes,
                    in -> new ApplyAsk(
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            ApplyAsk.Step.valueOf(in.readUTF()),
                            new Terms(
                                    in.readLong(),
                                    in.readUTF(),
                                    in.readUTF(),
                                    Duration.ofMillis(in.readLong()),
                                    in.readBoolean(),
                                    proposal(in)))));
        } catch (MalformedShare e) {
            return Optional.empty();
        }
    }

    /** The bytes of an answer. */
    public static byte[] encode(ApplyAnswer answer) {
        return KindedBytes.write(ANSWER, out -> {
            out.writeUTF(answer.id());
            out.writeUTF(answer.from());
            out.writeUTF(answer.step().name());
            out.writeBoolean(answer.done());
            text(answer.sentence(), out);
            out.writeUTF(answer.hash());
        });
    }

    /** The answer; empty if the bytes are none that this version knows. */
    public static Optional<ApplyAnswer> answer(byte[] bytes) {
        try {
            return Optional.of(KindedBytes.read(
                    ANSWER,
                    bytes,
                    in -> new ApplyAnswer(
                            in.readUTF(),
                            in.readUTF(),
                            ApplyAsk.Step.valueOf(in.readUTF()),
                            in.readBoolean(),
                            text(in),
                            in.readUTF())));
        } catch (MalformedShare e) {
            return Optional.empty();
        }
    }

    /** The bytes of what a node stores. */
    public static byte[] encode(Applied applied) {
        return KindedBytes.write(APPLIED, out -> {
            out.writeLong(applied.revision());
            out.writeUTF(applied.author());
            out.writeUTF(applied.comment());
            out.writeUTF(applied.node());
            out.writeLong(applied.atEpochMillis());
            out.writeUTF(applied.base());
            proposal(applied.proposal(), out);
            out.writeBoolean(applied.inForce());
        });
    }

    /**
     * What a node stored.
     *
     * @throws MalformedShare if the bytes are no such thing
     */
    public static Applied applied(byte[] bytes) throws MalformedShare {
        return KindedBytes.read(
                APPLIED,
                bytes,
                in -> new Applied(
                        in.readLong(),
                        in.readUTF(),
                        in.readUTF(),
                        in.readUTF(),
                        in.readLong(),
                        in.readUTF(),
                        proposal(in),
                        in.readBoolean()));
    }

    private static void proposal(Proposal proposal, DataOutputStream out) throws IOException {
        out.writeUTF(proposal.target().name());
        text(proposal.text(), out);
    }

    private static Proposal proposal(DataInputStream in) throws IOException {
        return new Proposal(Proposal.Target.valueOf(in.readUTF()), text(in));
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
