package tandem.config;

import java.util.List;
import tandem.core.config.ListenerConfig;
import tandem.core.config.ListenerTlsConfig;
import tandem.core.config.TandemConfig;
import tandem.core.tls.CipherSuites;

/** Finds listeners that offer HTTP/2 by cipher suites which clients refuse it with. */
final class Http2Checks {
    private final TandemConfig config;
    private final Places places;
    private final Report report;

    Http2Checks(TandemConfig config, Places places, Report report) {
        this.config = config;
        this.places = places;
        this.report = report;
    }

    void check() {
        config.listeners().forEach(this::listener);
    }

    /** Those of its cipher suites by which clients refuse HTTP/2. */
    static List<String> unfit(ListenerTlsConfig tls) {
        return tls.ciphers().stream()
                .filter(suite -> !CipherSuites.fitForHttp2(suite))
                .toList();
    }

    private void listener(String name, ListenerConfig listener) {
        if (!listener.http2() || listener.tls().isEmpty()) {
            return;
        }
        List<String> forbidden = unfit(listener.tls().get());
        if (!forbidden.isEmpty()) {
            String key = "listeners." + name + ".http2";
            report.error(
                    places.of(key),
                    key,
                    "clients refuse HTTP/2 by " + String.join(", ", forbidden)
                            + " (RFC 9113, appendix A); take that out of tls.ciphers, or http2 out of the listener");
        }
    }
}
