package tandem.core.share;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.core.status.Event;

/** The fields of an event in {@link ShareCodec}. */
final class EventForm {
    private EventForm() {}

    static void write(Event event, DataOutputStream out) throws IOException {
        out.writeUTF(event.node());
        out.writeLong(event.incarnation());
        out.writeLong(event.sequence());
        out.writeLong(event.atEpochMillis());
        out.writeUTF(event.kind());
        out.writeUTF(event.text());
        out.writeByte(event.facts().size());
        for (Map.Entry<String, String> fact : event.facts().entrySet()) {
            out.writeUTF(fact.getKey());
            out.writeUTF(fact.getValue());
        }
    }

    static Event read(DataInputStream in) throws IOException {
        String node = in.readUTF();
        long incarnation = in.readLong();
        long sequence = in.readLong();
        long at = in.readLong();
        String kind = in.readUTF();
        String text = in.readUTF();
        Map<String, String> facts = new LinkedHashMap<>();
        for (int count = in.readUnsignedByte(); count > 0; count--) {
            facts.put(in.readUTF(), in.readUTF());
        }
        return new Event(node, incarnation, sequence, at, kind, text, facts);
    }
}
