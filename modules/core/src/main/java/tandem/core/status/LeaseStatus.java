package tandem.core.status;

/**
 * The lease on the virtual addresses, as the reporting node knows it.
 *
 * @param term its number; 0 if none was ever seen
 * @param holder the node it was granted to; empty if nobody holds it as far as is known
 * @param remainingMillis for how long the promise of this node's own vote still stands; -1 if it promised nothing
 * @param renewals how often the reporting node has renewed it; 0 if it is not the holder
 */
public record LeaseStatus(long term, String holder, long remainingMillis, long renewals) {
    /** Nothing is known of a lease. */
    public static final LeaseStatus NONE = new LeaseStatus(0, "", -1, 0);
}
