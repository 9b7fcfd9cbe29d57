package tandem.failover;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import tandem.core.config.VipConfig;
import tandem.core.config.VipProviderKind;
import tandem.core.port.Outcome;
import tandem.failover.election.FenceKind;
import tandem.failover.vip.Fence;
import tandem.failover.vip.VipGuard;
import tandem.failover.vip.VipProvider;
import tandem.failover.vip.VipWatch;

/**
 * One node's hold on the address of a {@link FakeSegment}; refuses what it is told to refuse. Passes
 * {@link tandem.failover.vip.VipProviderContract}.
 */
final class FakeVip implements VipProvider {
    static final String ADDRESS = "198.51.100.100";
    private static final long GLANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    static final long LIFETIME = TimeUnit.SECONDS.toNanos(1);

    volatile String incapable = "";
    volatile String refuseShow = "";
    volatile String refuseHide = "";
    volatile Runnable beforeRenewing = () -> {};
    volatile Runnable afterProbing = () -> {};
    volatile Runnable beforeHiding = () -> {};
    volatile int renewals;

    private final FakeSegment segment;
    private final String node;
    private final long lifetimeNanos;

    FakeVip(FakeSegment segment, String node) {
        this(segment, node, LIFETIME);
    }

    FakeVip(FakeSegment segment, String node, long lifetimeNanos) {
        this.segment = segment;
        this.node = node;
        this.lifetimeNanos = lifetimeNanos;
    }

    VipHandle handle() {
        return new VipHandle(new VipConfig(ADDRESS + "/24", Optional.of("eth0"), VipProviderKind.NETLINK), this);
    }

    VipGroup group() {
        return groupOf(this);
    }

    /** Addresses that nothing but this node's clock fences. */
    static VipGroup groupOf(FakeVip... vips) {
        return new VipGroup(
                Stream.of(vips).map(FakeVip::handle).toList(),
                Fence.none(FenceKind.ADDRESS_LIFETIME, "in memory"),
                VipGuard.none(),
                VipWatch.none());
    }

    @Override
    public Outcome preflight() {
        return outcome(incapable);
    }

    @Override
    public void cleanUp() {
        segment.hide(node);
    }

    @Override
    public Outcome silent(BooleanSupplier goOn) {
        List<String> others = others();
        afterProbing.run();
        while (others.isEmpty() && goOn.getAsBoolean()) {
            LockSupport.parkNanos(GLANCE_NANOS);
            others = others();
        }
        if (others.isEmpty()) {
            others = others();
        }
        return outcome(others.isEmpty() ? "" : ADDRESS + " still answers from " + others.getFirst());
    }

    private List<String> others() {
        return segment.owners().stream().filter(owner -> !owner.equals(node)).toList();
    }

    @Override
    public Outcome show() {
        if (refuseShow.isEmpty()) {
            segment.show(node, lifetimeNanos);
            segment.announced(node);
        }
        return outcome(refuseShow);
    }

    @Override
    public Outcome renew() {
        renewals++;
        beforeRenewing.run();
        if (!segment.owners().contains(node)) {
            return new Outcome.Refused(ADDRESS + " is gone");
        }
        segment.show(node, lifetimeNanos);
        return new Outcome.Done("renewed");
    }

    @Override
    public void announce() {
        if (segment.owners().contains(node)) {
            segment.announced(node);
        }
    }

    @Override
    public Outcome hide() {
        beforeHiding.run();
        if (refuseHide.isEmpty()) {
            segment.hide(node);
        }
        return outcome(refuseHide);
    }

    @Override
    public long lifetimeNanos() {
        return lifetimeNanos;
    }

    @Override
    public String guarantee() {
        return "in memory";
    }

    @Override
    public void close() {
        segment.hide(node);
    }

    private static Outcome outcome(String refusal) {
        return refusal.isEmpty() ? new Outcome.Done("done") : new Outcome.Refused(refusal);
    }
}
