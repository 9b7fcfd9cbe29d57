package tandem.failover.vip;

import java.util.function.LongSupplier;
import tandem.core.port.RunsOn;
import tandem.failover.election.FenceKind;

/**
 * The kernel's part in holding the virtual addresses: they answer only while this is renewed, whatever becomes of the process. All
 * addresses of the node answer or none. No method throws.
 *
 * <p>Called on the VIP thread, except {@link #create}, which starts a process and may run on another while no other method but
 * {@link #hurry} runs.
 */
@RunsOn(RunsOn.Lane.VIP)
public interface Fence extends AutoCloseable {
    /**
     * Puts the fence up anew; whatever stood before is removed. Takes tens of milliseconds.
     *
     * @param openNanos how long it stands open from then on, so that an owner whose fence somebody removed goes on answering while
     *     it is put back; 0 or less: closed
     * @return what fences the addresses from now on
     */
    FenceKind create(long openNanos);

    /**
     * Opens the fence if it stands already although {@link #create} has not returned, which on a busy machine takes long after the
     * kernel has done its part; else without effect.
     *
     * @param left for how long, asked once the fence is armed; nothing is opened with 0 or less
     */
    void hurry(long armedNanos, LongSupplier left);

    /** What fences the addresses, by the newest look. */
    FenceKind kind();

    /** Why it is this kind, as a sentence for the status. */
    String sentence();

    /** Lets the fence be opened within the time, counted from now; whether it stands open does not change. */
    FenceAnswer arm(long nanos);

    /** Shortens the time within which the fence may be opened, counted from now, if it may be opened still; in one transaction. */
    FenceAnswer narrow(long nanos);

    /** Opens the fence for the time if it was armed, in one transaction. */
    FenceAnswer take(long nanos);

    /** Keeps the fence open for the time from now if it is open still, in one transaction. */
    FenceAnswer renew(long nanos);

    /** Closes the fence at once and disarms it. */
    FenceAnswer shut();

    /**
     * Closes it but for TCP, in one transaction: the addresses answer no question for them any more, connections go on for the
     * time, whatever becomes of the process.
     */
    default FenceAnswer park(long nanos) {
        return new FenceAnswer.Broken("no packet filter of the kernel fences the addresses");
    }

    /** Ends {@link #park}; whether the fence stands open does not change. */
    default FenceAnswer unpark() {
        return new FenceAnswer.Done();
    }

    /** Whether everything that {@link #create} put up is still there. */
    boolean present();

    /** Removes the fence. */
    @Override
    void close();

    /** No fence but what the addresses' providers bring themselves, of this kind and with this sentence. */
    static Fence none(FenceKind kind, String sentence) {
        return new NoFence(kind, sentence);
    }
}
