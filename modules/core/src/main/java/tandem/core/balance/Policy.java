package tandem.core.balance;

import tandem.core.config.PolicyName;

/**
 * How the members that compete for one request are compared. Stateless; called under the lock of the {@link Schedule}. A policy
 * of another kind is one more class here and one more name.
 */
sealed interface Policy {
    /** Whether who competes gains its weight and the winner pays the sum, as Apache's lbstatus. */
    boolean weighs();

    /** Whether a member is chosen rather than the best so far; of equal ones the first stays. */
    boolean beats(Member member, Member best);

    static Policy of(PolicyName name) {
        return switch (name) {
            case BYREQUESTS -> new ByRequests();
            case BYTRAFFIC -> new ByTraffic();
            case BYBUSYNESS -> new ByBusyness();
        };
    }

    /** The highest status wins, so that each gets requests by its weight. */
    record ByRequests() implements Policy {
        @Override
        public boolean weighs() {
            return true;
        }

        @Override
        public boolean beats(Member member, Member best) {
            return member.state.lbstatus > best.state.lbstatus;
        }
    }

    /** The fewest bytes for its weight wins. */
    record ByTraffic() implements Policy {
        @Override
        public boolean weighs() {
            return false;
        }

        @Override
        public boolean beats(Member member, Member best) {
            return traffic(member) < traffic(best);
        }

        // Two divisions, each cut off: Apache's sequences depend on it.
        private static long traffic(Member member) {
            int weight = member.weight().hundredths();
            return member.state.bytesTo() / weight + member.state.bytesFrom() / weight;
        }
    }

    /** The fewest requests in flight wins; weight decides between equals. */
    record ByBusyness() implements Policy {
        @Override
        public boolean weighs() {
            return true;
        }

        @Override
        public boolean beats(Member member, Member best) {
            int busy = member.state.busy();
            int bestBusy = best.state.busy();
            return busy < bestBusy || busy == bestBusy && member.state.lbstatus > best.state.lbstatus;
        }
    }
}
