package tandem.core.share;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.health.CheckReport;
import tandem.core.registration.RegistrationForm;
import tandem.core.setting.Setting;
import tandem.core.setting.SettingKey;
import tandem.core.setting.SettingValue;
import tandem.core.status.Event;
import tandem.core.status.ReadinessCheck;
import tandem.core.status.Role;
import tandem.core.status.Verdict;

/**
 * The byte form of what nodes share, the same over every transport and on disk. A first byte tells the kind; fields follow in
 * a fixed order and a newer version may only append, which an older reader leaves unread. A role or verdict that only a newer
 * version has is read as "starting" or "unknown"; a setting with such a flag cannot be read, and is left alone. Any thread.
 */
public final class ShareCodec {
    private static final byte REPORT = 1;
    private static final byte SETTING = 2;
    private static final byte EVENT = 3;
    private static final byte EVENTS = 4;

    // Parts that may follow a setting, in this order; what else follows is of a newer version.
    private static final byte MEMBER = 1;
    private static final byte EXPIRY = 2;

    private ShareCodec() {}

    /** The bytes of a report. */
    public static byte[] encode(NodeReport report) {
        return KindedBytes.write(REPORT, out -> {
            out.writeUTF(report.node());
            out.writeLong(report.incarnation());
            out.writeLong(report.sequence());
            out.writeLong(report.writtenAtEpochMillis());
            out.writeUTF(report.version());
            out.writeUTF(report.role().name());
            out.writeUTF(report.configHash());
            writeRows(report.counters(), out);
            out.writeInt(report.schedules().size());
            for (Map.Entry<String, Map<String, Integer>> schedule :
                    report.schedules().entrySet()) {
                out.writeUTF(schedule.getKey());
                out.writeInt(schedule.getValue().size());
                for (Map.Entry<String, Integer> status : schedule.getValue().entrySet()) {
                    out.writeUTF(status.getKey());
                    out.writeInt(status.getValue());
                }
            }
            boolean about =
                    report.readiness().stream().anyMatch(check -> !check.about().isEmpty());
            boolean registered = !report.registrations().isEmpty();
            boolean rated = !report.rates().isEmpty() || registered;
            boolean applied = report.configRevision() > 0 || rated;
            if (!report.readiness().isEmpty() || !report.checks().isEmpty() || applied) {
                writeReadiness(report.readiness(), out);
            }
            if (!report.checks().isEmpty() || about || applied) {
                writeChecks(report.checks(), out);
            }
            if (about || applied) {
                writeAbout(report.readiness(), out);
            }
            if (applied) {
                out.writeLong(report.configRevision());
            }
            if (rated) {
                writeRows(report.rates(), out);
            }
            if (registered) {
                RegistrationForm.write(report.registrations(), out);
            }
        });
    }

    /** The bytes of a setting. */
    public static byte[] encode(Setting setting) {
        return KindedBytes.write(SETTING, out -> {
            out.writeUTF(setting.key().balancer());
            out.writeUTF(setting.key().member());
            out.writeLong(setting.revision());
            out.writeUTF(setting.node());
            out.writeUTF(setting.author());
            out.writeLong(setting.atEpochMillis());
            out.writeUTF(setting.comment());
            out.writeBoolean(setting.value().flags().isPresent());
            for (MemberFlag flag : MemberFlag.values()) {
                if (setting.value().flags().orElse(Set.of()).contains(flag)) {
                    out.writeUTF(flag.name());
                }
            }
            out.writeUTF("");
            out.writeInt(setting.value().weight().map(Weight::hundredths).orElse(0));
            if (setting.value().removed() || !setting.value().values().isEmpty()) {
                writeMember(setting.value(), out);
            }
            if (setting.expiresEpochMillis() > 0) {
                out.writeByte(EXPIRY);
                out.writeLong(setting.expiresEpochMillis());
            }
        });
    }

    /** The bytes of an event. */
    public static byte[] encode(Event event) {
        return KindedBytes.write(EVENT, out -> EventForm.write(event, out));
    }

    /** The bytes of events, each with its length, so that a newer version may append to each. */
    public static byte[] encode(List<Event> events) {
        return KindedBytes.write(EVENTS, out -> {
            out.writeShort(events.size());
            for (Event event : events) {
                byte[] bytes = encode(event);
                out.writeInt(bytes.length);
                out.write(bytes);
            }
        });
    }

    /**
     * Reads an event.
     *
     * @throws MalformedShare if the bytes are none
     */
    public static Event decodeEvent(byte[] bytes) throws MalformedShare {
        return KindedBytes.read(EVENT, bytes, EventForm::read);
    }

    /**
     * Reads events.
     *
     * @throws MalformedShare if the bytes are none
     */
    public static List<Event> decodeEvents(byte[] bytes) throws MalformedShare {
        return KindedBytes.read(EVENTS, bytes, in -> {
            List<Event> events = new ArrayList<>();
            for (int count = in.readUnsignedShort(); count > 0; count--) {
                events.add(decodeEvent(in.readNBytes(in.readInt())));
            }
            return events;
        });
    }

    /**
     * Reads a report.
     *
     * @throws MalformedShare if the bytes are none
     */
    public static NodeReport decodeReport(byte[] bytes) throws MalformedShare {
        return KindedBytes.read(REPORT, bytes, in -> {
            String node = in.readUTF();
            long incarnation = in.readLong();
            long sequence = in.readLong();
            long writtenAt = in.readLong();
            String version = in.readUTF();
            Role role = named(Role.class, in.readUTF(), Role.STARTING);
            String configHash = in.readUTF();
            Map<String, long[]> counters = readRows(in);
            Map<String, Map<String, Integer>> schedules = readSchedules(in);
            List<ReadinessCheck> readiness = in.available() > 0 ? readReadiness(in) : List.of();
            Map<String, CheckReport> checks = in.available() > 0 ? readChecks(in) : Map.of();
            List<ReadinessCheck> complete = in.available() > 0 ? readAbout(readiness, in) : readiness;
            return new NodeReport(
                    node,
                    incarnation,
                    sequence,
                    writtenAt,
                    version,
                    role,
                    configHash,
                    counters,
                    schedules,
                    complete,
                    checks,
                    in.available() > 0 ? in.readLong() : 0,
                    in.available() > 0 ? readRows(in) : Map.of(),
                    in.available() > 0 ? RegistrationForm.read(in) : List.of());
        });
    }

    /**
     * Reads a setting.
     *
     * @throws MalformedShare if the bytes are none
     */
    public static Setting decodeSetting(byte[] bytes) throws MalformedShare {
        return KindedBytes.read(SETTING, bytes, in -> {
            SettingKey key = new SettingKey(in.readUTF(), in.readUTF());
            long revision = in.readLong();
            String node = in.readUTF();
            String author = in.readUTF();
            long at = in.readLong();
            String comment = in.readUTF();
            boolean hasFlags = in.readBoolean();
            Set<MemberFlag> flags = EnumSet.noneOf(MemberFlag.class);
            for (String flag = in.readUTF(); !flag.isEmpty(); flag = in.readUTF()) {
                flags.add(MemberFlag.valueOf(flag));
            }
            int weight = in.readInt();
            Optional<Set<MemberFlag>> wanted = hasFlags ? Optional.of(flags) : Optional.empty();
            Optional<Weight> share = weight == 0 ? Optional.empty() : Optional.of(new Weight(weight));
            SettingValue value = new SettingValue(wanted, share);
            long expires = 0;
            int part = in.read();
            if (part == MEMBER) {
                value = new SettingValue(wanted, share, in.readBoolean(), readValues(in));
                part = in.read();
            }
            if (part == EXPIRY) {
                expires = in.readLong();
            }
            return new Setting(key, value, revision, node, author, at, comment, expires);
        });
    }

    /**
     * The revision of a setting, of a newer version's too, whose value this one cannot read.
     *
     * @throws MalformedShare if the bytes are no setting of any version
     */
    public static long settingRevision(byte[] bytes) throws MalformedShare {
        return KindedBytes.read(SETTING, bytes, in -> {
            String _ = in.readUTF();
            String _ = in.readUTF();
            return in.readLong();
        });
    }

    /** A constant by its name; that of a newer version is taken for the given one. */
    private static <E extends Enum<E>> E named(Class<E> type, String name, E otherwise) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        return otherwise;
    }

    private static void writeMember(SettingValue value, DataOutputStream out) throws IOException {
        out.writeByte(MEMBER);
        out.writeBoolean(value.removed());
        out.writeShort(value.values().size());
        for (Map.Entry<String, String> entry : value.values().entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue());
        }
    }

    private static Map<String, String> readValues(DataInputStream in) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (int count = in.readUnsignedShort(); count > 0; count--) {
            values.put(in.readUTF(), in.readUTF());
        }
        return values;
    }

    private static void writeRows(Map<String, long[]> rows, DataOutputStream out) throws IOException {
        out.writeInt(rows.size());
        for (Map.Entry<String, long[]> row : rows.entrySet()) {
            out.writeUTF(row.getKey());
            out.writeShort(row.getValue().length);
            for (long cell : row.getValue()) {
                out.writeLong(cell);
            }
        }
    }

    private static Map<String, long[]> readRows(DataInputStream in) throws IOException {
        Map<String, long[]> rows = new LinkedHashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            String name = in.readUTF();
            long[] cells = new long[in.readUnsignedShort()];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = in.readLong();
            }
            rows.put(name, cells);
        }
        return rows;
    }

    private static Map<String, Map<String, Integer>> readSchedules(DataInputStream in) throws IOException {
        Map<String, Map<String, Integer>> schedules = new LinkedHashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            String balancer = in.readUTF();
            Map<String, Integer> vector = new LinkedHashMap<>();
            for (int members = in.readInt(); members > 0; members--) {
                vector.put(in.readUTF(), in.readInt());
            }
            schedules.put(balancer, vector);
        }
        return schedules;
    }

    private static void writeReadiness(List<ReadinessCheck> readiness, DataOutputStream out) throws IOException {
        out.writeByte(readiness.size());
        for (ReadinessCheck check : readiness) {
            out.writeUTF(check.name());
            out.writeBoolean(check.ok());
            out.writeUTF(check.sentence());
        }
    }

    private static List<ReadinessCheck> readReadiness(DataInputStream in) throws IOException {
        List<ReadinessCheck> readiness = new ArrayList<>();
        for (int count = in.readUnsignedByte(); count > 0; count--) {
            readiness.add(new ReadinessCheck(in.readUTF(), in.readBoolean(), in.readUTF()));
        }
        return readiness;
    }

    /** What each of the checks is about, in their order. */
    private static void writeAbout(List<ReadinessCheck> readiness, DataOutputStream out) throws IOException {
        for (ReadinessCheck check : readiness) {
            out.writeByte(check.about().size());
            for (String each : check.about()) {
                out.writeUTF(each);
            }
        }
    }

    private static List<ReadinessCheck> readAbout(List<ReadinessCheck> readiness, DataInputStream in)
            throws IOException {
        List<ReadinessCheck> complete = new ArrayList<>();
        for (ReadinessCheck check : readiness) {
            List<String> about = new ArrayList<>();
            for (int count = in.readUnsignedByte(); count > 0; count--) {
                about.add(in.readUTF());
            }
            complete.add(new ReadinessCheck(check.name(), check.ok(), check.sentence(), about));
        }
        return complete;
    }

    private static void writeChecks(Map<String, CheckReport> checks, DataOutputStream out) throws IOException {
        out.writeInt(checks.size());
        for (Map.Entry<String, CheckReport> check : checks.entrySet()) {
            out.writeUTF(check.getKey());
            out.writeUTF(check.getValue().verdict().name());
            out.writeUTF(check.getValue().reason());
            out.writeLong(check.getValue().sinceEpochMillis());
            out.writeLong(check.getValue().checkedEpochMillis());
        }
    }

    private static Map<String, CheckReport> readChecks(DataInputStream in) throws IOException {
        Map<String, CheckReport> checks = new LinkedHashMap<>();
        for (int count = in.readInt(); count > 0; count--) {
            String memberId = in.readUTF();
            Verdict verdict = named(Verdict.class, in.readUTF(), Verdict.UNKNOWN);
            checks.put(memberId, new CheckReport(verdict, in.readUTF(), in.readLong(), in.readLong()));
        }
        return checks;
    }

    /** Bytes that are not what they should be. */
    public static final class MalformedShare extends Exception {
        private static final long serialVersionUID = 1;

        public MalformedShare(String reason) {
            super(reason);
        }
    }
}
