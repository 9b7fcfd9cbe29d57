package tandem.proxy;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.ClientFlows;

/** The connections to the virtual addresses of one group, of all I/O threads. */
final class VipFlows implements ClientFlows {
    private static final Logger LOG = LoggerFactory.getLogger(VipFlows.class);
    private static final long CLOSING_MILLIS = 1000;

    private final Set<InetAddress> vips;
    private final @Nullable IoLoops loops;
    private volatile boolean parting;
    private volatile int seenBefore;

    VipFlows(Collection<InetAddress> vips, @Nullable IoLoops loops) {
        this.vips = Set.copyOf(vips);
        this.loops = loops;
    }

    /** Whether this is one of the addresses. Any thread. */
    boolean concerns(InetAddress address) {
        return vips.contains(address);
    }

    /** Whether connections are to end. Any thread. */
    boolean parting() {
        return parting;
    }

    @Override
    public int finish() {
        seenBefore = (int) sum(clients -> clients.seen(this)) - left();
        parting = true;
        IoLoops all = loops;
        if (all != null) {
            all.onEach(loop -> loop.vipClients().tell(this));
        }
        return left();
    }

    @Override
    public int left() {
        return (int) sum(clients -> clients.open(this));
    }

    @Override
    public int seen() {
        return (int) sum(clients -> clients.seen(this)) - seenBefore;
    }

    @Override
    public int cut() {
        IoLoops all = loops;
        if (all == null) {
            return 0;
        }
        AtomicInteger broken = new AtomicInteger();
        CountDownLatch done = new CountDownLatch((int) all.sum(_ -> 1));
        try {
            all.onEach(loop -> {
                broken.addAndGet(loop.vipClients().cut(this));
                done.countDown();
            });
            if (!done.await(CLOSING_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.warn("an I/O thread did not close its connections within {} ms", CLOSING_MILLIS);
            }
        } catch (RejectedExecutionException e) {
            LOG.debug("the I/O threads have ended before, and with them their connections");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return broken.get();
    }

    @Override
    public void resume() {
        parting = false;
    }

    private long sum(ToIntFunction<VipClients> figure) {
        IoLoops all = loops;
        return all == null ? 0 : all.sum(loop -> figure.applyAsInt(loop.vipClients()));
    }
}
