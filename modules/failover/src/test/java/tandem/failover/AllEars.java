package tandem.failover;

import java.util.function.Consumer;
import tandem.failover.election.Event;
import tandem.failover.jgroups.PeerLink;

/** Hears whatever a link brings, of whichever group. */
record AllEars(Consumer<Event> events) implements PeerLink.Listener {
    @Override
    public void everyGroup(Event event) {
        events.accept(event);
    }

    @Override
    public void group(String group, Event.Heard heard) {
        events.accept(heard);
    }

    @Override
    public void shared(byte[] bytes) {
        // what sharing says concerns no election
    }
}
