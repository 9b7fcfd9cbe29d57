package tandem.app;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.core.port.NodeClock;
import tandem.core.tls.ocsp.CertId;
import tandem.core.tls.ocsp.Staple;
import tandem.core.tls.ocsp.StapleCheck;
import tandem.core.tls.ocsp.StapleCheck.Verdict;
import tandem.proxy.tls.Certificates;
import tandem.proxy.tls.StapledCertificate;

/**
 * Keeps what authorities say of the listeners' certificates, for clients to be handed: asks ahead of time, on a thread of its own, shows
 * only what stood a look, and keeps the last good answer until its end. Without one, clients get none and may ask themselves.
 */
final class OcspStapling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OcspStapling.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final double MILLIS_PER_SECOND = 1000.0;
    private static final String KIND = "certificates";

    /** Asks a responder; blocks. */
    @FunctionalInterface
    interface Asking {
        byte[] ask(URI responder, byte[] request) throws IOException, InterruptedException;
    }

    private final Certificates certificates;
    private final Asking responders;
    private final EventLog events;
    private final NodeClock clock;
    private final MultiGauge ends;
    private final Counter good;
    private final Counter failed;
    private final Map<X509Certificate, StaplingState> states = new ConcurrentHashMap<>();
    private final Thread thread;
    private List<Shown> shown = List.of();

    /** A line of the metric. */
    private record Shown(String listener, String file, double seconds) {}

    OcspStapling(Certificates certificates, Asking responders, EventLog events, NodeClock clock, MeterRegistry meters) {
        this.certificates = certificates;
        this.responders = responders;
        this.events = events;
        this.clock = clock;
        this.ends = MultiGauge.builder("tandem.tls.ocsp.staple.expiry.timestamp.seconds")
                .description("Until when the OCSP response counts that clients are handed; 0 if there is none")
                .register(meters);
        this.good = fetches(meters, "good");
        this.failed = fetches(meters, "failed");
        this.thread = Thread.ofPlatform().name("tandem-ocsp").daemon().unstarted(this::run);
    }

    private static Counter fetches(MeterRegistry meters, String outcome) {
        return Counter.builder("tandem.tls.ocsp.fetches")
                .description("Questions to OCSP responders by what came of them")
                .tag("outcome", outcome)
                .register(meters);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                lookGuarded();
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookGuarded() throws InterruptedException {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("authorities could not be asked of certificates; what clients get stays until its end", e);
        }
    }

    /** Asks of every certificate whose time has come. Blocks. */
    void look() throws InterruptedException {
        List<StapledCertificate> wanted = certificates.stapled();
        Map<X509Certificate, StapledCertificate> once = new HashMap<>();
        wanted.forEach(one -> once.putIfAbsent(one.certificate().certificate(), one));
        forget(once);
        for (Map.Entry<X509Certificate, StapledCertificate> entry : once.entrySet()) {
            StaplingState state = states.computeIfAbsent(entry.getKey(), leaf -> new StaplingState());
            if (state.due(now())) {
                refresh(entry.getValue(), state);
            }
        }
        show(wanted);
    }

    private void forget(Map<X509Certificate, StapledCertificate> wanted) {
        states.forEach((leaf, state) -> {
            Staple staple = state.staple();
            if (!wanted.containsKey(leaf)) {
                states.remove(leaf);
                if (staple != null) {
                    certificates.staples().hide(staple.id());
                }
            }
        });
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.epochMillis());
    }

    private void refresh(StapledCertificate wanted, StaplingState state) throws InterruptedException {
        Optional<X509Certificate> issuer = wanted.certificate().issuer();
        Optional<URI> responder = wanted.responder();
        if (issuer.isEmpty()) {
            fail(wanted, state, "its issuer is not in the file; add it, or write it as chain");
        } else if (responder.isEmpty()) {
            fail(wanted, state, "it names no OCSP responder; write ocsp-responder, or leave ocsp-stapling out");
        } else {
            ask(wanted, state, issuer.get(), responder.get());
        }
    }

    private void ask(StapledCertificate wanted, StaplingState state, X509Certificate issuer, URI responder)
            throws InterruptedException {
        X509Certificate leaf = wanted.certificate().certificate();
        CertId id = CertId.of(leaf, issuer);
        byte[] answer;
        try {
            answer = responders.ask(responder, id.request());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            fail(wanted, state, responder + " cannot be asked: " + reason);
            return;
        }
        switch (StapleCheck.look(answer, leaf, issuer, now())) {
            case Verdict.Usable(Staple staple) -> use(wanted, state, staple);
            case Verdict.Revoked() -> {
                certificates.staples().hide(id);
                state.withdrawn();
                fail(
                        wanted,
                        state,
                        responder + " says that it is revoked: clients that look refuse it; get another one");
            }
            case Verdict.Refused(String reason) -> fail(wanted, state, "the answer of " + responder + " " + reason);
        }
    }

    private void use(StapledCertificate wanted, StaplingState state, Staple staple) {
        Staple before = state.staple();
        if (before != null && before.counts(now()) && before.end().isAfter(staple.end())) {
            fail(wanted, state, "the answer is older than the one before");
            return;
        }
        good.increment();
        if (!state.problem().isEmpty()) {
            events.info(KIND, "there is an OCSP response for " + words(wanted) + " again");
        }
        state.answered(staple, now());
        certificates.staples().show(staple);
    }

    private void fail(StapledCertificate wanted, StaplingState state, String reason) {
        failed.increment();
        if (state.failed(reason, now())) {
            events.warn(KIND, sentence(wanted, state));
        }
    }

    private static String words(StapledCertificate wanted) {
        return "the certificate " + wanted.file() + " of listener " + wanted.listener();
    }

    private String sentence(StapledCertificate wanted, StaplingState state) {
        Staple staple = state.staple();
        String meanwhile = staple != null && staple.counts(now())
                ? "; the one before is handed out until " + staple.end()
                : "; clients get none";
        return "no fresh OCSP response for " + words(wanted) + ": " + state.problem() + meanwhile;
    }

    private void show(List<StapledCertificate> wanted) {
        List<Shown> now = wanted.stream()
                .map(one -> new Shown(one.listener(), one.file(), end(one)))
                .toList();
        if (!now.equals(shown)) {
            shown = now;
            List<MultiGauge.Row<?>> rows = new ArrayList<>();
            for (Shown one : now) {
                rows.add(MultiGauge.Row.of(
                        Tags.of("listener", one.listener(), "certificate", one.file()), one.seconds()));
            }
            ends.register(rows, true);
        }
    }

    private double end(StapledCertificate wanted) {
        StaplingState state = states.get(wanted.certificate().certificate());
        Staple staple = state == null ? null : state.staple();
        return staple == null || !staple.counts(now()) ? 0 : staple.end().toEpochMilli() / MILLIS_PER_SECOND;
    }

    /** What somebody should look at, as sentences. */
    List<String> warnings() {
        return certificates.stapled().stream()
                .flatMap(one -> Optional.ofNullable(states.get(one.certificate().certificate()))
                        .filter(state -> !state.problem().isEmpty())
                        .map(state -> sentence(one, state))
                        .stream())
                .distinct()
                .toList();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
