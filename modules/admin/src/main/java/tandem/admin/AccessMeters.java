package tandem.admin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tandem.admin.access.Sessions;
import tandem.core.config.CertificateConfig;

/** Counts logins and refusals. Any thread. */
final class AccessMeters {
    private static final double MILLIS_PER_SECOND = 1000.0;

    private final MeterRegistry registry;
    private final List<Meter> meters = new ArrayList<>();
    private final Map<Login, Counter> logins = new EnumMap<>(Login.class);
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);

    /** What comes of a login. */
    enum Login {
        DONE,
        WRONG,
        LOCKED,
        BUSY
    }

    /** Why somebody may not. */
    enum Refusal {
        UNKNOWN,
        ROLE,
        TOKEN
    }

    AccessMeters(MeterRegistry registry, Sessions sessions) {
        this.registry = registry;
        for (Login ending : Login.values()) {
            logins.put(
                    ending,
                    counted(Counter.builder("tandem.admin.logins")
                            .description("Attempts to log in on the admin listener's page, by what came of them.")
                            .tag("outcome", word(ending))
                            .register(registry)));
        }
        for (Refusal reason : Refusal.values()) {
            refusals.put(
                    reason,
                    counted(Counter.builder("tandem.admin.refusals")
                            .description("Requests that the admin listener refused for who asked.")
                            .tag("reason", word(reason))
                            .register(registry)));
        }
        meters.add(Gauge.builder("tandem.admin.sessions", sessions, Sessions::size)
                .description("Who is logged in on the admin listener's page.")
                .register(registry));
    }

    private Counter counted(Counter counter) {
        meters.add(counter);
        return counter;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Shows when certificates of the admin listener expire, as those of other listeners are shown. */
    void watch(AdminTls tls) {
        List<CertificateConfig> files = tls.config().certificates();
        for (int i = 0; i < files.size(); i++) {
            int index = i;
            meters.add(Gauge.builder(
                            "tandem.tls.certificate.expiry.timestamp.seconds",
                            tls,
                            shown -> shown.expiry(index).toEpochMilli() / MILLIS_PER_SECOND)
                    .description(
                            "When a certificate, or the first to expire of its chain, expires, in seconds since 1970")
                    .tags(
                            "listener",
                            "admin",
                            "certificate",
                            files.get(i).cert().toString())
                    .register(registry));
        }
    }

    void login(Login ending) {
        Objects.requireNonNull(logins.get(ending)).increment();
    }

    void refused(Refusal reason) {
        Objects.requireNonNull(refusals.get(reason)).increment();
    }

    void close() {
        meters.forEach(registry::remove);
    }
}
