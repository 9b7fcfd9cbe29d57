package tandem.failover.vip;

import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;

/**
 * Shows and hides one virtual address on this machine. Every method is called on the VIP thread; each may block for a few
 * milliseconds, {@link #silent} for its probe. Methods are idempotent.
 */
@RunsOn(RunsOn.Lane.VIP)
public interface VipProvider extends AutoCloseable {
    /** Whether this machine can carry the address: privileges, interface; refused with the remedy. */
    Outcome preflight();

    /** Removes what an earlier life of this node left behind. */
    void cleanUp();

    /** Whether nobody else answers for the address now; refused with who does. */
    Outcome silent();

    /** Shows the address for one lifetime and announces it. */
    Outcome show();

    /** Extends the lifetime of an address that is shown. */
    Outcome renew();

    /** Announces the address once more; does nothing while it is not shown. */
    void announce();

    /** Takes the address away. */
    Outcome hide();

    /** How long the kernel keeps the address without renewal; {@link Long#MAX_VALUE} if for ever. */
    long lifetimeNanos();

    /** What protects the address on this machine, as a sentence for the status. */
    String guarantee();

    @Override
    void close();
}
