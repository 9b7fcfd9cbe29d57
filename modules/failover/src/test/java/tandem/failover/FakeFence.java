package tandem.failover;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import tandem.core.port.NodeClock;
import tandem.failover.election.FenceKind;
import tandem.failover.vip.Fence;
import tandem.failover.vip.FenceAnswer;

/** A kernel fence in memory, whose times run out by the clock; somebody may flush it. */
final class FakeFence implements Fence {
    volatile boolean stands;
    volatile boolean available = true;
    volatile Runnable beforeRenewing = () -> {};
    Runnable beforeTaking = () -> {};
    volatile Runnable afterRenewing = () -> {};
    volatile int created;

    private final NodeClock clock;
    private long armedUntil;
    private long aliveUntil;
    private boolean known;

    FakeFence(NodeClock clock) {
        this.clock = clock;
        close();
    }

    boolean open() {
        return !stands || clock.nanos() - aliveUntil < 0;
    }

    boolean armed() {
        return stands && clock.nanos() - armedUntil < 0;
    }

    /** As another program does with {@code nft flush ruleset}. */
    void flush() {
        stands = false;
    }

    @Override
    public FenceKind create(long openNanos) {
        created++;
        armedUntil = clock.nanos();
        aliveUntil = armedUntil + Math.max(0, openNanos);
        stands = available;
        known = available;
        return kind();
    }

    @Override
    public void hurry(long armedNanos, LongSupplier left) {
        long nanos = left.getAsLong();
        if (stands && nanos > 0) {
            aliveUntil = clock.nanos() + nanos;
        }
    }

    @Override
    public FenceKind kind() {
        return known ? FenceKind.KERNEL_TIMEOUT : FenceKind.ADDRESS_LIFETIME;
    }

    @Override
    public String sentence() {
        return known ? "the fence stands" : "the fence does not stand";
    }

    @Override
    public FenceAnswer arm(long nanos) {
        return answer(true, () -> armedUntil = clock.nanos() + nanos);
    }

    @Override
    public FenceAnswer narrow(long nanos) {
        return answer(armed(), () -> armedUntil = clock.nanos() + nanos);
    }

    @Override
    public FenceAnswer take(long nanos) {
        beforeTaking.run();
        return answer(armed(), () -> {
            armedUntil = clock.nanos();
            aliveUntil = clock.nanos() + nanos;
        });
    }

    @Override
    public FenceAnswer renew(long nanos) {
        beforeRenewing.run();
        FenceAnswer answer = answer(open(), () -> aliveUntil = clock.nanos() + nanos);
        afterRenewing.run();
        return answer;
    }

    @Override
    public FenceAnswer shut() {
        return answer(true, () -> {
            armedUntil = clock.nanos();
            aliveUntil = armedUntil;
        });
    }

    @Override
    public boolean present() {
        known = stands;
        return stands;
    }

    @Override
    public void close() {
        stands = false;
        armedUntil = clock.nanos() - TimeUnit.SECONDS.toNanos(1);
        aliveUntil = armedUntil;
    }

    private FenceAnswer answer(boolean possible, Runnable change) {
        if (!present()) {
            return new FenceAnswer.Broken(sentence());
        }
        if (!possible) {
            return new FenceAnswer.Expired("its time in the kernel had run out");
        }
        change.run();
        return new FenceAnswer.Done();
    }
}
