package tandem.failover.election;

import tandem.core.status.Role;

/**
 * Where a node stands. In every phase but {@link Taking}, {@link Holding} and {@link Handing} before it has hidden, the addresses
 * are hidden, or their hiding was ordered on the way in.
 */
public sealed interface Phase {
    Role role();

    default Claim claim() {
        return Claim.NONE;
    }

    /** Looking for peers. */
    record Joining() implements Phase {
        @Override
        public Role role() {
            return Role.STARTING;
        }
    }

    /** Has joined; listens for a while before it takes part. */
    record Quarantined(long joinedAt) implements Phase {
        @Override
        public Role role() {
            return Role.STARTING;
        }
    }

    /** Would take the addresses. */
    record Standby() implements Phase {
        @Override
        public Role role() {
            return Role.STANDBY;
        }
    }

    /**
     * Asks the voters for the lease.
     *
     * @param probe whether to ask, before showing the addresses, whether somebody else answers for them
     * @param since when it began
     */
    record Candidate(long term, Cause cause, boolean probe, long since) implements Phase {
        @Override
        public Role role() {
            return Role.STANDBY;
        }

        @Override
        public Claim claim() {
            return Claim.TAKING;
        }
    }

    /**
     * Has ordered the addresses to be shown.
     *
     * @param since when it began to ask for the lease
     * @param wonAt when the lease was granted
     */
    record Taking(long term, Cause cause, long since, long wonAt) implements Phase {
        @Override
        public Role role() {
            return Role.STANDBY;
        }

        @Override
        public Claim claim() {
            return Claim.TAKING;
        }
    }

    record Holding(long term) implements Phase {
        @Override
        public Role role() {
            return Role.ACTIVE;
        }

        @Override
        public Claim claim() {
            return Claim.HOLDING;
        }
    }

    /**
     * Hides the addresses, then gives them to a peer.
     *
     * @param to the peer; empty if none is fit to take them
     * @param stage how far it is
     */
    record Handing(long term, String to, long startedAt, Stage stage, Purpose purpose) implements Phase {
        /** The steps of the old owner; until the last one it may still show the addresses. */
        public enum Stage {
            /** The peer prepares to pass on packets of connections that it does not know. */
            PREPARING,
            /** This node prepares to keep its connections. */
            KEEPING,
            /** The addresses are being hidden. */
            HIDING,
            /** They are hidden, and the peer may take them. */
            RELEASED
        }

        boolean hidden() {
            return stage == Stage.RELEASED;
        }

        /** Whether nothing was taken off the segment yet, so that all can stay as it is. */
        boolean untouched() {
            return stage == Stage.PREPARING || stage == Stage.KEEPING;
        }

        @Override
        public Role role() {
            if (purpose instanceof Purpose.Stop) {
                return Role.STOPPING;
            }
            return hidden() ? Role.STANDBY : Role.ACTIVE;
        }

        @Override
        public Claim claim() {
            return Claim.HANDING;
        }

        Handing at(Stage next) {
            return new Handing(term, to, startedAt, next, purpose);
        }
    }

    /** Takes nothing any more. */
    record Left() implements Phase {
        @Override
        public Role role() {
            return Role.STOPPING;
        }
    }

    /** Why the addresses are handed over, and who wants to know what came of it. */
    sealed interface Purpose {
        record Asked(long request) implements Purpose {}

        record AskedBy(String node, long request) implements Purpose {}

        /** The peer is better placed. */
        record Better(String why) implements Purpose {}

        /** This node is to hold nothing until it is told otherwise. */
        record Maintenance(long request) implements Purpose {}

        record Stop(long request) implements Purpose {}
    }
}
