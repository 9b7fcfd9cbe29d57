package tandem.failover.vip;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees what becomes of the virtual addresses from outside of their holder: interfaces that go and come, addresses that somebody
 * removes, frames of others that claim them, and, while this node does not hold them, who answers for them. Two threads of its
 * own, none for addresses without an interface.
 */
public final class VipWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(VipWatch.class);
    static final Duration ASK_EVERY = Duration.ofSeconds(5);
    private static final Duration END_WITHIN = Duration.ofSeconds(1);

    private final Map<String, List<VipAddress>> addresses;
    private final Duration askEvery;
    private @Nullable Thread hearing;
    private @Nullable Thread asking;
    private volatile boolean closed;

    /** What is seen; called on the watch's threads, must return at once. */
    public interface Listener {
        /** An interface or an address changed: the VIP thread should look. */
        void changed(String what);

        /** Somebody else claims the address; at most one a second for each hardware address. */
        void claimed(String address, String mac);

        /** Who answers for the address; empty after silence. */
        void answers(String address, Set<String> macs);
    }

    /**
     * @param addresses by interface; may be empty
     * @param askEvery how often to ask who answers for them while this node does not
     */
    VipWatch(Map<String, List<VipAddress>> addresses, Duration askEvery) {
        this.addresses = Map.copyOf(addresses);
        this.askEvery = askEvery;
    }

    /** Watches nothing. */
    public static VipWatch none() {
        return new VipWatch(Map.of(), ASK_EVERY);
    }

    /**
     * Begins to watch.
     *
     * @param holding whether this node holds the addresses now, when nobody needs to be asked who does
     */
    public void start(Listener listener, BooleanSupplier holding) {
        if (addresses.isEmpty()) {
            return;
        }
        hearing = Thread.ofPlatform()
                .name("tandem-vip-watch")
                .daemon()
                .start(() -> new SegmentEar(addresses, listener).run(() -> closed));
        asking = Thread.ofPlatform().name("tandem-wire-probe").daemon().start(() -> ask(listener, holding));
    }

    private void ask(Listener listener, BooleanSupplier holding) {
        try {
            while (!closed) {
                Thread.sleep(askEvery);
                addresses.forEach((device, theirs) -> theirs.forEach(address -> {
                    if (!closed && !holding.getAsBoolean()) {
                        ask(device, address, listener, holding);
                    }
                }));
            }
        } catch (InterruptedException e) {
            LOG.debug("the wire probe ends");
        }
    }

    private static void ask(String name, VipAddress address, Listener listener, BooleanSupplier holding) {
        try {
            Optional<LinkDevice> device = LinkDevice.find(name);
            if (device.isEmpty() || !device.get().up()) {
                LOG.debug("nobody asked for {}: {} is missing or down", address.host(), name);
                return;
            }
            Set<String> holders = NeighbourProbe.DUPLICATE.holders(device.get(), address.address());
            // Taken meanwhile: the silence was this node's own
            if (!holding.getAsBoolean()) {
                listener.answers(address.host(), holders);
            }
        } catch (IOException e) {
            LOG.debug("could not ask for {} on {}: {}", address.host(), name, e.getMessage());
        }
    }

    /** Ends both threads; waits for each at most a second. */
    @Override
    public void close() {
        closed = true;
        end(asking);
        end(hearing);
    }

    private static void end(@Nullable Thread thread) {
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            if (!thread.join(END_WITHIN)) {
                LOG.warn("{} did not end within a second", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
