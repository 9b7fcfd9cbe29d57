package tandem.failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;
import tandem.failover.election.Event;
import tandem.failover.vip.FenceAnswer;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipProvider;

/**
 * The only one that shows and hides the virtual addresses. All of them are shown or none, and only within a fence: it is armed
 * before votes are asked for, opened once they are granted, and kept open by orders that carry the time after which they are void.
 * After each call the clock is read again; what came too late is hidden. Without orders the addresses are hidden when the fence's
 * time is over. Confined to the VIP thread.
 */
@RunsOn(RunsOn.Lane.VIP)
final class VipKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VipKeeper.class);
    static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final String NOT_HIDDEN = "they are not hidden yet since the last time; trying again";
    private static final long HIDE_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long REBUILDING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final VipRow vips;
    private final ParkedVips parked;
    private final CapabilityCheck capability;
    private final KeptFence fence;
    private final VipGuard guard;
    private final Approach approach;
    private final NodeClock clock;
    private final Consumer<Event> events;
    private final AnnounceSchedule announcements = new AnnounceSchedule();
    private volatile boolean held;
    private long term;
    private long renewedAt;
    private long refreshedAt;
    private int hidesOwed;
    private boolean hideLate;
    private long hideTriedAt;

    VipKeeper(
            VipGroup group, FenceTimes times, NodeClock clock, Consumer<Event> events, Consumer<Runnable> background) {
        this.vips = new VipRow(group.vips());
        this.guard = group.guard();
        this.fence = new KeptFence(group.fence(), times, clock, events, background);
        this.parked = new ParkedVips(vips, fence, events);
        this.capability = new CapabilityCheck(vips, clock, events);
        this.approach = new Approach(vips, capability, fence, guard, clock);
        this.clock = clock;
        this.events = events;
    }

    /** @param waits whether an order to hide waits, before which nothing is to be shown; any thread */
    void hideWaits(BooleanSupplier waits) {
        approach.hideWaits(waits);
    }

    /** Removes what an earlier life left, puts up the fence, and tells whether this machine can carry the addresses. */
    void prepare() {
        vips.cleanUp();
        fence.start();
        capability.look();
        vips.note();
    }

    /** Whether the addresses go dark when this thread comes too late. */
    boolean timed() {
        return fence.timed();
    }

    void carryOut(VipCommand command) {
        switch (command) {
            case VipCommand.Arm arm -> arm(arm);
            case VipCommand.Take take -> take(take);
            case VipCommand.Renew renew -> renew(renew);
            case VipCommand.Hide _ -> {
                held = false;
                approach.forget();
                hidesOwed++;
                hide();
            }
            case VipCommand.Park park -> park(park.keepNanos());
            case VipCommand.Unpark _ -> parked.unpark();
            case VipCommand.Announce _ -> {
                if (held) {
                    announcements.start(clock.nanos());
                    announceIfDue();
                }
            }
            case VipCommand.Look look -> look(look.why());
        }
    }

    /** Does what time asks for. */
    void beat() {
        fence.tend(held);
        parked.tend();
        if (guard.tend()) {
            vips.note();
        }
        if (hidesOwed > 0 || hideLate) {
            if (clock.nanos() - hideTriedAt >= HIDE_AGAIN_NANOS) {
                hide();
            }
        } else if (held) {
            keep();
        } else {
            capability.lookAgain();
        }
    }

    /** A provider threw: nothing is known of its address, so that all are hidden. */
    void failed(@Nullable VipCommand command, RuntimeException failure) {
        held = false;
        hideLate = true;
        hideTriedAt = clock.nanos() - HIDE_AGAIN_NANOS;
        String sentence = "its provider failed: " + failure;
        events.accept(
                switch (command) {
                    case VipCommand.Take take -> new Event.TakeRefused(take.term(), sentence);
                    case VipCommand.Arm arm -> new Event.TakeRefused(arm.term(), sentence);
                    case null, default -> new Event.VipsLost(sentence);
                });
    }

    /** An order to hide overtook this one. Any thread. */
    void cancelled(VipCommand command) {
        String sentence = "an order to hide came before it began";
        switch (command) {
            case VipCommand.Arm arm -> refuse(arm.term(), sentence);
            case VipCommand.Take take -> refuse(take.term(), sentence);
            case VipCommand.Renew _,
                    VipCommand.Announce _,
                    VipCommand.Hide _,
                    VipCommand.Look _,
                    VipCommand.Park _,
                    VipCommand.Unpark _ -> LOG.debug("{} is void: {}", command, sentence);
        }
    }

    /** For how long nothing is to be done. */
    long idleNanos() {
        if (fence.rebuilding()) {
            return REBUILDING_NANOS;
        }
        if (held) {
            long now = clock.nanos();
            long end = fence.aliveUntil() - now;
            return Math.max(0, Math.min(end, announcements.dueAt() - now));
        }
        return hidesOwed > 0 || hideLate ? HIDE_AGAIN_NANOS : IDLE_NANOS;
    }

    /** Whether the addresses are shown. Any thread. */
    boolean held() {
        return held;
    }

    /** What protects each address, in their order; empty before the first look. Any thread. */
    List<String> guarantees() {
        return vips.guarantees();
    }

    /** From where this node would answer for each address; empty before the first look. Any thread. */
    Map<String, String> hardware() {
        return vips.hardware();
    }

    @Override
    public void close() {
        held = false;
        hideAll();
        vips.close();
        fence.close();
    }

    private void arm(VipCommand.Arm arm) {
        if (hidesOwed > 0) {
            refuse(arm.term(), NOT_HIDDEN);
            return;
        }
        if (!held) {
            capability.look();
        }
        approach.arm(arm)
                .ifPresentOrElse(
                        refusal -> refuse(arm.term(), refusal), () -> events.accept(new Event.Armed(arm.term())));
    }

    private void take(VipCommand.Take take) {
        Optional<String> refusal = hidesOwed > 0 ? Optional.of(NOT_HIDDEN) : approach.refusal(take);
        if (refusal.isPresent()) {
            refuse(take.term(), refusal.get());
            return;
        }
        long before = clock.nanos();
        vips.vips().forEach(vip -> vip.provider().expect(take.term()));
        refusal = switch (fence.take()) {
            case FenceAnswer.Done _ -> vips.firstRefusal(VipProvider::show);
            case FenceAnswer.Expired expired -> Optional.of(expired.sentence() + "; trying again");
            case FenceAnswer.Broken broken -> Optional.of(broken.sentence());
        };
        long after = clock.nanos();
        if (refusal.isEmpty() && (after - take.latestNanos() > 0 || fence.openedLate())) {
            refusal =
                    Optional.of("showing them took " + millis(after - before) + " ms and ended too late; trying again");
        }
        if (refusal.isPresent()) {
            hideLate = !hideAll();
            refuse(take.term(), refusal.get());
            return;
        }
        held = true;
        hideLate = false;
        parked.end();
        term = take.term();
        renewedAt = before;
        refreshedAt = before;
        announcements.start(before);
        announcements.sent(before);
        vips.note();
        events.accept(new Event.Taken(term));
    }

    private void refuse(long refusedTerm, String sentence) {
        LOG.debug("term {} not taken: {}", refusedTerm, sentence);
        events.accept(new Event.TakeRefused(refusedTerm, sentence));
    }

    private void keep() {
        long now = clock.nanos();
        if (now - fence.aliveUntil() >= 0) {
            lose("no round of votes renewed them in time");
        }
        if (held) {
            announceIfDue();
        }
    }

    /**
     * An order that waited for too long is let pass: were it carried out after a halt between here and the call, the fence would
     * close after the promises end. The next one is on its way.
     */
    private void renew(VipCommand.Renew renew) {
        long late = clock.nanos() - (renew.latestNanos() - fence.openNanos());
        if (late > 0 && clock.nanos() - renew.latestNanos() <= 0) {
            LOG.debug("an order to renew waited for {} ms too long", millis(late));
            return;
        }
        renew(renew.term(), renew.latestNanos());
    }

    private void renew(long orderedTerm, long latestNanos) {
        if (!held || orderedTerm != term) {
            LOG.debug("nothing to renew under term {}", orderedTerm);
            return;
        }
        long before = clock.nanos();
        if (before - latestNanos > 0) {
            late(before - renewedAt);
            return;
        }
        if (fence.renew() instanceof FenceAnswer.Expired expired) {
            lose("the kernel closed the fence: " + expired.sentence() + " after " + millis(before - renewedAt) + " ms");
            return;
        }
        if (before - refreshedAt >= REFRESH_NANOS) {
            if (!refreshAll(latestNanos)) {
                return;
            }
            refreshedAt = before;
        }
        long after = clock.nanos();
        if (after - latestNanos > 0) {
            late(after - before);
            return;
        }
        renewedAt = before;
        fence.look(true);
    }

    /** Extends every lifetime; false if the addresses had to be hidden instead, which has been reported. */
    private boolean refreshAll(long latestNanos) {
        for (VipHandle vip : vips.vips()) {
            if (vip.provider().renew() instanceof Outcome.Refused gone
                    && !showAgain(vip, gone.sentence(), latestNanos)) {
                return false;
            }
        }
        return true;
    }

    /** Brings an address back that is gone: until the time that the round of votes gives, nobody else may hold it. */
    private boolean showAgain(VipHandle vip, String gone, long latestNanos) {
        if (clock.nanos() - latestNanos > 0) {
            late(clock.nanos() - renewedAt);
            return false;
        }
        LOG.warn("{}: {}; showing it again", vip.config().host(), gone);
        if (vip.provider().show() instanceof Outcome.Refused refused) {
            lose(refused.sentence());
            return false;
        }
        announcements.start(clock.nanos());
        return true;
    }

    /** Something about interface, address or packet filter has changed: repairs at once what a renewal would repair later. */
    private void look(String why) {
        LOG.debug("looking at the virtual addresses: {}", why);
        fence.retry();
        fence.look(held);
        capability.look();
        if (held
                && clock.nanos() - fence.aliveUntil() < 0
                && capability.missing().isEmpty()
                && refreshAll(fence.aliveUntil())) {
            refreshedAt = clock.nanos();
            announcements.start(refreshedAt);
            announceIfDue();
        }
        vips.note();
    }

    /** A halt: the addresses may be somebody else's by now. */
    private void late(long gapNanos) {
        held = false;
        hideLate = !hideAll();
        LOG.warn("stood still for {} ms while holding; hid the virtual addresses", millis(gapNanos));
        events.accept(new Event.VipsLost("renewing them came too late, after " + millis(gapNanos) + " ms"));
    }

    private void lose(String why) {
        held = false;
        hideLate = !hideAll();
        events.accept(new Event.VipsLost(why));
        capability.look();
    }

    private void hide() {
        hideTriedAt = clock.nanos();
        if (hideAll()) {
            hideLate = false;
            reportHidden();
        }
    }

    private void park(long keepNanos) {
        held = false;
        approach.forget();
        hidesOwed++;
        if (parked.park(keepNanos)) {
            reportHidden();
        } else {
            hide();
        }
    }

    private void reportHidden() {
        for (; hidesOwed > 0; hidesOwed--) {
            events.accept(new Event.Hidden());
        }
    }

    private boolean hideAll() {
        fence.shut();
        return vips.hide();
    }

    /** When the addresses have been and will be announced; its counts are for any thread. */
    AnnounceSchedule announcements() {
        return announcements;
    }

    private void announceIfDue() {
        long now = clock.nanos();
        if (announcements.due(now)) {
            vips.announce();
            announcements.sent(now);
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
