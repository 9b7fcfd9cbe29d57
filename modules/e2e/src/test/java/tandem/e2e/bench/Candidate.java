package tandem.e2e.bench;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import tandem.e2e.peers.PeerPorts;

/**
 * A running balancer that is measured.
 *
 * @param pid its first process; its workers are descendants
 * @param jvm whether that process is a JVM
 * @param speaks what it can be asked for
 * @param serving whether that process is what answers now
 * @param configuration one line for the report
 * @param end ends it
 */
record Candidate(
        String name,
        PeerPorts ports,
        long pid,
        boolean jvm,
        Set<Entry> speaks,
        BooleanSupplier serving,
        String configuration,
        Runnable end)
        implements AutoCloseable {

    /** One of its listeners. */
    enum Entry {
        PLAIN,
        LOGGED,
        TLS,
        /** HTTP/2 by TLS, on the same port: clients choose it by ALPN. */
        HTTP2
    }

    /** Everything but this. */
    static Set<Entry> without(Entry none) {
        return Set.copyOf(EnumSet.complementOf(EnumSet.of(none)));
    }

    int port(Entry entry) {
        return switch (entry) {
            case PLAIN -> ports.plain();
            case LOGGED -> ports.logged();
            case TLS, HTTP2 -> ports.tls();
        };
    }

    @Override
    public void close() {
        end.run();
    }
}
