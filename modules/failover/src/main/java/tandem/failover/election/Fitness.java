package tandem.failover.election;

/**
 * What speaks against this node taking or keeping the addresses.
 *
 * @param gatewayLostAt since when the gateway does not answer; meaningless otherwise
 * @param incapable why the machine cannot carry the addresses; empty if it can
 * @param refused why the last try to take them failed; empty if it did not
 * @param refusedSince when the first of the failed tries was
 * @param maintenance whether an operator wants it to hold nothing
 */
record Fitness(
        Gateway gateway, long gatewayLostAt, String incapable, String refused, long refusedSince, boolean maintenance) {
    enum Gateway {
        UNKNOWN,
        REACHED,
        LOST
    }

    static final Fitness UNKNOWN = new Fitness(Gateway.UNKNOWN, 0, "", "", 0, false);

    Fitness gateway(boolean reachable, long now) {
        if (reachable) {
            return new Fitness(Gateway.REACHED, 0, incapable, refused, refusedSince, maintenance);
        }
        return gateway == Gateway.LOST
                ? this
                : new Fitness(Gateway.LOST, now, incapable, refused, refusedSince, maintenance);
    }

    /** What was known of the gateway is out of date. */
    Fitness gatewayUnknown() {
        return new Fitness(Gateway.UNKNOWN, 0, incapable, refused, refusedSince, maintenance);
    }

    Fitness incapable(String why) {
        return new Fitness(gateway, gatewayLostAt, why, refused, refusedSince, maintenance);
    }

    Fitness refused(String why, long now) {
        return new Fitness(gateway, gatewayLostAt, incapable, why, refused.isEmpty() ? now : refusedSince, maintenance);
    }

    Fitness maintenance(boolean on) {
        return new Fitness(gateway, gatewayLostAt, incapable, refused, refusedSince, on);
    }

    Fitness accepted() {
        return new Fitness(gateway, gatewayLostAt, incapable, "", 0, maintenance);
    }

    /** For how long tries to take them have been refused; 0 if the last was not. */
    long refusedFor(long now) {
        return refused.isEmpty() ? 0 : now - refusedSince;
    }

    /** Why others should rather take the addresses; empty if nothing speaks against this node. */
    String weakness(long now, long patienceNanos) {
        if (gateway == Gateway.LOST) {
            return "does not reach the gateway";
        }
        return !refused.isEmpty() && now - refusedSince >= patienceNanos ? refused : "";
    }
}
