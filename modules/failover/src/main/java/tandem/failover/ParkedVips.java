package tandem.failover;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tandem.core.port.RunsOn;
import tandem.failover.election.Event;
import tandem.failover.vip.FenceAnswer;

/**
 * Keeps the virtual addresses for the connections that there are, off the segment and behind the fence. Confined to the VIP thread.
 */
@RunsOn(RunsOn.Lane.VIP)
final class ParkedVips {
    private final VipRow vips;
    private final KeptFence fence;
    private final Consumer<Event> events;
    private boolean parked;

    ParkedVips(VipRow vips, KeptFence fence, Consumer<Event> events) {
        this.vips = vips;
        this.fence = fence;
        this.events = events;
    }

    /**
     * Takes the addresses off the segment; dark to questions first, in one call, so that no moment shows them without their fence.
     *
     * @param keepNanos after which the kernel ends it by itself
     * @return false if that failed, which has been told; what is shown is to be hidden plainly then
     */
    boolean park(long keepNanos) {
        Optional<String> refusal = switch (fence.park(keepNanos)) {
            case FenceAnswer.Done _ -> vips.park(Math.toIntExact(TimeUnit.NANOSECONDS.toSeconds(keepNanos) + 1));
            case FenceAnswer.Expired expired -> Optional.of(expired.sentence());
            case FenceAnswer.Broken broken -> Optional.of(broken.sentence());
        };
        parked = refusal.isEmpty();
        refusal.ifPresent(why -> {
            fence.unpark();
            events.accept(new Event.ParkLost(why));
        });
        return parked;
    }

    /** Removes what is kept, and says so. */
    void unpark() {
        end();
        events.accept(new Event.Unparked());
    }

    /** Removes what is kept. */
    void end() {
        if (parked) {
            parked = false;
            fence.unpark();
            vips.unpark();
        }
    }

    /** Ends it if nothing keeps the addresses silent any more. */
    void tend() {
        if (parked && !fence.enforced()) {
            end();
            events.accept(new Event.ParkLost("somebody removed the packet filter that keeps the addresses silent"));
        }
    }
}
