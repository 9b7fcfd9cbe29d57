package tandem.config;

import java.util.Optional;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.TandemConfig;

/** Copies of a configuration with one part replaced. */
final class Parts {
    private Parts() {}

    static TandemConfig withNode(TandemConfig config, Optional<String> node) {
        return config.edit().node(node).done();
    }

    /** @param keepTimeouts whether the client's time limits were written natively and stay */
    static TandemConfig withBalancing(TandemConfig config, HttpdBalancing httpd, boolean keepTimeouts) {
        ClientTimeouts own = config.clientTimeouts();
        ClientTimeouts timeouts = keepTimeouts
                ? own
                : new ClientTimeouts(
                        own.requestHead(), own.keepAlive(), httpd.idle().orElse(own.idle()));
        return config.edit()
                .serverName(config.serverName().or(httpd::serverName))
                .listeners(httpd.listeners())
                .balancers(httpd.balancers())
                .routes(httpd.routes())
                .guards(httpd.guards())
                .sites(httpd.sites())
                .clientTimeouts(timeouts)
                .done();
    }
}
