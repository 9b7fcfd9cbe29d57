package tandem.failover;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;
import tandem.failover.election.Event;
import tandem.failover.vip.VipProvider;

/**
 * The only one that shows and hides the virtual addresses. All of them are shown or none. While they are shown it renews their
 * lifetimes and watches its own clock: after a halt of more than half a lifetime it hides them before anything else, since a peer
 * may hold them by now. Confined to the VIP thread.
 */
@RunsOn(RunsOn.Lane.VIP)
final class VipKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VipKeeper.class);
    static final long RENEW_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    static final long CAPABILITY_NANOS = TimeUnit.SECONDS.toNanos(5);
    static final long STALE_ORDER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<VipHandle> vips;
    private final NodeClock clock;
    private final Consumer<Event> events;
    private final long gapLimitNanos;
    private final AnnounceSchedule announcements = new AnnounceSchedule();
    private boolean held;
    private long term;
    private long renewedAt;
    private int hidesOwed;
    private boolean hideLate;
    private long hideTriedAt;
    private Optional<String> incapable = Optional.empty();
    private long capabilityAt;
    private volatile List<String> guarantees = List.of();

    VipKeeper(List<VipHandle> vips, NodeClock clock, Consumer<Event> events) {
        this.vips = List.copyOf(vips);
        this.clock = clock;
        this.events = events;
        this.gapLimitNanos = gapLimitNanos(vips);
    }

    /** The longest halt after which this node may still believe that the addresses are its own: half the shortest lifetime. */
    static long gapLimitNanos(List<VipHandle> vips) {
        long shortest = vips.stream()
                .mapToLong(vip -> vip.provider().lifetimeNanos())
                .min()
                .orElse(Long.MAX_VALUE);
        return shortest == Long.MAX_VALUE ? Long.MAX_VALUE : shortest / 2;
    }

    /** Removes what an earlier life left, and tells whether this machine can carry the addresses. */
    void prepare() {
        vips.forEach(vip -> vip.provider().cleanUp());
        checkCapability();
        noteGuarantees();
    }

    void carryOut(VipCommand command) {
        switch (command) {
            case VipCommand.Arm arm -> events.accept(new Event.Armed(arm.term()));
            case VipCommand.Take take -> take(take);
            case VipCommand.Renew _ -> beat();
            case VipCommand.Hide _ -> {
                held = false;
                hidesOwed++;
                hide();
            }
            case VipCommand.Announce _ -> {
                if (held) {
                    announcements.start(clock.nanos());
                    announceIfDue();
                }
            }
        }
    }

    /** Does what time asks for. */
    void beat() {
        if (hidesOwed > 0 || hideLate) {
            if (clock.nanos() - hideTriedAt >= RENEW_NANOS) {
                hide();
            }
        } else if (held) {
            keep();
        } else if (incapable.isPresent() && clock.nanos() - capabilityAt >= CAPABILITY_NANOS) {
            checkCapability();
        }
    }

    /** A provider threw: nothing is known of its address, so that all are hidden. */
    void failed(@Nullable VipCommand command, RuntimeException failure) {
        held = false;
        hideLate = true;
        hideTriedAt = clock.nanos() - RENEW_NANOS;
        String sentence = "its provider failed: " + failure;
        events.accept(
                command instanceof VipCommand.Take take
                        ? new Event.TakeRefused(take.term(), sentence)
                        : new Event.VipsLost(sentence));
    }

    /** For how long nothing is to be done. */
    long idleNanos() {
        if (held) {
            long now = clock.nanos();
            long next = Math.min(renewedAt + RENEW_NANOS - now, announcements.dueAt() - now);
            return Math.max(0, next);
        }
        return hidesOwed > 0 || hideLate ? RENEW_NANOS : IDLE_NANOS;
    }

    boolean held() {
        return held;
    }

    /** What protects each address, in their order; empty before the first look. Any thread. */
    List<String> guarantees() {
        return guarantees;
    }

    @Override
    public void close() {
        held = false;
        hideAll();
        vips.forEach(vip -> vip.provider().close());
    }

    private void take(VipCommand.Take take) {
        if (clock.nanos() - take.latestNanos() > 0) {
            refuse(take, "the order to take them came too late; trying again");
            return;
        }
        if (hidesOwed > 0) {
            refuse(take, "they are not hidden yet since the last time; trying again");
            return;
        }
        checkCapability();
        if (incapable.isPresent()) {
            refuse(take, incapable.get());
            return;
        }
        if (take.probe()) {
            Optional<String> answered = firstRefusal(VipProvider::silent);
            if (answered.isPresent()) {
                refuse(take, answered.get());
                return;
            }
        }
        long shownAt = clock.nanos();
        Optional<String> refusal = firstRefusal(VipProvider::show);
        if (refusal.isEmpty() && clock.nanos() - shownAt > gapLimitNanos) {
            refusal = Optional.of("showing them took longer than half their lifetime");
        }
        if (refusal.isPresent()) {
            hideAll();
            refuse(take, refusal.get());
            return;
        }
        held = true;
        hideLate = false;
        term = take.term();
        renewedAt = shownAt;
        announcements.start(shownAt);
        announcements.sent(shownAt);
        noteGuarantees();
        events.accept(new Event.Taken(term));
    }

    private void refuse(VipCommand.Take take, String sentence) {
        LOG.debug("term {} not taken: {}", take.term(), sentence);
        events.accept(new Event.TakeRefused(take.term(), sentence));
    }

    private void keep() {
        long now = clock.nanos();
        if (now - renewedAt > gapLimitNanos) {
            hideAfterGap(now - renewedAt);
            return;
        }
        if (now - renewedAt >= RENEW_NANOS) {
            if (!renewAll()) {
                return;
            }
            long after = clock.nanos();
            if (after - now > gapLimitNanos) {
                hideAfterGap(after - now);
                return;
            }
            renewedAt = now;
        }
        announceIfDue();
    }

    /** Extends every lifetime; false if the addresses had to be hidden instead, which has been reported. */
    private boolean renewAll() {
        for (VipHandle vip : vips) {
            if (vip.provider().renew() instanceof Outcome.Refused gone && !showAgain(vip, gone.sentence())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Brings an address back that is gone. Somebody may have removed it, but its lifetime may as well have run out in a halt, and
     * a peer may have taken it since: so nobody must answer for it, and this node must not have stood still until after the probe.
     */
    private boolean showAgain(VipHandle vip, String gone) {
        LOG.warn(
                "{}: {}; showing it again if nobody else answers for it",
                vip.config().host(),
                gone);
        Outcome again = vip.provider().silent();
        long sinceRenewal = clock.nanos() - renewedAt;
        if (sinceRenewal > gapLimitNanos) {
            hideAfterGap(sinceRenewal);
            return false;
        }
        if (again instanceof Outcome.Done) {
            again = vip.provider().show();
        }
        if (again instanceof Outcome.Refused refused) {
            lose(refused.sentence());
            return false;
        }
        announcements.start(clock.nanos());
        return true;
    }

    private void hideAfterGap(long gapNanos) {
        held = false;
        hideLate = !hideAll();
        LOG.warn(
                "stood still for {} ms while holding; hid the virtual addresses",
                TimeUnit.NANOSECONDS.toMillis(gapNanos));
        events.accept(new Event.ClockGap(gapNanos));
    }

    private void lose(String why) {
        held = false;
        hideLate = !hideAll();
        events.accept(new Event.VipsLost(why));
        checkCapability();
    }

    private void hide() {
        hideTriedAt = clock.nanos();
        if (hideAll()) {
            hideLate = false;
            for (; hidesOwed > 0; hidesOwed--) {
                events.accept(new Event.Hidden());
            }
        }
    }

    private boolean hideAll() {
        boolean all = true;
        for (VipHandle vip : vips) {
            if (vip.provider().hide() instanceof Outcome.Refused refused) {
                LOG.error(
                        "{} could not be hidden: {}; trying again", vip.config().host(), refused.sentence());
                all = false;
            }
        }
        return all;
    }

    private void announceIfDue() {
        long now = clock.nanos();
        if (announcements.due(now)) {
            vips.forEach(vip -> vip.provider().announce());
            announcements.sent(now);
        }
    }

    private void checkCapability() {
        capabilityAt = clock.nanos();
        Optional<String> found = firstRefusal(VipProvider::preflight);
        if (!found.equals(incapable)) {
            incapable = found;
            events.accept(new Event.CapabilityChecked(found.orElse("")));
        }
    }

    private void noteGuarantees() {
        guarantees = vips.stream().map(vip -> vip.provider().guarantee()).toList();
    }

    private Optional<String> firstRefusal(Function<VipProvider, Outcome> question) {
        for (VipHandle vip : vips) {
            if (question.apply(vip.provider()) instanceof Outcome.Refused refused) {
                return Optional.of(refused.sentence());
            }
        }
        return Optional.empty();
    }
}
