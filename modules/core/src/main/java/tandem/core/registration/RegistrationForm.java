package tandem.core.registration;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.core.balance.ContextState;
import tandem.core.config.MemberUrl;
import tandem.core.routing.Found;

/** The byte form of registrations in a node's report. Each has its length, so that a newer version may append to it. Any thread. */
public final class RegistrationForm {
    private RegistrationForm() {}

    /** Writes them. */
    public static void write(List<Registration> registrations, DataOutputStream out) throws IOException {
        out.writeShort(registrations.size());
        for (Registration one : registrations) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            write(one, new DataOutputStream(bytes));
            out.writeInt(bytes.size());
            bytes.writeTo(out);
        }
    }

    private static void write(Registration one, DataOutputStream out) throws IOException {
        out.writeUTF(one.route());
        out.writeUTF(one.balancer());
        out.writeUTF(one.url().toString());
        out.writeByte(one.load());
        out.writeInt(one.timeoutSeconds());
        out.writeLong(one.mark().version());
        out.writeUTF(one.mark().node());
        out.writeBoolean(one.removed());
        out.writeBoolean(one.sessions().isPresent());
        if (one.sessions().isPresent()) {
            Found.Sessions sessions = one.sessions().get();
            out.writeUTF(sessions.sticky().cookie().orElse(""));
            out.writeUTF(sessions.sticky().parameter().orElse(""));
            out.writeBoolean(sessions.force());
        }
        out.writeShort(one.contexts().size());
        for (Map.Entry<String, Map<String, ContextState>> context :
                one.contexts().entrySet()) {
            out.writeUTF(context.getKey());
            out.writeShort(context.getValue().size());
            for (Map.Entry<String, ContextState> alias : context.getValue().entrySet()) {
                out.writeUTF(alias.getKey());
                out.writeByte(alias.getValue().ordinal());
            }
        }
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException if a value is none of its kind
     */
    public static List<Registration> read(DataInputStream in) throws IOException {
        List<Registration> registrations = new ArrayList<>();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            byte[] bytes = in.readNBytes(in.readInt());
            registrations.add(readOne(new DataInputStream(new ByteArrayInputStream(bytes))));
        }
        return registrations;
    }

    private static Registration readOne(DataInputStream in) throws IOException {
        String route = in.readUTF();
        String balancer = in.readUTF();
        MemberUrl url = MemberUrl.parse(in.readUTF());
        int load = in.readByte();
        int timeoutSeconds = in.readInt();
        Registration.Mark mark = new Registration.Mark(in.readLong(), in.readUTF());
        boolean removed = in.readBoolean();
        Optional<Found.Sessions> sessions = in.readBoolean()
                ? Optional.of(Registration.sessions(in.readUTF(), in.readUTF(), in.readBoolean()))
                : Optional.empty();
        Map<String, Map<String, ContextState>> contexts = new TreeMap<>();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            String path = in.readUTF();
            Map<String, ContextState> aliases = new TreeMap<>();
            for (int names = in.readUnsignedShort(); names > 0; names--) {
                aliases.put(in.readUTF(), state(in.readUnsignedByte()));
            }
            contexts.put(path, aliases);
        }
        return new Registration(route, balancer, url, contexts, load, timeoutSeconds, sessions, mark, removed);
    }

    /** One that only a newer version knows takes nothing here. */
    private static ContextState state(int ordinal) {
        ContextState[] all = ContextState.values();
        return ordinal < all.length ? all[ordinal] : ContextState.STOPPED;
    }
}
