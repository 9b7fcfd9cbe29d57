package tandem.core.share;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import tandem.core.share.ShareCodec.MalformedShare;

/** Bytes that one node sends another: a kind, then what belongs to it. Any thread. */
public final class KindedBytes {
    private static final int USUAL = 1024;

    private KindedBytes() {}

    /** Writes what follows the kind. */
    public interface Writer {
        void write(DataOutputStream out) throws IOException;
    }

    /** Reads what follows the kind; whatever is behind it is of a newer version, and left. */
    public interface Reader<T> {
        T read(DataInputStream in) throws IOException, MalformedShare;
    }

    /** @throws IllegalArgumentException if a text is too long to be sent */
    public static byte[] write(byte kind, Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(USUAL);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(kind);
            writer.write(out);
        } catch (IOException e) {
            throw new IllegalArgumentException("a text is too long to be sent: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    /** @throws MalformedShare if it is of another kind, or is not what that kind is */
    public static <T> T read(byte kind, byte[] bytes, Reader<T> reader) throws MalformedShare {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            byte found = in.readByte();
            if (found != kind) {
                throw new MalformedShare("kind " + found + " where kind " + kind + " was expected");
            }
            return reader.read(in);
        } catch (IOException | IllegalArgumentException | NegativeArraySizeException e) {
            throw new MalformedShare("unreadable after the kind: " + e);
        }
    }
}
