package tandem.proxy.tls;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tandem.core.tls.ocsp.CertId;
import tandem.core.tls.ocsp.Staple;

/** The answers of authorities that clients of this node are handed, while they count. Any thread; never blocks. */
public final class Staples {
    private final Map<CertId, Staple> byCertificate = new ConcurrentHashMap<>();

    Staples() {
        StaplesInJava.know(this);
    }

    /** From now on clients get this one. */
    public void show(Staple staple) {
        byCertificate.put(staple.id(), staple);
    }

    /** Clients get nothing more for this certificate. */
    public void hide(CertId id) {
        byCertificate.remove(id);
    }

    /** What clients get at this moment. */
    public Optional<Staple> of(CertId id, Instant now) {
        return Optional.ofNullable(byCertificate.get(id)).filter(staple -> staple.counts(now));
    }
}
