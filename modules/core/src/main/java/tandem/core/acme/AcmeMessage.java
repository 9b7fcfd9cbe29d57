package tandem.core.acme;

import java.util.List;
import java.util.Map;

/** What nodes tell each other of certificates that are ordered, over the authenticated and encrypted election link alone. */
public sealed interface AcmeMessage {
    /** Who says it. */
    String from();

    /**
     * Answer these to whoever asks, in place of those that this node named before; asks for {@link Heard}.
     *
     * @param id counts them; the order in which one node said them
     */
    record Show(String from, long id, List<Challenge> challenges) implements AcmeMessage {
        public Show {
            challenges = List.copyOf(challenges);
        }
    }

    /** The challenges of {@code to}, up to this id, are answered here. */
    record Heard(String from, String to, long id) implements AcmeMessage {}

    /**
     * What the sender keeps, by name with the times at which it was made; who has newer things sends them.
     *
     * @param made in milliseconds since 1970
     */
    record Having(String from, Map<String, Long> made) implements AcmeMessage {
        public Having {
            made = Map.copyOf(made);
        }
    }

    /** Keep this, if it is newer than what you have. */
    record Keep(String from, Kept kept) implements AcmeMessage {}
}
