package tandem.core.port;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import tandem.core.config.MemberFlag;
import tandem.core.config.Weight;
import tandem.core.setting.SettingKey;
import tandem.core.status.PairStatus;

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

    /** See {@link Ownership#switchover}. */
    CompletionStage<Outcome> switchover(Optional<String> to);

    /** Reads the configuration again and applies what changed; a broken one is refused and changes nothing. */
    Outcome reload();

    /** Whether the listeners are bound and the node takes part. */
    boolean ready();

    /** Whether this node holds the virtual addresses, or runs alone. */
    boolean active();

    /**
     * A change of one member: give flags (empty: plain enabled) or a weight, or neither to return to the file's values.
     */
    record MemberCommand(Optional<Set<MemberFlag>> flags, Optional<Weight> weight) {
        public static final MemberCommand CLEAR = new MemberCommand(Optional.empty(), Optional.empty());

        public static MemberCommand flags(Set<MemberFlag> flags) {
            return new MemberCommand(Optional.of(Set.copyOf(flags)), Optional.empty());
        }

        public static MemberCommand weight(Weight weight) {
            return new MemberCommand(Optional.empty(), Optional.of(weight));
        }
    }
}
