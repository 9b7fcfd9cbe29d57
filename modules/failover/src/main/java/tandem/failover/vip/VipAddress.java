package tandem.failover.vip;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import tandem.core.text.IpAddress;

/**
 * A virtual address as the operator wrote it, and what it means.
 *
 * @param host a literal without prefix length
 */
record VipAddress(String host, InetAddress address) {
    static VipAddress of(String host) {
        return new VipAddress(host, IpAddress.parse(host));
    }

    boolean four() {
        return address instanceof Inet4Address;
    }

    /** Who claims it by this frame. */
    Optional<MacAddress> claimant(byte[] frame) {
        return four() ? ArpFrame.claimant(frame, address) : NeighbourFrame.claimant(frame, address);
    }
}
