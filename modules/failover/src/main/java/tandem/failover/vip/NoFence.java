package tandem.failover.vip;

import java.util.function.LongSupplier;
import tandem.failover.election.FenceKind;

/** No fence but what the addresses' providers bring themselves; it always stands and nothing expires. */
final class NoFence implements Fence {
    private final FenceKind kind;
    private final String sentence;

    NoFence(FenceKind kind, String sentence) {
        this.kind = kind;
        this.sentence = sentence;
    }

    @Override
    public FenceKind create(long openNanos) {
        return kind;
    }

    @Override
    public void hurry(long armedNanos, LongSupplier left) {
        // There is nothing that could be closed.
    }

    @Override
    public FenceKind kind() {
        return kind;
    }

    @Override
    public String sentence() {
        return sentence;
    }

    @Override
    public FenceAnswer arm(long nanos) {
        return new FenceAnswer.Done();
    }

    @Override
    public FenceAnswer narrow(long nanos) {
        return new FenceAnswer.Done();
    }

    @Override
    public FenceAnswer take(long nanos) {
        return new FenceAnswer.Done();
    }

    @Override
    public FenceAnswer renew(long nanos) {
        return new FenceAnswer.Done();
    }

    @Override
    public FenceAnswer shut() {
        return new FenceAnswer.Done();
    }

    @Override
    public boolean present() {
        return true;
    }

    @Override
    public void close() {
        // Deliberate: nothing was put up, nothing is to be taken down.
    }
}
