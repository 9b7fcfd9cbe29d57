package tandem.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.core.config.AccessLogConfig;
import tandem.core.config.AcmeConfig;
import tandem.core.config.BalancerConfig;
import tandem.core.config.ClientAddressConfig;
import tandem.core.config.ForwardProxyConfig;
import tandem.core.config.GuardConfig;
import tandem.core.config.HeartbeatConfig;
import tandem.core.config.ListenerConfig;
import tandem.core.config.RouteConfig;
import tandem.core.config.SiteConfig;

/**
 * What an httpd.conf says of balancing.
 *
 * @param client time limits and sizes towards clients
 */
record HttpdBalancing(
        Map<String, ListenerConfig> listeners,
        Map<String, BalancerConfig> balancers,
        List<RouteConfig> routes,
        List<GuardConfig> guards,
        List<SiteConfig> sites,
        Map<String, ForwardProxyConfig> forwardProxies,
        Optional<HeartbeatConfig> heartbeats,
        List<AccessLogConfig> accessLog,
        Optional<String> serverName,
        Optional<ClientAddressConfig> clientAddress,
        Optional<AcmeConfig> acme,
        ClientDraft client) {}
