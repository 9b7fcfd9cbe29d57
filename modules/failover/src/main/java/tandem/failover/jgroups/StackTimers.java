package tandem.failover.jgroups;

import tandem.core.config.Profile;

/**
 * How quickly JGroups gives a silent node up, in milliseconds.
 *
 * @param silenceMillis after which a node is suspected (FD_ALL3 timeout)
 * @param beatMillis between two heartbeats (FD_ALL3 interval)
 * @param verifyMillis for the suspected node to answer (VERIFY_SUSPECT2)
 */
record StackTimers(long silenceMillis, long beatMillis, long verifyMillis) {
    static StackTimers of(Profile profile) {
        return switch (profile) {
            case FAST -> new StackTimers(300, 50, 50);
            case NORMAL -> new StackTimers(600, 100, 50);
            case CALM -> new StackTimers(2000, 250, 250);
        };
    }
}
