package tandem.app;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.config.TandemConfig;
import tandem.core.port.NodeClock;
import tandem.core.port.Outcome;
import tandem.proxy.tls.Certificates;
import tandem.proxy.tls.ServedCertificate;

/**
 * Looks every few seconds whether the files of certificates and keys changed and puts the new ones into force, as who renews
 * them expects. What cannot be used is said once, and what was in force stays.
 */
final class CertificateWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final long PAUSE_MILLIS = 3_000;
    private static final Duration SOON = Duration.ofDays(14);
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final Supplier<TandemConfig> config;
    private final Certificates certificates;
    private final EventLog events;
    private final NodeClock clock;
    private final MultiGauge expiry;
    private final Thread thread;
    private volatile boolean current = true;
    private boolean seenOutdated;
    private volatile String refusal = "";

    CertificateWatch(
            Supplier<TandemConfig> config,
            Certificates certificates,
            EventLog events,
            NodeClock clock,
            MeterRegistry meters) {
        this.config = config;
        this.certificates = certificates;
        this.events = events;
        this.clock = clock;
        this.expiry = MultiGauge.builder("tandem.tls.certificate.expiry.timestamp.seconds")
                .description("When a certificate, or the first to expire of its chain, expires, in seconds since 1970")
                .register(meters);
        Gauge.builder("tandem.tls.certificates.current", () -> current ? 1 : 0)
                .description("0 if the files hold certificates that cannot be used, so that older ones stay in force")
                .register(meters);
        this.thread = Thread.ofPlatform().name("tandem-certificates").daemon().unstarted(this::run);
    }

    void start() {
        show();
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(PAUSE_MILLIS);
                lookGuarded();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookGuarded() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("the files of certificates could not be looked at; the ones in force stay", e);
        }
    }

    /** Looks once. A certificate and its key are seldom replaced at one moment, so a change counts when it is seen twice. */
    synchronized void look() {
        TandemConfig now = config.get();
        if (!certificates.outdated(now)) {
            seenOutdated = false;
            refusal = "";
            current = true;
            show();
            return;
        }
        if (!seenOutdated) {
            seenOutdated = true;
            return;
        }
        switch (certificates.load(now)) {
            case Outcome.Done done -> {
                events.info("certificates", "the files changed; new connections get what they hold now");
                refusal = "";
                seenOutdated = false;
                current = true;
                show();
            }
            case Outcome.Refused(String sentence, var _) -> {
                if (!sentence.equals(refusal)) {
                    events.warn(
                            "certificates",
                            "the files changed and cannot be used, what was in force stays: " + sentence);
                }
                refusal = sentence;
                current = false;
            }
        }
    }

    private void show() {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        for (ServedCertificate served : certificates.served()) {
            rows.add(MultiGauge.Row.of(
                    Tags.of("listener", served.listener(), "certificate", served.file()),
                    served.expiry().toEpochMilli() / MILLIS_PER_SECOND));
        }
        expiry.register(rows, true);
    }

    /** What somebody should look at, as sentences. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        for (ServedCertificate served : certificates.served()) {
            if (served.standsIn()) {
                continue;
            }
            String whose = "the certificate " + served.file() + " of listener " + served.listener();
            if (now.isAfter(served.expiry())) {
                warnings.add(whose + " expired on " + served.expiry());
            } else if (now.plus(SOON).isAfter(served.expiry())) {
                warnings.add(whose + " expires on " + served.expiry());
            }
        }
        String refused = refusal;
        if (!current && !refused.isEmpty()) {
            warnings.add("new certificates cannot be used, older ones stay in force: " + refused);
        }
        return warnings;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
