package tandem.failover;

/**
 * How long the kernel lets the virtual addresses answer, in nanoseconds.
 *
 * @param aliveNanos after a renewal
 * @param armedNanos between arming and taking
 */
record FenceTimes(long aliveNanos, long armedNanos) {}
