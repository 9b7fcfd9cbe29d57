package tandem.sharing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;
import tandem.sharing.Inbox.Entry;
import tandem.sharing.Inbox.EntryId;

/** An entry of a map as the bytes of one message: version, map, key, and the sealed value as it is in the map. */
final class BridgeCodec {
    private static final byte VERSION = 1;

    private BridgeCodec() {}

    static byte[] encode(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(entry.sealed().length + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(entry.id().map());
            out.writeUTF(entry.id().key());
            out.writeInt(entry.sealed().length);
            out.write(entry.sealed());
        } catch (IOException e) {
            throw new IllegalArgumentException("an entry's name is too long to be sent: " + e.getMessage(), e);
        }
        return bytes.toByteArray();
    }

    /** Empty if the bytes are no entry of a known version. */
    static Optional<Entry> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            EntryId id = new EntryId(in.readUTF(), in.readUTF());
            int length = in.readInt();
            byte[] sealed = in.readNBytes(Math.max(0, Math.min(length, bytes.length)));
            return sealed.length == length ? Optional.of(new Entry(id, sealed)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
