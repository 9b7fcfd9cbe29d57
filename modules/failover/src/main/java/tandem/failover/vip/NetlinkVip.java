package tandem.failover.vip;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.core.text.IpAddress;

/**
 * A real address on a real interface of Linux, with a lifetime that the kernel counts down: a node that does not renew it
 * for a second no longer has it, whatever its process does.
 *
 * <p>An expired address comes back only through a stall that begins between two neighbouring system calls: the kernel has no
 * call that renews without adding, so {@link #renew} lists, adds, then reads the clock, and takes the address away again if
 * the lifetime could have run out in between.
 */
final class NetlinkVip implements VipProvider {
    static final int LIFETIME_SECONDS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(NetlinkVip.class);
    private static final long LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(LIFETIME_SECONDS);
    /** Short beside the lifetime: a renewal waits behind it. */
    private static final long ROUTE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long ROUTE_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final String LOOPBACK = "lo";
    private static final String REMEDY = "; grant CAP_NET_ADMIN and CAP_NET_RAW (the systemd unit of Tandem does)";

    private final InetAddress address;
    private final String host;
    private final String text;
    private final String deviceName;
    private final VipGuard guard;
    private final NodeClock clock;
    private final Announcer announcer = new Announcer();
    private Optional<NetlinkSocket> netlink = Optional.empty();
    private boolean shown;
    private long renewedAt;

    /**
     * Opens nothing yet.
     *
     * @param host the address as the operator wrote it, without prefix length
     */
    NetlinkVip(String host, String deviceName, VipGuard guard, NodeClock clock) {
        this.address = IpAddress.parse(host);
        this.host = host;
        this.text = host + "/" + address.getAddress().length * 8;
        this.deviceName = deviceName;
        this.guard = guard;
        this.clock = clock;
        guard.attach();
    }

    /** A step that talks to the kernel. */
    @FunctionalInterface
    private interface Attempt {
        Outcome on(NetlinkSocket socket, LinkDevice device) throws IOException;
    }

    @Override
    public Outcome preflight() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return new Outcome.Refused(text + " needs Linux with provider netlink; use provider bind on this machine");
        }
        List<String> missing = Capabilities.ofThisProcess().missing();
        if (!missing.isEmpty()) {
            return new Outcome.Refused("cannot hold " + text + " on " + deviceName + ": this process lacks "
                    + String.join(" and ", missing) + "; grant "
                    + (missing.size() == 1 ? "it" : "them") + " (the systemd unit of Tandem does)");
        }
        return attempt("hold " + text + " on " + deviceName, (socket, device) -> {
            if (!device.up()) {
                return new Outcome.Refused("cannot hold " + text + ": interface " + deviceName
                        + " is down; bring it up and check its link");
            }
            guard.start();
            return new Outcome.Done(text + " can be held on " + deviceName);
        });
    }

    @Override
    public void cleanUp() {
        shown = false;
        try {
            for (HeldAddress held : netlink().holding(address)) {
                netlink().delete(address, held.prefix(), held.interfaceIndex());
                LOG.info(
                        "removed {}/{} from interface {}: an earlier life of this node left it",
                        host,
                        held.prefix(),
                        held.interfaceIndex());
            }
            guard.hidden(text, deviceName);
        } catch (IOException e) {
            LOG.warn("could not remove what an earlier life may have left of {}: {}", text, e.getMessage());
        }
    }

    @Override
    public Outcome silent(BooleanSupplier goOn) {
        String what = "probe for " + text + " on " + deviceName;
        try {
            Optional<LinkDevice> device = LinkDevice.find(deviceName);
            if (device.isEmpty()) {
                return absent(what);
            }
            return NeighbourProbe.DUPLICATE
                    .rival(device.get(), address, goOn)
                    .<Outcome>map(rival -> new Outcome.Refused(
                            host + (rival.asks() ? " is being taken by " : " still answers from ") + rival.mac()))
                    .orElseGet(() -> new Outcome.Done("nobody else answers for " + host));
        } catch (IOException e) {
            return refused(what, e);
        }
    }

    @Override
    public Outcome show() {
        Outcome outcome = attempt("add " + text + " to " + deviceName, (socket, device) -> {
            guard.shown(text, deviceName);
            long before = clock.nanos();
            socket.add(address, device, LIFETIME_SECONDS);
            shown = true;
            renewedAt = before;
            awaitRoute(socket, device);
            announceOn(device);
            return new Outcome.Done(text + " is on " + deviceName);
        });
        if (outcome instanceof Outcome.Refused && !shown) {
            guard.hidden(text, deviceName);
        }
        return outcome;
    }

    @Override
    public Outcome renew() {
        if (!shown) {
            return new Outcome.Refused(text + " is not shown, so there is nothing to renew; show it first");
        }
        return attempt("renew " + text + " on " + deviceName, (socket, device) -> {
            if (!heldOn(device)) {
                return gone("is no longer on " + deviceName
                        + ": its lifetime of 1 s ran out or somebody removed it; it is not brought back");
            }
            long before = clock.nanos();
            socket.add(address, device, LIFETIME_SECONDS);
            if (clock.nanos() - renewedAt >= LIFETIME_NANOS) {
                socket.delete(address, address.getAddress().length * 8, device.index());
                return gone("was renewed later than its lifetime of 1 s allows; it was taken away again");
            }
            renewedAt = before;
            return new Outcome.Done(text + " stays on " + deviceName);
        });
    }

    private Outcome gone(String how) {
        shown = false;
        guard.hidden(text, deviceName);
        return new Outcome.Refused(text + " " + how);
    }

    @Override
    public void announce() {
        if (shown) {
            Outcome outcome = attempt("announce " + text + " on " + deviceName, (socket, device) -> {
                announceOn(device);
                return new Outcome.Done("announced " + text);
            });
            if (outcome instanceof Outcome.Refused refused) {
                LOG.warn(refused.sentence());
            }
        }
    }

    /** A failed announcement leaves the address shown: the next one of the schedule may pass. */
    private void announceOn(LinkDevice device) {
        try {
            announcer.announce(device, address);
        } catch (SystemCallException e) {
            LOG.warn("could not announce {} on {}: {}", text, deviceName, e.getMessage());
        }
    }

    @Override
    public Outcome hide() {
        try {
            Optional<LinkDevice> device = LinkDevice.find(deviceName);
            if (device.isPresent()) {
                remove(device.get());
            }
            shown = false;
            guard.hidden(text, deviceName);
            return new Outcome.Done(text + " is not on " + deviceName);
        } catch (IOException e) {
            return refused("remove " + text + " from " + deviceName, e);
        }
    }

    @Override
    public Outcome park(int seconds) {
        return attempt("keep " + text + " on " + LOOPBACK, (socket, device) -> {
            Optional<LinkDevice> loopback = LinkDevice.find(LOOPBACK);
            if (loopback.isEmpty()) {
                return new Outcome.Refused("could not keep " + text + ": there is no interface " + LOOPBACK);
            }
            guard.shown(text, LOOPBACK);
            socket.add(address, loopback.get(), seconds);
            awaitRoute(socket, loopback.get());
            remove(device);
            shown = false;
            guard.hidden(text, deviceName);
            return new Outcome.Done(text + " is kept on " + LOOPBACK);
        });
    }

    @Override
    public void unpark() {
        try {
            Optional<LinkDevice> loopback = LinkDevice.find(LOOPBACK);
            if (loopback.isPresent()) {
                netlink()
                        .delete(
                                address,
                                address.getAddress().length * 8,
                                loopback.get().index());
            }
            guard.hidden(text, LOOPBACK);
        } catch (IOException e) {
            LOG.warn("could not remove {} from {}: {}; the kernel does in time", text, LOOPBACK, e.getMessage());
        }
    }

    /**
     * Waits until the kernel takes packets to the address on this interface, so that nobody is told of it, and no other interface
     * gives it up, before. A SYN that meets the gap is repeated after a second only.
     */
    private void awaitRoute(NetlinkSocket socket, LinkDevice device) {
        if (AddressMessage.family(address) != Linux.AF_INET6) {
            return;
        }
        long from = System.nanoTime();
        try {
            while (!socket.routes(address, device)) {
                if (System.nanoTime() - from > ROUTE_NANOS) {
                    throw new SystemCallException("see a route to " + text, Linux.ETIMEDOUT);
                }
                LockSupport.parkNanos(ROUTE_POLL_NANOS);
            }
        } catch (SystemCallException e) {
            LOG.warn(
                    "the kernel may not take packets to {} on {} yet: {}; going on",
                    text,
                    device.name(),
                    e.getMessage());
        }
    }

    /** A process without privileges may not even remove what is not there: what counts is whether it is there. */
    private void remove(LinkDevice device) throws IOException {
        try {
            netlink().delete(address, address.getAddress().length * 8, device.index());
        } catch (SystemCallException e) {
            if (heldOn(device)) {
                throw e;
            }
        }
    }

    private boolean heldOn(LinkDevice device) throws IOException {
        return netlink().holding(address).stream().anyMatch(held -> held.interfaceIndex() == device.index());
    }

    @Override
    public long lifetimeNanos() {
        return LIFETIME_NANOS;
    }

    @Override
    public String guarantee() {
        return text + " on " + deviceName + ": the kernel removes it 1 s after the last renewal; " + guard.guarantee();
    }

    @Override
    public Optional<String> macAddress() {
        try {
            return LinkDevice.find(deviceName).flatMap(LinkDevice::mac).map(MacAddress::toString);
        } catch (IOException e) {
            LOG.debug("{} has no hardware address now: {}", deviceName, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        if (shown && hide() instanceof Outcome.Refused refused) {
            LOG.warn("{}; the kernel removes it within 1.3 s", refused.sentence());
        }
        unpark();
        netlink.ifPresent(NetlinkSocket::close);
        netlink = Optional.empty();
        announcer.close();
        guard.detach();
    }

    private NetlinkSocket netlink() throws SystemCallException {
        if (netlink.isEmpty()) {
            netlink = Optional.of(NetlinkSocket.open());
        }
        return netlink.get();
    }

    private Outcome attempt(String what, Attempt attempt) {
        try {
            Optional<LinkDevice> device = LinkDevice.find(deviceName);
            if (device.isEmpty()) {
                return absent(what);
            }
            return attempt.on(netlink(), device.get());
        } catch (IOException e) {
            return refused(what, e);
        }
    }

    private Outcome absent(String what) {
        return new Outcome.Refused("could not " + what + ": there is no interface " + deviceName
                + "; correct vips.interface or create it");
    }

    private static Outcome refused(String what, IOException e) {
        if (e instanceof SystemCallException call) {
            return new Outcome.Refused("could not " + what + ": " + Linux.errorName(call.errno())
                    + (call.errno() == Linux.EPERM ? REMEDY : ""));
        }
        return new Outcome.Refused("could not " + what + ": " + e.getMessage());
    }
}
