package tandem.failover.jgroups;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tandem.core.status.Role;
import tandem.failover.election.Claim;
import tandem.failover.election.Message;
import tandem.failover.election.Message.Confirm;
import tandem.failover.election.Message.ConfirmAsk;
import tandem.failover.election.Message.Declined;
import tandem.failover.election.Message.Hello;
import tandem.failover.election.Message.Prepare;
import tandem.failover.election.Message.Prepared;
import tandem.failover.election.Message.Release;
import tandem.failover.election.Message.SwitchoverAsk;
import tandem.failover.election.Message.SwitchoverResult;
import tandem.failover.election.Station;

/**
 * Election messages as bytes: format version, kind, then the fields in order, numbers big endian, texts as modified UTF-8 with
 * their length. A reader ignores what follows the fields it knows, so that a later version may append.
 */
final class MessageCodec {
    private static final int VERSION = 1;
    private static final int TEXT_LIMIT = 500;

    private MessageCodec() {}

    static byte[] encode(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, message);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Message message) throws IOException {
        switch (message) {
            case Hello hello -> writeHello(out, hello);
            case SwitchoverAsk ask -> {
                out.writeByte(ask.force() ? 10 : 2);
                out.writeLong(ask.request());
                text(out, ask.to());
            }
            case Prepare prepare -> {
                out.writeByte(8);
                out.writeLong(prepare.term());
                out.writeLong(prepare.keepNanos());
                stations(out, prepare.stations());
            }
            case Prepared prepared -> {
                out.writeByte(9);
                out.writeLong(prepared.term());
                stations(out, prepared.stations());
                text(out, prepared.refusal());
            }
            case SwitchoverResult result -> {
                out.writeByte(3);
                out.writeLong(result.request());
                out.writeBoolean(result.done());
                text(out, result.sentence());
            }
            case Release release -> {
                out.writeByte(4);
                out.writeLong(release.term());
                text(out, release.nonce());
                out.writeInt(release.word().length);
                out.write(release.word());
            }
            case Declined declined -> {
                out.writeByte(5);
                out.writeLong(declined.term());
                text(out, declined.sentence());
            }
            case ConfirmAsk ask -> {
                out.writeByte(6);
                out.writeLong(ask.nonce());
            }
            case Confirm confirm -> {
                out.writeByte(7);
                out.writeLong(confirm.nonce());
                out.writeByte(confirm.view().size());
                for (String node : confirm.view()) {
                    text(out, node);
                }
            }
        }
    }

    private static void writeHello(DataOutputStream out, Hello hello) throws IOException {
        out.writeByte(1);
        out.writeLong(hello.incarnation());
        out.writeLong(hello.sequence());
        out.writeLong(hello.term());
        out.writeByte(hello.claim().ordinal());
        text(out, hello.to());
        out.writeByte(hello.role().ordinal());
        text(out, hello.unfit());
        text(out, hello.weak());
        text(out, hello.reason());
        out.writeLong(hello.ageMillis());
        out.writeByte(hello.hardware().size());
        for (Map.Entry<String, String> each : hello.hardware().entrySet()) {
            text(out, each.getKey());
            text(out, each.getValue());
        }
        text(out, hello.parkedTo());
        out.writeInt(hello.parkedLeft());
    }

    private static void stations(DataOutputStream out, List<Station> stations) throws IOException {
        out.writeShort(stations.size());
        for (Station station : stations) {
            text(out, station.vip());
            text(out, station.address());
            text(out, station.mac());
        }
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if the bytes are no message of a known version
     */
    static Message decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("election message of version " + version + ", expected " + VERSION
                        + "; run the same version of Tandem on every node");
            }
            return read(in);
        } catch (IOException e) {
            throw new IllegalArgumentException("election message of " + bytes.length + " bytes is cut short", e);
        }
    }

    private static Message read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> readHello(in);
            case 2 -> new SwitchoverAsk(in.readLong(), in.readUTF(), false);
            case 3 -> new SwitchoverResult(in.readLong(), in.readBoolean(), in.readUTF());
            case 4 -> new Release(in.readLong(), in.readUTF(), readWord(in));
            case 5 -> new Declined(in.readLong(), in.readUTF());
            case 6 -> new ConfirmAsk(in.readLong());
            case 7 -> new Confirm(in.readLong(), readNodes(in));
            case 8 -> new Prepare(in.readLong(), in.readLong(), readStations(in));
            case 9 -> new Prepared(in.readLong(), readStations(in), in.readUTF());
            case 10 -> new SwitchoverAsk(in.readLong(), in.readUTF(), true);
            default -> throw new IllegalArgumentException("election message of unknown kind " + kind);
        };
    }

    private static Hello readHello(DataInputStream in) throws IOException {
        return new Hello(
                in.readLong(),
                in.readLong(),
                in.readLong(),
                constant(Claim.values(), in.readUnsignedByte()),
                in.readUTF(),
                constant(Role.values(), in.readUnsignedByte()),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readLong(),
                readHardware(in),
                in.available() > 0 ? in.readUTF() : "",
                in.available() > 0 ? in.readInt() : 0);
    }

    /** Left out by versions that did not know it. */
    private static Map<String, String> readHardware(DataInputStream in) throws IOException {
        Map<String, String> hardware = new HashMap<>();
        int count = in.available() > 0 ? in.readUnsignedByte() : 0;
        for (int i = 0; i < count; i++) {
            hardware.put(in.readUTF(), in.readUTF());
        }
        return hardware;
    }

    /** Left out by versions that did not know it. */
    private static byte[] readWord(DataInputStream in) throws IOException {
        int length = in.available() > 0 ? in.readInt() : 0;
        if (length < 0 || length > in.available()) {
            throw new IllegalArgumentException("release with a word of " + length + " bytes is cut short");
        }
        return in.readNBytes(length);
    }

    private static List<Station> readStations(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        List<Station> stations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stations.add(new Station(in.readUTF(), in.readUTF(), in.readUTF()));
        }
        return stations;
    }

    private static List<String> readNodes(DataInputStream in) throws IOException {
        int count = in.readUnsignedByte();
        List<String> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(in.readUTF());
        }
        return nodes;
    }

    private static <E> E constant(E[] values, int ordinal) {
        if (ordinal >= values.length) {
            throw new IllegalArgumentException("election message with unknown constant " + ordinal + " of "
                    + values.getClass().getComponentType().getSimpleName());
        }
        return values[ordinal];
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeUTF(text.length() > TEXT_LIMIT ? text.substring(0, TEXT_LIMIT) : text);
    }
}
