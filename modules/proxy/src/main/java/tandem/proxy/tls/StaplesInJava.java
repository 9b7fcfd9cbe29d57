package tandem.proxy.tls;

import java.lang.ref.WeakReference;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import tandem.core.tls.ocsp.CertId;
import tandem.core.tls.ocsp.Staple;

/**
 * Has Java's TLS staple what {@link Staples} hold. Java fetches by itself, in the handshake, from a URL that a system property names;
 * ours ({@link StapleUrls}) reads memory, so that no handshake waits and nothing is handed out that was not looked at; see ADR 61.
 */
final class StaplesInJava {
    private static final String ON = "jdk.tls.server.enableStatusRequestExtension";
    private static final String URL = "jdk.tls.stapling.responderURI";
    private static final String ALWAYS_URL = "jdk.tls.stapling.responderOverride";
    private static final String KEPT_SECONDS = "jdk.tls.stapling.cacheLifetime";

    /** Deliberate: the JVM has one handler of URLs for every node that runs in it. */
    private static final List<WeakReference<Staples>> KNOWN = new CopyOnWriteArrayList<>();

    private StaplesInJava() {}

    static void know(Staples staples) {
        KNOWN.removeIf(reference -> reference.get() == null);
        KNOWN.add(new WeakReference<>(staples));
    }

    /** Makes a context whose servers staple; no other context does, such as that of the cluster's links. */
    static synchronized SSLContext enabled(Supplier<SSLContext> maker) {
        System.setProperty(URL, StapleUrls.PROTOCOL + ":///");
        System.setProperty(ALWAYS_URL, "true");
        System.setProperty(KEPT_SECONDS, "5");
        System.setProperty(ON, "true");
        try {
            return maker.get();
        } finally {
            System.clearProperty(ON);
        }
    }

    static Optional<Staple> of(CertId id, Instant now) {
        for (WeakReference<Staples> reference : KNOWN) {
            Staples staples = reference.get();
            Optional<Staple> found = staples == null ? Optional.empty() : staples.of(id, now);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }
}
