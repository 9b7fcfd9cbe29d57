package tandem.failover.vip;

import java.net.InetAddress;

/**
 * An address that an interface has, as the kernel reports it.
 *
 * @param prefix length of its network's prefix, in bits
 * @param interfaceIndex the kernel's number of the interface
 * @param flags {@code IFA_F_*}
 * @param validSeconds what is left of its lifetime; {@link AddressMessage#FOREVER} (as a signed number, -1) without one
 */
record HeldAddress(InetAddress address, int prefix, int interfaceIndex, int flags, int validSeconds) {
    private static final int DEPRECATED = 0x20;

    /** Whether the kernel avoids it as a source: true for every virtual address that this class's users install. */
    boolean deprecated() {
        return (flags & DEPRECATED) != 0;
    }
}
