package tandem.failover.election;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tandem.core.status.Role;

/** What nodes say to each other. Each is worth nothing when late, so none is retransmitted by the link. */
public sealed interface Message {
    /**
     * Says what the sender is; sent to every node of the view at each change and periodically.
     *
     * @param incarnation differs between two lives of the sender
     * @param sequence grows with each hello of an incarnation
     * @param term of the claim; without a claim the highest the sender has seen
     * @param to whom it hands the addresses; empty unless the claim is {@link Claim#HANDING}
     * @param unfit why it cannot take the addresses; empty if it can
     * @param weak why others should take them rather; empty if nothing speaks against it
     * @param reason why it has its role
     * @param ageMillis for how long it has had its role
     * @param hardware from where it would answer for each virtual address: its hardware address, lower case with colons
     * @param parkedTo who has the addresses whose connections it keeps; empty if it keeps none
     * @param parkedLeft how many those are; -1 if they were not counted yet
     */
    record Hello(
            long incarnation,
            long sequence,
            long term,
            Claim claim,
            String to,
            Role role,
            String unfit,
            String weak,
            String reason,
            long ageMillis,
            Map<String, String> hardware,
            String parkedTo,
            int parkedLeft)
            implements Message {
        public Hello {
            hardware = Map.copyOf(hardware);
        }

        /** One that does not say yet from where it would answer. */
        public Hello(
                long incarnation,
                long sequence,
                long term,
                Claim claim,
                String to,
                Role role,
                String unfit,
                String weak,
                String reason,
                long ageMillis) {
            this(incarnation, sequence, term, claim, to, role, unfit, weak, reason, ageMillis, Map.of(), "", 0);
        }

        /** The same from there. */
        public Hello from(Map<String, String> there) {
            return new Hello(
                    incarnation,
                    sequence,
                    term,
                    claim,
                    to,
                    role,
                    unfit,
                    weak,
                    reason,
                    ageMillis,
                    there,
                    parkedTo,
                    parkedLeft);
        }

        boolean newerThan(Hello other) {
            return incarnation != other.incarnation || sequence > other.sequence;
        }

        /** Whether it says the same, apart from its number and age. */
        boolean saysLike(Hello other) {
            return term == other.term
                    && claim == other.claim
                    && role == other.role
                    && to.equals(other.to)
                    && unfit.equals(other.unfit)
                    && weak.equals(other.weak)
                    && reason.equals(other.reason)
                    && parkedTo.equals(other.parkedTo);
        }
    }

    /** Asks the holder to hand the addresses over; {@code to} is empty if any fit node will do. */
    record SwitchoverAsk(long request, String to, boolean force) implements Message {}

    /**
     * The sender holds the addresses under this term and wants to hand them over with their connections.
     *
     * @param keepNanos how long it will keep them at the most
     * @param stations how it is reached
     */
    record Prepare(long term, long keepNanos, List<Station> stations) implements Message {
        public Prepare {
            stations = List.copyOf(stations);
        }
    }

    /**
     * Answers a {@link Prepare}.
     *
     * @param stations how the sender is reached
     * @param refusal why it does not pass packets on; empty if it does
     */
    record Prepared(long term, List<Station> stations, String refusal) implements Message {
        public Prepared {
            stations = List.copyOf(stations);
        }
    }

    /** What came of a {@link SwitchoverAsk}. */
    record SwitchoverResult(long request, boolean done, String sentence) implements Message {}

    /**
     * The sender held them under this term and has hidden them; the receiver is to take them now.
     *
     * @param nonce frees the receiver from its promise, whether or not the sender's release to all voters has come yet
     * @param word where the sender stands, for whoever goes on in its place; empty if it says nothing. Never changed
     */
    record Release(long term, String nonce, byte[] word) implements Message {
        private static final byte[] NOTHING = {};

        /** One that the word, which the election need not know, is put to later. */
        public Release(long term, String nonce) {
            this(term, nonce, NOTHING);
        }

        /** The same with this word. */
        public Release with(byte[] said) {
            return new Release(term, nonce, said);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Release that
                    && term == that.term
                    && nonce.equals(that.nonce)
                    && Arrays.equals(word, that.word);
        }

        @Override
        public int hashCode() {
            return Objects.hash(term, nonce, Arrays.hashCode(word));
        }

        @Override
        public String toString() {
            return "Release[term=" + term + ", word of " + word.length + " bytes]";
        }
    }

    /** The sender cannot take what was released to it. */
    record Declined(long term, String sentence) implements Message {}

    /** The sender stood still and asks whether the receiver still sees it. */
    record ConfirmAsk(long nonce) implements Message {}

    /** Answers a {@link ConfirmAsk} with the view that the sender has now. */
    record Confirm(long nonce, List<String> view) implements Message {
        public Confirm {
            view = List.copyOf(view);
        }
    }
}
