package tandem.failover;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.failover.election.Event;
import tandem.failover.vip.VipProvider;

/** Whether this machine can carry the virtual addresses; tells of each change. Confined to the VIP thread. */
@RunsOn(RunsOn.Lane.VIP)
final class CapabilityCheck {
    static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final VipRow vips;
    private final NodeClock clock;
    private final Consumer<Event> events;
    private Optional<String> missing = Optional.empty();
    private long lookedAt;

    CapabilityCheck(VipRow vips, NodeClock clock, Consumer<Event> events) {
        this.vips = vips;
        this.clock = clock;
        this.events = events;
    }

    /** What is missing, by the newest look; empty if nothing. */
    Optional<String> missing() {
        return missing;
    }

    void look() {
        lookedAt = clock.nanos();
        Optional<String> found = vips.firstRefusal(VipProvider::preflight);
        if (!found.equals(missing)) {
            missing = found;
            events.accept(new Event.CapabilityChecked(found.orElse("")));
        }
    }

    /** Looks again after a while if something was missing. */
    void lookAgain() {
        if (missing.isPresent() && clock.nanos() - lookedAt >= AGAIN_NANOS) {
            look();
        }
    }
}
