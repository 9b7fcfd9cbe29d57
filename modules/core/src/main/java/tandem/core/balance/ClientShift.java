package tandem.core.balance;

import tandem.core.config.HashConfig;
import tandem.core.config.Shift;
import tandem.core.rule.RequestFacts;

/**
 * Tells which clients of a balancer another gets: always the same ones on every node, and those of a smaller share among those of a
 * larger. Immutable. Any thread.
 */
final class ClientShift {
    private final Shift shift;
    private final RequestKey key;
    private final long salt;

    ClientShift(String balancer, Shift shift, HashConfig by) {
        this.shift = shift;
        this.key = new RequestKey(by);
        // Else the clients of one share would all be of the same members where these are chosen by hash.
        this.salt = KeyHash.of(balancer + "/shift");
    }

    String to() {
        return shift.to();
    }

    boolean has(RequestFacts facts) {
        return Long.remainderUnsigned(KeyHash.mixed(key.of(facts) ^ salt), Shift.ALL) < shift.hundredths();
    }
}
