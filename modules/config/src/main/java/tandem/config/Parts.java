package tandem.config;

import java.util.Optional;
import tandem.core.config.ClientLimits;
import tandem.core.config.ClientTimeouts;
import tandem.core.config.TandemConfig;

/** Copies of a configuration with one part replaced. */
final class Parts {
    private Parts() {}

    static TandemConfig withNode(TandemConfig config, Optional<String> node) {
        return config.edit().node(node).done();
    }

    /**
     * @param keepTimeouts whether the client's time limits were written natively and stay
     * @param keepLimits whether its other limits were
     */
    static TandemConfig withBalancing(
            TandemConfig config, HttpdBalancing httpd, boolean keepTimeouts, boolean keepLimits) {
        ClientTimeouts timeouts = config.clientTimeouts();
        ClientLimits limits = config.clientLimits();
        return config.edit()
                .serverName(config.serverName().or(httpd::serverName))
                .listeners(httpd.listeners())
                .balancers(httpd.balancers())
                .routes(httpd.routes())
                .guards(httpd.guards())
                .sites(httpd.sites())
                .heartbeats(config.heartbeats().or(httpd::heartbeats))
                .forwardProxies(config.forwardProxies().isEmpty() ? httpd.forwardProxies() : config.forwardProxies())
                .accessLog(config.accessLog().isEmpty() ? httpd.accessLog() : config.accessLog())
                .acme(config.acme().or(httpd::acme))
                .clientAddress(config.clientAddress().or(httpd::clientAddress))
                .clientTimeouts(keepTimeouts ? timeouts : httpd.client().timeouts(timeouts))
                .clientLimits(keepLimits ? limits : httpd.client().limits(limits))
                .done();
    }
}
