package tandem.core.port;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.core.acme.Challenge;
import tandem.core.config.AcmeConfig;
import tandem.core.config.ChallengeType;

/** Orders certificates at an authority (ACME, RFC 8555). Implemented by identity. Blocks; one order at a time. */
public interface CertificateOrders {
    /**
     * Orders one certificate.
     *
     * @param asked where, for what, and with which account
     * @param proof shows the authority what it looks for
     * @return what came of it; never throws but when it is interrupted
     */
    Result order(Asked asked, Proof proof) throws InterruptedException;

    /**
     * An order.
     *
     * @param account the PEM text of the account's private key; empty: a new one is made
     * @param names what the certificate is for, at least one, in lower case
     * @param answerable the ways of proof that some listener can answer
     */
    record Asked(AcmeConfig config, Optional<String> account, List<String> names, Set<ChallengeType> answerable) {
        public Asked {
            names = List.copyOf(names);
            answerable = Set.copyOf(answerable);
        }

        /** Never the account's key. */
        @Override
        public String toString() {
            return String.join(", ", names) + " at " + config.directory();
        }
    }

    /** What an order needs of the node meanwhile. */
    interface Proof {
        /** Keeps the key of an account that the order is about to make; what cannot be kept is not used. */
        Outcome account(String text);

        /** Has every node answer these and no others; returns once the authority may look. */
        void show(List<Challenge> challenges) throws InterruptedException;

        /** Whether this node is still the one that orders; if not, the order is given up at its next step. */
        boolean wanted();
    }

    /** What came of an order. */
    sealed interface Result {
        /** @param text PEM: the private key, then the certificate and its chain */
        record Issued(String text) implements Result {
            /** Never the key. */
            @Override
            public String toString() {
                return "issued";
            }
        }

        /**
         * There is no certificate.
         *
         * @param sentence why, and what to do
         * @param notBefore before when the authority wants no other attempt; empty if it said nothing
         */
        record Failed(String sentence, Optional<Instant> notBefore) implements Result {}

        /** It was given up, since another node orders now. */
        record Abandoned() implements Result {}
    }
}
