package tandem.failover.vip;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tandem.core.port.Outcome;
import tandem.core.port.RunsOn;

/**
 * Shows and hides one virtual address on this machine. Every method is called on the VIP thread; each may block for a few
 * milliseconds, {@link #silent} for its probe (60 ms, or as long as it is told). Methods are idempotent. No method throws: what could not be
 * done is a refusal with its remedy, or a line in the log where there is nothing to return.
 */
@RunsOn(RunsOn.Lane.VIP)
public interface VipProvider extends AutoCloseable {
    /** How long {@link #silent} awaits answers where it asks a segment. */
    long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Whether this machine can carry the address: privileges, interface; refused with the remedy. */
    Outcome preflight();

    /** Removes what an earlier life of this node left behind; the address is not shown afterwards. */
    void cleanUp();

    /**
     * Whether nobody else answers for the address, or is about to take it; refused with who does. Says nothing of this machine's
     * own claim. May be asked by another thread than the one of the rest.
     *
     * @param goOn whether to listen for longer than it takes to be answered; asked again and again from then on, and once more
     *     listened after it has said no
     */
    Outcome silent(BooleanSupplier goOn);

    /** The number of the lease under which the address is shown from now on; of interest to commands alone. */
    default void expect(long term) {}

    /** Shows the address for one lifetime and announces it once. */
    Outcome show();

    /**
     * Extends the lifetime of an address that is shown. An address that is gone, because its lifetime ran out or somebody
     * removed it, is refused and not brought back: the caller decides whether it may be shown anew.
     */
    Outcome renew();

    /** Announces the address once more; does nothing while it is not shown. */
    void announce();

    /** Takes the address away; done as well if it was not there. */
    Outcome hide();

    /**
     * Takes the address off the segment but keeps it on this machine, so that connections to it go on; refused if this provider
     * cannot, and nothing is changed then.
     *
     * @param seconds after which the kernel removes it by itself
     */
    default Outcome park(int seconds) {
        return new Outcome.Refused("this provider cannot keep an address for the connections that it has");
    }

    /** Removes what {@link #park} kept; does nothing if there is nothing. */
    default void unpark() {}

    /**
     * How long the address stays without renewal, in nanoseconds; {@link Long#MAX_VALUE} if for ever. The kernel acts up to
     * a quarter of a second later than this.
     */
    long lifetimeNanos();

    /** What protects the address on this machine, as a sentence for the status. */
    String guarantee();

    /** The hardware address that this node announces the address with, lower case with colons; empty if there is none. */
    default Optional<String> macAddress() {
        return Optional.empty();
    }

    /** Hides the address and frees what the provider holds; it is not used afterwards. */
    @Override
    void close();
}
