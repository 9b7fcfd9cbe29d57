package tandem.failover.vip;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Optional;

/**
 * A network interface as it is now.
 *
 * @param index the kernel's number for it
 * @param up whether it is switched on and has a carrier
 * @param mac its hardware address; empty for interfaces without one, such as the loopback, on which nothing is announced
 */
record LinkDevice(String name, int index, boolean up, Optional<MacAddress> mac) {
    /** Looks the interface up; empty if there is none of this name. */
    static Optional<LinkDevice> find(String name) throws SocketException {
        NetworkInterface found = NetworkInterface.getByName(name);
        if (found == null) {
            return Optional.empty();
        }
        byte[] hardware = found.getHardwareAddress();
        Optional<MacAddress> mac =
                hardware == null || hardware.length != 6 ? Optional.empty() : Optional.of(MacAddress.of(hardware));
        return Optional.of(new LinkDevice(name, found.getIndex(), found.isUp(), mac));
    }
}
