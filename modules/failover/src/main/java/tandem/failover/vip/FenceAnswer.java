package tandem.failover.vip;

/** What came of an order to the fence. */
public sealed interface FenceAnswer {
    /** Carried out. */
    record Done() implements FenceAnswer {}

    /** The time had run out before the call: the addresses are dark, and stay so. */
    record Expired(String sentence) implements FenceAnswer {}

    /** The fence does not stand any more, or the kernel could not be asked. */
    record Broken(String sentence) implements FenceAnswer {}
}
