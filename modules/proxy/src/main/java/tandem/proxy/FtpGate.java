package tandem.proxy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tandem.core.config.TandemConfig;
import tandem.proxy.ftp.FtpVisit;

/**
 * The visits by FTP that a node has under way: their number and their threads, which are virtual. Has no metrics before the first
 * is asked for or expected. Any thread.
 */
final class FtpGate implements AutoCloseable {
    private final MeterRegistry registry;
    private final AtomicInteger running = new AtomicInteger();
    private final Set<FtpVisit> visits = ConcurrentHashMap.newKeySet();
    private final ThreadFactory threads =
            Thread.ofVirtual().name("tandem-ftp-", 0).factory();
    private volatile boolean closed;
    private @Nullable Counter refused;

    FtpGate(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows the metrics at zero where something can be asked for by FTP. */
    void expect(TandemConfig config) {
        boolean members = config.balancers().values().stream()
                .anyMatch(balancer -> balancer.members().stream()
                        .anyMatch(member -> member.url().ftp()));
        if (members || !config.forwardProxies().isEmpty()) {
            Counter _ = counter();
        }
    }

    /** Takes the place of one visit; false if there are as many as may be. */
    boolean take(int most) {
        Counter counter = counter();
        if (running.getAndIncrement() >= most || closed) {
            running.decrementAndGet();
            counter.increment();
            return false;
        }
        return true;
    }

    /** Begins a visit whose place is taken. */
    void begin(FtpVisit visit) {
        visits.add(visit);
        visit.start(threads);
    }

    /** It is over, its connections are closed. */
    void left(FtpVisit visit) {
        visits.remove(visit);
        running.decrementAndGet();
    }

    private synchronized Counter counter() {
        Counter known = refused;
        if (known == null) {
            known = Counter.builder("tandem.ftp.refused")
                    .description("Requests that got 503 because as many transfers by FTP were under way as may be")
                    .register(registry);
            refused = known;
            Gauge.builder("tandem.ftp.transfers", running, AtomicInteger::get)
                    .description("Transfers by FTP that are under way")
                    .register(registry);
        }
        return known;
    }

    /** Cuts those that are under way. */
    @Override
    public void close() {
        closed = true;
        visits.forEach(FtpVisit::cut);
    }
}
