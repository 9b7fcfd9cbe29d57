package tandem.core.port;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tandem.core.apply.ApplyStatus;
import tandem.core.apply.Proposal;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.history.History;
import tandem.core.port.Ownership.Switchover;
import tandem.core.routing.Explanation;
import tandem.core.routing.RoutingTable;
import tandem.core.setting.SettingKey;
import tandem.core.status.ConfigComparison;
import tandem.core.status.PairStatus;
import tandem.core.status.TakeoverReport;
import tandem.core.text.Durations;

/** What admin may ask of the node. Implemented by app. Any thread but the data plane's. */
public interface NodeControl {
    PairStatus status();

    /**
     * Changes an operator setting; it is stored, shared and in force here when this returns.
     *
     * @param by who asks, why and for how long
     */
    Outcome member(SettingKey key, MemberCommand command, Order by);

    /** The same without an end; author and comment as {@link Order}'s. */
    default Outcome member(SettingKey key, MemberCommand command, String author, String comment) {
        return member(key, command, new Order(author, comment));
    }

    /**
     * Changes an operator setting of a balancer; it is stored, shared and in force here when this returns.
     *
     * @param values keys as {@link tandem.core.setting.BalancerValues} reads them, beside those already set; empty: back to the
     *     file's
     * @param by who asks, why and for how long
     */
    Outcome balancer(String name, Map<String, String> values, Order by);

    /** The same without an end; author and comment as {@link Order}'s. */
    default Outcome balancer(String name, Map<String, String> values, String author, String comment) {
        return balancer(name, values, new Order(author, comment));
    }

    /** What happened on whichever node after the event of this id, as this node knows it; see {@link History#after}. */
    History.Page events(String after);

    /** Has this called whenever this node learns of an event, on the thread that tells of it; must not block. */
    void whenSomethingHappens(Runnable listener);

    /** What requests meet at this moment. */
    RoutingTable table();

    /** Where a request would go now, and why; changes nothing. */
    Explanation explain(Explanation.Question question);

    /**
     * See {@link Ownership#switchover}; unless forced, refused with objections if {@link #preflight} has any. Without a named node the
     * first one takes the addresses that nothing speaks against.
     */
    CompletionStage<Outcome> switchover(Switchover asked);

    /** The same, with who asks in the history. */
    CompletionStage<Outcome> switchover(Switchover asked, String author);

    /** What speaks against a switchover as far as this node knows, its objections by readiness check; moves nothing. */
    Outcome preflight(Switchover asked);

    /**
     * Lets this node hold no virtual address until maintenance is over, also after a restart; see {@link Ownership#maintenance}.
     *
     * @param author who asks, for the record
     * @param comment why; may be empty
     */
    CompletionStage<Outcome> maintenance(boolean on, String author, String comment);

    /**
     * Reads the configuration again and applies what changed; a broken one is refused and changes nothing.
     *
     * @param author who asks, for the record
     */
    Outcome reload(String author);

    /** Reads the configuration again, changes nothing, and tells what a reload would. */
    ConfigComparison configuration();

    /**
     * Applies a configuration on all nodes: checks it on all, puts it into force on all, and has it on trial, at whose end it is kept
     * or rolled back. Blocks until it is in force or refused; {@link #applied} tells what becomes of it.
     */
    Outcome apply(Apply asked);

    /**
     * Ends the trial of a configuration on all nodes.
     *
     * @param keep whether it stays; otherwise what was before returns
     * @param author who asks, for the record
     */
    Outcome endTrial(boolean keep, String author);

    /** Lets the files count again on all nodes, instead of what was applied. */
    Outcome clearApplied(String author);

    /** What of an applied configuration is in force here. */
    ApplyStatus applied();

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
     * A configuration for all nodes.
     *
     * @param author who asks, for the record
     * @param comment why; may be empty
     * @param trial how long all nodes have to stay fit with it before it is kept
     * @param byHand whether somebody has to confirm it before the trial ends
     * @param force also while a node is not reachable, and though the nodes' other files differ
     * @param check say whether it could be; change nothing
     * @param hash of the configuration that must be in force here still; empty: whatever it is
     */
    record Apply(
            Proposal proposal,
            String author,
            String comment,
            Duration trial,
            boolean byHand,
            boolean force,
            boolean check,
            Optional<String> hash) {}

    /**
     * What stands behind a change of a setting.
     *
     * @param author who asks, for the record
     * @param comment why; may be empty
     * @param lasts after which time the file's values return by themselves; zero: never
     * @param revision what the setting's revision must still be, 0 for one that was never set; empty: whatever it is
     */
    record Order(String author, String comment, Duration lasts, OptionalLong revision) {
        /** The shortest time a setting may last. */
        public static final Duration SHORTEST = Duration.ofSeconds(1);

        /** The longest time a setting may last and still end. */
        public static final Duration LONGEST = Duration.ofDays(366);

        /** @throws IllegalArgumentException with a sentence for the operator if it would last too short or too long */
        public Order {
            if (!lasts.isZero() && (lasts.compareTo(SHORTEST) < 0 || lasts.compareTo(LONGEST) > 0)) {
                throw new IllegalArgumentException("a setting can last 1s to " + LONGEST.toHours() + "h, not "
                        + Durations.text(lasts) + "; leave the time out for one without an end");
            }
        }

        /** The same, for this revision alone. */
        public Order forRevision(OptionalLong wanted) {
            return new Order(author, comment, lasts, wanted);
        }

        /** Without an end, whatever is set now. */
        public Order(String author, String comment) {
            this(author, comment, Duration.ZERO, OptionalLong.empty());
        }
    }

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
