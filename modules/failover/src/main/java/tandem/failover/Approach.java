package tandem.failover;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import tandem.core.port.NodeClock;
import tandem.core.port.RunsOn;
import tandem.failover.vip.FenceAnswer;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipProvider;

/**
 * What comes before the addresses are shown: the fence is armed, the segment is asked who has them, and the order to take them is
 * held against both. Confined to the VIP thread.
 */
@RunsOn(RunsOn.Lane.VIP)
final class Approach {
    private static final String TRYING_AGAIN = "; trying again";
    /** Less than a probe takes, since the kernel counts in ticks of up to 10 ms. */
    private static final long NARROW_NANOS = VipProvider.PROBE_NANOS * 4 / 5;

    private static final long NEVER = Long.MIN_VALUE;

    private final VipRow vips;
    private final CapabilityCheck capability;
    private final KeptFence fence;
    private final VipGuard guard;
    private final NodeClock clock;
    private long armedTerm = NEVER;
    private Optional<Probing> probing = Optional.empty();
    private BooleanSupplier hideWaits = () -> false;

    Approach(VipRow vips, CapabilityCheck capability, KeptFence fence, VipGuard guard, NodeClock clock) {
        this.vips = vips;
        this.capability = capability;
        this.fence = fence;
        this.guard = guard;
        this.clock = clock;
    }

    /** @param waits whether an order to hide waits; any thread */
    void hideWaits(BooleanSupplier waits) {
        hideWaits = waits;
    }

    /** Lets the addresses be shown under a term, and begins to ask the segment where that is wanted; what speaks against it. */
    Optional<String> arm(VipCommand.Arm arm) {
        if (capability.missing().isPresent()) {
            return capability.missing();
        }
        guard.ticket(arm.term(), arm.nonce());
        return switch (fence.arm()) {
            case FenceAnswer.Done _ -> {
                forget();
                armedTerm = arm.term();
                if (arm.probe()) {
                    probing = Optional.of(new Probing(vips.vips(), fence::armed));
                }
                yield Optional.empty();
            }
            case FenceAnswer.Expired expired -> Optional.of(expired.sentence());
            case FenceAnswer.Broken broken -> Optional.of(broken.sentence());
        };
    }

    /** What speaks against taking them; empty once nobody else was heard. Of each term only the first order counts. */
    Optional<String> refusal(VipCommand.Take take) {
        if (clock.nanos() - take.latestNanos() > 0) {
            return Optional.of("the order to take them came too late" + TRYING_AGAIN);
        }
        if (armedTerm != take.term()) {
            return Optional.of("they were not armed for term " + take.term() + TRYING_AGAIN);
        }
        armedTerm = NEVER;
        Optional<String> answered = probing.flatMap(this::answered);
        return answered.isEmpty() && hideWaits.getAsBoolean()
                ? Optional.of("an order to hide came before they were shown")
                : answered;
    }

    /**
     * The fence gives the take no more time than a probe takes, counted from before the listening ends. So of two nodes that take at
     * once and do not hear each other but here, one hears the other, whatever halts: who asks after the other's listening has ended
     * still listens when the other shows, and is announced to, or the other shows nothing.
     */
    private Optional<String> answered(Probing asked) {
        asked.settle();
        return switch (fence.narrow(NARROW_NANOS)) {
            case FenceAnswer.Expired expired -> Optional.of(expired.sentence() + TRYING_AGAIN);
            case FenceAnswer.Done _, FenceAnswer.Broken _ -> asked.answered();
        };
    }

    /** The addresses are not to be taken under the armed term. */
    void forget() {
        armedTerm = NEVER;
        probing.ifPresent(Probing::end);
        probing = Optional.empty();
    }
}
