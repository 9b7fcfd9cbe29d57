package tandem.core.port;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.port.Ownership.Switchover;
import tandem.core.routing.Explanation;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.SettingKey;
import tandem.core.status.PairStatus;
import tandem.core.status.TakeoverReport;

/** What admin may ask of the node. Implemented by app. Any thread but the data plane's. */
public interface NodeControl {
    PairStatus status();

    /**
     * Changes an operator setting; it is stored, shared and in force here when this returns.
     *
     * @param author who asks, for the record
     * @param comment why; may be empty
     */
    Outcome member(SettingKey key, MemberCommand command, String author, String comment);

    /**
     * Changes an operator setting of a balancer; it is stored, shared and in force here when this returns.
     *
     * @param values keys as {@link tandem.core.setting.BalancerValues} reads them, beside those already set; empty: back to the
     *     file's
     * @param author who asks, for the record
     * @param comment why; may be empty
     */
    Outcome balancer(String name, Map<String, String> values, String author, String comment);

    /** What requests meet at this moment. */
    RoutingTable table();

    /** Where a request would go now, and why; changes nothing. */
    Explanation explain(Explanation.Question question);

    /** See {@link Ownership#switchover}. */
    CompletionStage<Outcome> switchover(Switchover asked);

    /**
     * Lets this node hold no virtual address until maintenance is over, also after a restart; see {@link Ownership#maintenance}.
     *
     * @param author who asks, for the record
     * @param comment why; may be empty
     */
    CompletionStage<Outcome> maintenance(boolean on, String author, String comment);

    /** Reads the configuration again and applies what changed; a broken one is refused and changes nothing. */
    Outcome reload();

    /** The newest reports of takeovers by this node, newest last; at most 20. */
    default List<TakeoverReport> reports() {
        return List.of();
    }

    /**
     * Does this node a harm, to see its peers take over.
     *
     * @param author who asks, for the record
     * @return what is about to happen, or why it may not
     */
    default Outcome drill(Drill drill, String author) {
        return new Outcome.Refused("this node does no drills: " + drill.fault().word() + " was not done to it");
    }

    /** Whether the listeners are bound and the node takes part: it is active, standby or alone, neither starting nor stopping. */
    boolean ready();

    /** Whether this node holds virtual addresses, of whichever group, or runs alone. */
    boolean active();

    /** Whether this node holds the group's virtual addresses, or runs alone. */
    boolean active(String group);

    /**
     * A fault to be done to the active node on purpose.
     *
     * @param seconds how long it lasts, for those faults that end by themselves
     */
    record Drill(Fault fault, int seconds) {
        /** What is done. */
        public enum Fault {
            /** Ends the process at once, as a crash would. */
            KILL,
            /** Stops the process for a while, as an overloaded hypervisor would. */
            FREEZE,
            /** Drops what comes and goes on the cluster link and the virtual addresses for a while. */
            CUT;

            /** The word that people type. */
            public String word() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }

    /**
     * A change of one member: give flags (empty: plain enabled), a weight or values, or nothing to return to the file's values.
     *
     * @param presence whether the member is to be added or removed
     * @param values further keys as {@link tandem.core.setting.MemberValues} reads them; adding needs {@code url}
     * @param exact whether the flags say everything; otherwise a member that ignores errors in the file goes on doing so
     */
    record MemberCommand(
            Optional<Set<MemberFlag>> flags,
            Optional<Weight> weight,
            Presence presence,
            Map<String, String> values,
            boolean exact) {
        /** Whether a command is about the member's existence. */
        public enum Presence {
            AS_IS,
            ADD,
            REMOVE
        }

        public MemberCommand {
            values = Map.copyOf(values);
        }

        /** With what a file says of errors. */
        public MemberCommand(
                Optional<Set<MemberFlag>> flags,
                Optional<Weight> weight,
                Presence presence,
                Map<String, String> values) {
            this(flags, weight, presence, values, false);
        }

        /** One of flags and weight alone. */
        public MemberCommand(Optional<Set<MemberFlag>> flags, Optional<Weight> weight) {
            this(flags, weight, Presence.AS_IS, Map.of());
        }

        public static final MemberCommand REMOVAL =
                new MemberCommand(Optional.empty(), Optional.empty(), Presence.REMOVE, Map.of());

        /** Adds a member, with flags and weight where they are given. */
        public static MemberCommand added(
                Optional<Set<MemberFlag>> flags, Optional<Weight> weight, Map<String, String> values) {
            return new MemberCommand(flags, weight, Presence.ADD, values);
        }

        /** Sets further keys, and the weight where it is given. */
        public static MemberCommand values(Optional<Weight> weight, Map<String, String> values) {
            return new MemberCommand(Optional.empty(), weight, Presence.AS_IS, values);
        }

        public static final MemberCommand CLEAR = new MemberCommand(Optional.empty(), Optional.empty());

        public static MemberCommand flags(Set<MemberFlag> flags) {
            return new MemberCommand(Optional.of(Set.copyOf(flags)), Optional.empty());
        }

        public static MemberCommand weight(Weight weight) {
            return new MemberCommand(Optional.empty(), Optional.of(weight));
        }
    }
}
