package tandem.config;

import java.util.Optional;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.TandemConfig;

/** Copies of a configuration with one part replaced. */
final class Parts {
    private Parts() {}

    static TandemConfig withNode(TandemConfig config, Optional<String> node) {
        return new TandemConfig(
                node,
                config.stateDirectory(),
                config.cluster(),
                config.vips(),
                config.serverName(),
                config.drain(),
                config.listeners(),
                config.balancers(),
                config.routes(),
                config.guards(),
                config.clientTimeouts(),
                config.admin(),
                config.metrics());
    }

    /** @param keepTimeouts whether the client's time limits were written natively and stay */
    static TandemConfig withBalancing(TandemConfig config, HttpdBalancing httpd, boolean keepTimeouts) {
        ClientTimeouts own = config.clientTimeouts();
        ClientTimeouts timeouts = keepTimeouts
                ? own
                : new ClientTimeouts(
                        own.requestHead(), own.keepAlive(), httpd.idle().orElse(own.idle()));
        return new TandemConfig(
                config.node(),
                config.stateDirectory(),
                config.cluster(),
                config.vips(),
                config.serverName().or(httpd::serverName),
                config.drain(),
                httpd.listeners(),
                httpd.balancers(),
                httpd.routes(),
                httpd.guards(),
                timeouts,
                config.admin(),
                config.metrics());
    }
}
